// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/arguments.h"

#include <algorithm>

#include "shared/config/texts.h"
#include "shared/config/units.h"

namespace gate64::nat64ctl::commands {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
    const auto number = config::parse_decimal(text);
    if (!number || *number == 0 || *number > 65535) return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

std::optional<model::PortRange> parse_range(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = parse_port(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_port(text.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    const auto [low, high] = std::minmax(*first, *last);
    return model::PortRange{low, high};
}

}  // namespace

base::Result<jool::Protocol> parse_protocol(std::string_view text) {
    for (const jool::Protocol protocol : jool::all_protocols) {
        if (name_of(protocol) == text) return protocol;
    }
    return base::fail("\"" + std::string(text) + "\" is no protocol: tcp, udp or icmp is needed");
}

base::Result<model::PortSet> parse_ports_argument(std::string_view text) {
    std::vector<model::PortRange> ranges;
    std::string_view rest = text;
    while (true) {
        const auto comma = rest.find(',');
        const auto range = parse_range(rest.substr(0, comma));
        if (!range) {
            return base::fail("\"" + std::string(text) +
                              "\" are no ports: FIRST-LAST or one port is needed, from 1 to 65535, "
                              "for example 61000-65535");
        }
        ranges.push_back(*range);
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
    }
    return model::normalised(std::move(ranges));
}

base::Result<jool::Endpoint6> parse_endpoint6(std::string_view text) {
    const auto endpoint = config::parse_bib_ipv6(text);
    if (!endpoint) return std::unexpected(endpoint.error());
    return jool::Endpoint6{endpoint->address.v6(), endpoint->port};
}

base::Result<jool::Endpoint4> parse_endpoint4(std::string_view text) {
    const auto endpoint = config::parse_bib_ipv4(text);
    if (!endpoint) return std::unexpected(endpoint.error());
    return jool::Endpoint4{endpoint->address.v4(), endpoint->port};
}

std::string text_of(const jool::Endpoint6& endpoint) {
    return '[' + endpoint.address.text() + "]:" + std::to_string(endpoint.port);
}

std::string text_of(const jool::Endpoint4& endpoint) {
    return endpoint.address.text() + ':' + std::to_string(endpoint.port);
}

std::string text_of(const model::PortRange& range) {
    if (range.first == range.last) return std::to_string(range.first);
    return std::to_string(range.first) + '-' + std::to_string(range.last);
}

std::vector<jool::Protocol> ProtocolFlags::chosen() const {
    std::vector<jool::Protocol> protocols;
    const bool all = !tcp && !udp && !icmp;
    if (all || tcp) protocols.push_back(jool::Protocol::tcp);
    if (all || udp) protocols.push_back(jool::Protocol::udp);
    if (all || icmp) protocols.push_back(jool::Protocol::icmp);
    return protocols;
}

std::string text_of(const std::vector<jool::Protocol>& protocols) {
    std::string text;
    for (const jool::Protocol protocol : protocols) {
        if (!text.empty()) text += ", ";
        text += name_of(protocol);
    }
    return text;
}

std::string counted(std::uint64_t count, std::string_view thing) {
    return std::to_string(count) + ' ' + std::string(thing) + (count == 1 ? "" : "s");
}

}  // namespace gate64::nat64ctl::commands
