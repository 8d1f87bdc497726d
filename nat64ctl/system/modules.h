// SPDX-License-Identifier: Apache-2.0
#pragma once
// Jool's kernel module: what is loaded, what is on disk, what a reboot would bring, and loading it,
// through libkmod. modprobe's configuration is not read: its "install" lines are shell commands.
// `root` is put before /sys, /proc, /lib/modules and /etc, for tests.

#include <string>
#include <string_view>

#include "nat64ctl/model/kernel_facts.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

/// Loads a module and those it depends on; success when it is there already.
/// errno EPERM: CAP_SYS_MODULE is lacking, or the kernel takes signed modules only; ENOENT: there
/// is none for this kernel; EKEYREJECTED, ENOKEY: its signature is not accepted; ENOEXEC: built for
/// another kernel. The sentence says what to do.
[[nodiscard]] base::Result<void> load_module(const std::string& name);

/// The sentence for a load that failed with `errno_value`. Pure.
[[nodiscard]] base::Error load_error(std::string_view name, int errno_value, bool may_load_modules,
                                     bool is_secure_boot);

/// Everything of ModuleFacts. `kernel_release`: of the running kernel ("" asks uname).
/// What cannot be read counts as absent; only a system without uname fails.
[[nodiscard]] base::Result<model::ModuleFacts> read_module_facts(const std::string& root = "",
                                                                 std::string kernel_release = "");

/// UEFI Secure Boot is on: the firmware's variable says so.
[[nodiscard]] bool is_secure_boot(const std::string& root = "");

}  // namespace gate64::nat64ctl::system
