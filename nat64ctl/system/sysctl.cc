// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/sysctl.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>

#include "nat64ctl/model/ports.h"
#include "nat64ctl/system/small_file.h"
#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::system {
namespace {

constexpr std::size_t key_octets_max = 255;

bool is_key_octet(char c) noexcept {
    return c > ' ' && c < '\x7f';
}

/// A part may not climb out of the tree once '/' has become '.'.
bool is_key_part(std::string_view part) noexcept {
    return !part.empty() && part != "/" && part != "//" &&
           std::all_of(part.begin(), part.end(), is_key_octet);
}

/// REQUIRES: is_sysctl_key(key).
std::string path_of(std::string_view key, const std::string& root) {
    std::string path(key);
    for (char& c : path)
        c = c == '.' ? '/' : c == '/' ? '.' : c;
    return root + "/proc/sys/" + path;
}

std::unexpected<base::Error> no_key() {
    return base::fail(
        "not the name of a kernel setting; write parts apart by dots, as in "
        "net.ipv4.conf.all.forwarding",
        EINVAL);
}

std::unexpected<base::Error> write_failure(std::string_view key, std::string_view value,
                                           int errno_value) {
    std::string what = "cannot set " + std::string(key) + " to \"" + std::string(value) + '"';
    switch (errno_value) {
        case EACCES:
        case EPERM:
            what += " (run as root, or with CAP_NET_ADMIN for settings below net)";
            break;
        case EROFS:
            what += " (/proc/sys is read-only here, as in a container; set it on the host)";
            break;
        case EINVAL:
            what += " (the kernel does not take this value)";
            break;
        case ENOENT:
            what += " (this kernel or namespace has no such setting)";
            break;
        default:
            break;
    }
    return base::fail_errno(what, errno_value);
}

/// `otherwise` where the setting is missing.
base::Result<std::string> read_or(std::string_view key, std::string otherwise,
                                  const std::string& root) {
    auto value = read_sysctl(key, root);
    if (!value && value.error().errno_value == ENOENT) return otherwise;
    return value;
}

base::Result<bool> read_flag(std::string_view key, const std::string& root) {
    const auto value = read_or(key, "0", root);
    if (!value) return std::unexpected(value.error());
    return *value != "0";
}

std::unexpected<base::Error> unreadable(std::string_view key) {
    return base::fail(std::string(key) + " holds something that is no list of ports", EPROTO);
}

base::Result<void> read_ports(model::SysctlFacts& facts, const std::string& root) {
    constexpr std::string_view range_key = "net.ipv4.ip_local_port_range";
    constexpr std::string_view reserved_key = "net.ipv4.ip_local_reserved_ports";
    const auto range = read_or(range_key, model::port_pair_text(facts.ephemeral), root);
    if (!range) return std::unexpected(range.error());
    const auto reserved = read_or(reserved_key, "", root);
    if (!reserved) return std::unexpected(reserved.error());
    const auto parsed_range = model::parse_port_pair(*range);
    if (!parsed_range) return unreadable(range_key);
    auto parsed_reserved = model::parse_port_list(*reserved);
    if (!parsed_reserved) return unreadable(reserved_key);
    facts.ephemeral = *parsed_range;
    facts.reserved = std::move(*parsed_reserved);
    return {};
}

}  // namespace

bool is_sysctl_key(std::string_view key) noexcept {
    if (key.size() > key_octets_max || key.find('.') == std::string_view::npos) return false;
    for (;;) {
        const auto dot = key.find('.');
        if (!is_key_part(key.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        key.remove_prefix(dot + 1);
    }
}

std::string interface_sysctl_key(std::string_view family, std::string_view interface,
                                 std::string_view setting) {
    std::string name(interface);
    std::replace(name.begin(), name.end(), '.', '/');
    return "net." + std::string(family) + ".conf." + name + '.' + std::string(setting);
}

base::Result<std::string> read_sysctl(std::string_view key, const std::string& root) {
    if (!is_sysctl_key(key)) return no_key();
    const auto content = read_small_file(path_of(key, root), sysctl_value_octets_max);
    if (!content) return std::unexpected(content.error());
    std::string value(trimmed(*content));
    std::replace(value.begin(), value.end(), '\t', ' ');
    return value;
}

base::Result<void> write_sysctl(std::string_view key, std::string_view value,
                                const std::string& root) {
    if (!is_sysctl_key(key)) return no_key();
    if (value.size() >= sysctl_value_octets_max ||
        value.find_first_of(std::string_view("\n\0", 2)) != std::string_view::npos) {
        return base::fail("the value for " + std::string(key) + " is too long or has a line end",
                          EINVAL);
    }
    const std::string path = path_of(key, root);
    const base::UniqueFd file(::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
    if (!file.valid()) return write_failure(key, value, errno);
    // An empty list takes a line end too: a write of nothing changes nothing.
    const auto written = write_descriptor(file.get(), std::string(value) + '\n', path);
    if (!written) return write_failure(key, value, written.error().errno_value);
    return {};
}

base::Result<model::SysctlFacts> read_sysctl_facts(const std::string& root) {
    model::SysctlFacts facts;
    const auto ipv4 = read_flag("net.ipv4.conf.all.forwarding", root);
    if (!ipv4) return std::unexpected(ipv4.error());
    const auto ipv6 = read_flag("net.ipv6.conf.all.forwarding", root);
    if (!ipv6) return std::unexpected(ipv6.error());
    auto qdisc = read_or("net.core.default_qdisc", "", root);
    if (!qdisc) return std::unexpected(qdisc.error());
    facts.ipv4_forwarding = *ipv4;
    facts.ipv6_forwarding = *ipv6;
    facts.default_qdisc = std::move(*qdisc);
    if (const auto ports = read_ports(facts, root); !ports) return std::unexpected(ports.error());
    return facts;
}

}  // namespace gate64::nat64ctl::system
