// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reads and writes settings below /proc/sys by their dotted names. Those of net.* are the calling
// thread's network namespace's: the kernel looks them up for the thread that opens the file.
// `root` is put before every path, for tests.

#include <string>
#include <string_view>

#include "nat64ctl/model/kernel_facts.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

/// Octets of a value. ip_local_reserved_ports is the longest there is: every other port takes 192
/// KiB.
inline constexpr std::size_t sysctl_value_octets_max = std::size_t{256} << 10;

/// Two or more parts apart by dots. As in sysctl(8), '/' inside a part stands for a dot of its
/// name: "net.ipv6.conf.eth0/100.accept_ra".
[[nodiscard]] bool is_sysctl_key(std::string_view key) noexcept;

/// "net.ipv6.conf.IF.accept_ra" for family "ipv6", interface IF, setting "accept_ra"; dots in the
/// interface's name are written as is_sysctl_key() says.
[[nodiscard]] std::string interface_sysctl_key(std::string_view family, std::string_view interface,
                                               std::string_view setting);

/// The value without the line end. Tabs between numbers become single spaces, so that what was
/// read can be compared with what was written. Errors name the key; errno is the kernel's.
[[nodiscard]] base::Result<std::string> read_sysctl(std::string_view key,
                                                    const std::string& root = "");

/// Writes one value. EACCES and EPERM say what is lacking, EINVAL that the kernel refuses it.
[[nodiscard]] base::Result<void> write_sysctl(std::string_view key, std::string_view value,
                                              const std::string& root = "");

/// The settings that translation depends on. A setting that this kernel lacks (a namespace has no
/// net.core.default_qdisc) is left at its default; any other failure fails the whole.
[[nodiscard]] base::Result<model::SysctlFacts> read_sysctl_facts(const std::string& root = "");

}  // namespace gate64::nat64ctl::system
