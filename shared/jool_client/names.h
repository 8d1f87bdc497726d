// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is checked before anything is sent. Pure, any thread.

#include <string_view>

#include "shared/base/error.h"
#include "shared/jool/version.h"

namespace gate64::jool {

/// Jool's rule, and a little more: 1 to instance_name_max printable ASCII characters, no blank.
/// EINVAL.
[[nodiscard]] base::Result<void> check_instance_name(std::string_view name);

/// EPROTO for a module whose numbers we do not know: it may only be read.
[[nodiscard]] base::Result<void> check_writable(const Version& module);

}  // namespace gate64::jool
