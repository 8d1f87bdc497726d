// SPDX-License-Identifier: Apache-2.0
#include "shared/config/texts.h"

namespace gate64::config {
namespace {

constexpr std::uint16_t dns_port = 53;
constexpr std::uint16_t metrics_port = 9464;
constexpr unsigned pool4_length_min = 24;

std::unexpected<base::Error> refuse(std::string_view text, std::string_view why) {
    return base::fail('"' + std::string(text) + "\": " + std::string(why));
}

bool is_multicast(const net::IpAddress& address) noexcept {
    if (address.is_v4()) return (address.v4().value() >> 28U) == 0xE;
    return address.v6()[0] == 0xFF;
}

bool is_unspecified(const net::IpAddress& address) noexcept {
    return address.is_v4() ? address.v4().value() == 0 : address.v6() == net::Ipv6Address();
}

bool is_broadcast(const net::IpAddress& address) noexcept {
    return address.is_v4() && address.v4().value() == 0xFFFFFFFF;
}

base::Result<net::Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port) {
    auto endpoint = net::Endpoint::parse(text, default_port);
    if (!endpoint) return endpoint;
    if (endpoint->port == 0) return refuse(text, "a port from 1 to 65535 is needed");
    if (is_multicast(endpoint->address)) return refuse(text, "a multicast address");
    if (is_broadcast(endpoint->address)) return refuse(text, "the broadcast address");
    return endpoint;
}

// The address part of an entry, to tell the families apart as they were written.
bool is_written_as_ipv6(std::string_view text) noexcept {
    return text.find(':') != std::string_view::npos;
}

}  // namespace

base::Result<net::Endpoint> parse_listen(std::string_view text) {
    return parse_endpoint(text, dns_port);
}

base::Result<net::Endpoint> parse_server(std::string_view text) {
    auto endpoint = parse_endpoint(text, dns_port);
    if (endpoint && is_unspecified(endpoint->address)) {
        return refuse(text, "not the address of a server");
    }
    return endpoint;
}

base::Result<std::optional<net::Endpoint>> parse_metrics(std::string_view text) {
    if (text.empty()) return std::optional<net::Endpoint>();
    auto endpoint = parse_endpoint(text, metrics_port);
    if (!endpoint) return std::unexpected(endpoint.error());
    return std::optional(*endpoint);
}

base::Result<net::AclEntry> parse_client_entry(std::string_view text) {
    return net::AclEntry::parse(text);
}

base::Result<net::AclEntry> parse_ipv4_entry(std::string_view text) {
    auto entry = net::AclEntry::parse(text);
    if (entry && is_written_as_ipv6(text)) {
        return refuse(text, "only IPv4 addresses are mapped: write an IPv4 prefix or \"any\"");
    }
    return entry;
}

base::Result<net::AclEntry> parse_ipv6_entry(std::string_view text) {
    auto entry = net::AclEntry::parse(text);
    if (entry && !entry->any && !is_written_as_ipv6(text)) {
        return refuse(text, "only IPv6 addresses are excluded: write an IPv6 prefix or \"any\"");
    }
    return entry;
}

base::Result<net::Ipv6Prefix> parse_ipv6_prefix(std::string_view text) {
    if (text.find('/') == std::string_view::npos && net::Ipv6Address::parse(text)) {
        return refuse(text, "a prefix needs its length, as in \"64:ff9b::/96\"");
    }
    return net::Ipv6Prefix::parse(text);
}

base::Result<net::Ipv4Address> parse_ipv4(std::string_view text) {
    const auto address = net::Ipv4Address::parse(text);
    if (!address) return refuse(text, "not an IPv4 address, such as \"192.0.2.10\"");
    return *address;
}

base::Result<net::Ipv6Address> parse_ipv6(std::string_view text) {
    const auto address = net::Ipv6Address::parse(text);
    if (!address) return refuse(text, "not an IPv6 address, such as \"2001:db8::10\"");
    return *address;
}

base::Result<dns::Name> parse_domain(std::string_view text) {
    if (text.empty()) return base::fail("a domain name is needed; the root is \".\"");
    return dns::Name::parse(text);
}

base::Result<net::Ipv4Prefix> parse_pool4(std::string_view text) {
    auto prefix = net::Ipv4Prefix::parse(text);
    if (!prefix) return prefix;
    if (prefix->length() < pool4_length_min) return refuse(text, "a /24 or longer is needed");
    const std::uint32_t address = prefix->address().value();
    const bool unicast = (address >> 24U) != 0 && (address >> 24U) != 127 && (address >> 28U) < 0xE;
    if (!unicast) return refuse(text, "not an address that packets can leave from");
    return prefix;
}

base::Result<net::Endpoint> parse_bib_ipv6(std::string_view text) {
    auto endpoint = parse_endpoint(text, 0);
    if (!endpoint) return endpoint;
    if (endpoint->address.is_v4() || is_unspecified(endpoint->address) || endpoint->scope_id != 0) {
        return refuse(text, "an IPv6 address and port is needed, as in \"[2001:db8::80]:443\"");
    }
    return endpoint;
}

base::Result<net::Endpoint> parse_bib_ipv4(std::string_view text) {
    auto endpoint = parse_endpoint(text, 0);
    if (!endpoint) return endpoint;
    if (!endpoint->address.is_v4() || is_unspecified(endpoint->address)) {
        return refuse(text, "an IPv4 address and port is needed, as in \"192.0.2.1:443\"");
    }
    return endpoint;
}

}  // namespace gate64::config
