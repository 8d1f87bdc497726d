// SPDX-License-Identifier: Apache-2.0
#pragma once
// Whether this kernel has what the ring needs, asked at start so that an operator reads one clear
// sentence instead of an errno later. Start-up only, any thread.

#include <string>

#include "shared/base/error.h"

namespace gate64::dns64d::io {

/// Sets up a small ring and tries each feature. The error names the first one that is missing, the
/// kernel that has it, and what to do.
[[nodiscard]] base::Result<void> probe();

/// The sentence for a failed io_uring_setup(2). `disabled_sysctl` as io_uring_disabled_sysctl()
/// gives it.
[[nodiscard]] std::string explain_setup_failure(int errno_value, int disabled_sysctl);

/// kernel.io_uring_disabled: 0, 1 or 2; -1 when the kernel has no such switch.
[[nodiscard]] int io_uring_disabled_sysctl();

}  // namespace gate64::dns64d::io
