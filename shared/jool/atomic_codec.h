// SPDX-License-Identifier: Apache-2.0
#pragma once
// Atomic configuration on the wire: one transaction as the messages to send, one reply each, all
// from one thread. Pure.

#include <span>

#include "shared/jool/reply.h"
#include "shared/jool/request.h"

namespace gate64::jool {

/// Jool's rules: full replacement of globals and pool4; pool6 among the globals; framework and
/// pool6 as they are when the instance exists; bindings only count when it does not. EINVAL as
/// encode_global_update() and encode_pool4_add().
[[nodiscard]] base::Result<std::vector<Octets>> encode_atomic(
    const Target& target, Framework framework, std::span<const GlobalSetting> globals,
    std::span<const Pool4Entry> pool4, std::span<const BibEntry> bib, bool force);

}  // namespace gate64::jool
