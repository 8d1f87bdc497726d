// SPDX-License-Identifier: Apache-2.0
#pragma once
// Giving up what a program that keeps running does not need. Before any thread is started.

#include <initializer_list>

#include "nat64ctl/system/capabilities.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

/// From here on the calling thread, and every thread it starts, has at most these capabilities of
/// those it has now, and can never gain any (PR_SET_NO_NEW_PRIVS).
[[nodiscard]] base::Result<void> keep_only(std::initializer_list<Capability> capabilities);

}  // namespace gate64::nat64ctl::system
