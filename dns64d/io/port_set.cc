// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/port_set.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "dns64d/io/proc_file.h"
#include "shared/base/check.h"

namespace gate64::dns64d::io {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return port;
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

PortSet::PortSet() {
    ports_.reserve(65536 - source_port_min);
    for (std::uint32_t port = source_port_min; port <= 65535; ++port)
        ports_.push_back(static_cast<std::uint16_t>(port));
}

void PortSet::remove(std::uint16_t first, std::uint16_t last) {
    const auto from = std::lower_bound(ports_.begin(), ports_.end(), first);
    const auto to = std::upper_bound(from, ports_.end(), last);
    ports_.erase(from, to);
}

base::Result<void> PortSet::remove_list(std::string_view list) {
    list = trimmed(list);
    while (!list.empty()) {
        const auto comma = list.find(',');
        const std::string_view range = list.substr(0, comma);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
        const auto dash = range.find('-');
        const auto first = parse_port(range.substr(0, dash));
        const auto last =
            dash == std::string_view::npos ? first : parse_port(range.substr(dash + 1));
        if (!first || !last || *first > *last) {
            return base::fail("not a port or port range: \"" + std::string(range) + "\"");
        }
        remove(*first, *last);
    }
    return {};
}

std::uint16_t PortSet::pick(base::Random& random) const noexcept {
    CHECK(!ports_.empty());
    return ports_[random.below(static_cast<std::uint32_t>(ports_.size()))];
}

bool PortSet::contains(std::uint16_t port) const noexcept {
    return std::binary_search(ports_.begin(), ports_.end(), port);
}

base::Result<void> remove_reserved_ports(PortSet& ports) {
    // A kernel without /proc has nothing to say; that is not a reason not to start.
    const auto list = read_proc_file("/proc/sys/net/ipv4/ip_local_reserved_ports");
    return list ? ports.remove_list(*list) : base::Result<void>{};
}

}  // namespace gate64::dns64d::io
