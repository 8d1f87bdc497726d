// SPDX-License-Identifier: Apache-2.0
#pragma once
// The file that makes settings last over a reboot: /etc/sysctl.d/60-gate64-nat64.conf, applied by
// systemd-sysctl in the first network namespace. Written whole, never edited. `root` is put before
// the path, for tests.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

inline constexpr std::string_view sysctl_file_path = "/etc/sysctl.d/60-gate64-nat64.conf";

struct SysctlSetting {
    std::string key;  ///< dotted, as is_sysctl_key() allows
    std::string value;
    friend bool operator==(const SysctlSetting&, const SysctlSetting&) = default;
};

/// The text of the file, in the order given.
[[nodiscard]] std::string sysctl_file_text(std::span<const SysctlSetting> settings);

/// What the file holds; nothing when there is none. Lines that set nothing are passed over.
[[nodiscard]] base::Result<std::vector<SysctlSetting>> read_sysctl_file(
    const std::string& root = "");

/// Replaces the file at once (safe_file.h). Nothing to set: removes it.
[[nodiscard]] base::Result<void> write_sysctl_file(std::span<const SysctlSetting> settings,
                                                   const std::string& root = "");

/// Whether there was one.
[[nodiscard]] base::Result<bool> remove_sysctl_file(const std::string& root = "");

}  // namespace gate64::nat64ctl::system
