// SPDX-License-Identifier: Apache-2.0
#pragma once
// One nat64ctl at a time changes the box: an advisory lock (flock(2)) that ends with the process
// however it ends. Reading needs no lock.

#include <chrono>
#include <string>

#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::system {

inline constexpr const char* lock_path = "/run/gate64/nat64ctl.lock";

/// Holds the lock as long as it lives. Movable; a forked child shares it, and it is released when
/// the last of them is gone.
class ChangeLock {
  public:
    /// Waits at most `patience`. The folder is made when it is missing (0755). errno EBUSY: another
    /// process holds it, and the sentence names its pid.
    [[nodiscard]] static base::Result<ChangeLock> acquire(std::chrono::milliseconds patience,
                                                          const std::string& path = lock_path);

  private:
    explicit ChangeLock(base::UniqueFd file) noexcept : file_(std::move(file)) {}
    base::UniqueFd file_;
};

}  // namespace gate64::nat64ctl::system
