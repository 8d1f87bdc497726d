// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where a run keeps its lock, journal and state, and which namespace of which boot it works on.
// Tests point it at a folder of their own.

#include <chrono>
#include <string>

#include "nat64ctl/apply/journal.h"
#include "nat64ctl/system/lock.h"
#include "nat64ctl/system/state.h"

namespace gate64::nat64ctl::apply {

struct Site {
    system::StateKey key;
    std::string netns;  ///< as --netns had it
    std::string lock_path = system::lock_path;
    std::string journal_path = apply::journal_path;
    std::string state_path = system::state_path;
    std::chrono::milliseconds patience{3000};  ///< for the lock
    WallTime (*now)() noexcept = wall_now;
};

/// One journal a namespace: a run in one must not end the wait for a confirmation in another.
/// "journal.jsonl", or "journal-NAME.jsonl" beside it for what --netns names; '/' becomes "%2F".
[[nodiscard]] std::string journal_path_of(const std::string& netns);

/// For the calling thread's namespace.
[[nodiscard]] base::Result<Site> make_site(const std::string& instance, const std::string& netns);

}  // namespace gate64::nat64ctl::apply
