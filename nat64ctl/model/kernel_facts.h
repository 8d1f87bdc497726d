// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is known of Jool's module and of the kernel's settings on this box, read once, as plain
// values. Read by nat64ctl/system; judged by plan and doctor. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/jool/version.h"

namespace gate64::nat64ctl::model {

/// Ports or identifiers, both ends included.
struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    friend auto operator<=>(const PortRange&, const PortRange&) = default;
};

struct ModuleFacts {
    std::string kernel_release;  ///< uname -r
    bool is_loaded = false;
    std::optional<jool::Version> loaded_version;  ///< /sys/module/jool/version
    std::string disk_path;                        ///< jool.ko of this kernel; "" when there is none
    std::optional<jool::Version> disk_version;
    /// Other kernels that have a jool.ko: what a reboot into another kernel means.
    std::vector<std::string> other_kernels;
    /// Installed kernels without one: a reboot into them ends the translation.
    std::vector<std::string> kernels_lacking_module;
    bool is_secure_boot = false;  ///< an unsigned module will be refused
    /// jool (the loaded one, else the one on disk) offers the iptables target JOOL.
    bool has_xtables_target = false;
    bool is_xtables_target_known = false;  ///< false: the kernel does not tell, it may be there
    /// Debian's jool.service starts at boot and has a file to apply: it manages instances as well.
    bool is_jool_service_enabled = false;
    friend bool operator==(const ModuleFacts&, const ModuleFacts&) = default;
};

struct SysctlFacts {
    bool ipv4_forwarding = false;       ///< net.ipv4.conf.all.forwarding
    bool ipv6_forwarding = false;       ///< net.ipv6.conf.all.forwarding
    PortRange ephemeral{32768, 60999};  ///< net.ipv4.ip_local_port_range
    std::vector<PortRange> reserved;    ///< net.ipv4.ip_local_reserved_ports, ordered
    std::string default_qdisc;          ///< net.core.default_qdisc
    friend bool operator==(const SysctlFacts&, const SysctlFacts&) = default;
};

}  // namespace gate64::nat64ctl::model
