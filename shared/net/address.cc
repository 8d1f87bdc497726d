// SPDX-License-Identifier: Apache-2.0
#include "shared/net/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace gate64::net {
namespace {

constexpr std::size_t text_max = INET6_ADDRSTRLEN;
constexpr std::array<std::uint8_t, 12> mapped_head = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

/// inet_pton(3) over text that need not end in a NUL (and must not hold one).
bool parse_family(int family, std::string_view text, std::uint8_t* out) noexcept {
    std::array<char, text_max> buffer{};
    if (text.size() >= buffer.size() || text.find('\0') != std::string_view::npos) return false;
    std::copy(text.begin(), text.end(), buffer.begin());
    return ::inet_pton(family, buffer.data(), out) == 1;
}

void append_number(std::string& out, std::uint32_t value, int base) {
    std::array<char, 12> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr;
    out.append(digits.data(), end);
}

/// The run of zero groups that RFC 5952 4.2 shortens: the longest, the first of equals, never one.
struct ZeroRun {
    unsigned start = 8;
    unsigned length = 0;
};

ZeroRun longest_zero_run(const std::array<std::uint16_t, 8>& groups) noexcept {
    ZeroRun best;
    for (unsigned i = 0; i < 8; ++i) {
        unsigned end = i;
        while (end < 8 && groups[end] == 0)
            ++end;
        if (end - i >= 2 && end - i > best.length) best = {i, end - i};
        if (end > i) i = end - 1;
    }
    return best;
}

template <typename Number>
std::optional<Number> parse_decimal(std::string_view text) noexcept {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

base::Result<std::uint16_t> parse_port(std::string_view text) {
    if (const auto port = parse_decimal<std::uint16_t>(text)) return *port;
    return base::fail("\"" + std::string(text) + "\" is not a port: a number up to 65535");
}

bool is_link_scope(const Ipv6Address& address) noexcept {
    return (address[0] == 0xFE && (address[1] & 0xC0) == 0x80) ||
           (address[0] == 0xFF && (address[1] & 0x0F) == 0x02);
}

/// "fe80::1%2" or any IPv6 address without a zone.
base::Result<Endpoint> parse_v6_host(std::string_view host, std::uint16_t port) {
    const std::size_t percent = host.find('%');
    const auto address = Ipv6Address::parse(host.substr(0, percent));
    if (!address) return base::fail("\"" + std::string(host) + "\" is not an IPv6 address");
    if (percent == std::string_view::npos) return Endpoint{*address, port, 0};
    const std::string_view zone = host.substr(percent + 1);
    const auto scope = parse_decimal<std::uint32_t>(zone);
    if (!scope || *scope == 0) {
        return base::fail("\"" + std::string(zone) +
                          "\" is not an interface index: interface names are not taken here, "
                          "write the number that `ip link` shows, as in [fe80::1%2]:53");
    }
    if (!is_link_scope(*address)) {
        return base::fail(address->text() +
                          " is not link-local, so it takes no zone; write it "
                          "without \"%" +
                          std::string(zone) + "\"");
    }
    return Endpoint{*address, port, *scope};
}

base::Result<Endpoint> parse_bracketed(std::string_view text, std::uint16_t default_port) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) {
        return base::fail("\"" + std::string(text) + "\" has no closing bracket");
    }
    std::uint16_t port = default_port;
    const std::string_view rest = text.substr(close + 1);
    if (!rest.empty()) {
        if (rest[0] != ':') {
            return base::fail("\"" + std::string(text) +
                              "\": after the bracket only a port may follow, as in "
                              "[2001:db8::1]:53");
        }
        const auto parsed = parse_port(rest.substr(1));
        if (!parsed) return std::unexpected(parsed.error());
        port = *parsed;
    }
    return parse_v6_host(text.substr(1, close - 1), port);
}

}  // namespace

std::optional<Ipv4Address> Ipv4Address::parse(std::string_view text) noexcept {
    std::array<std::uint8_t, 4> wire{};
    if (!parse_family(AF_INET, text, wire.data())) return {};
    return from_wire(wire.data());
}

std::string Ipv4Address::text() const {
    std::string out;
    for (unsigned shift : {24U, 16U, 8U, 0U}) {
        append_number(out, (value_ >> shift) & 0xFF, 10);
        if (shift != 0) out += '.';
    }
    return out;
}

std::optional<Ipv6Address> Ipv6Address::parse(std::string_view text) noexcept {
    Octets octets{};
    if (!parse_family(AF_INET6, text, octets.data())) return {};
    return Ipv6Address(octets);
}

Ipv6Address Ipv6Address::mapped(Ipv4Address v4) noexcept {
    Ipv6Address address;
    std::copy(mapped_head.begin(), mapped_head.end(), address.octets_.begin());
    v4.to_wire(address.octets_.data() + mapped_head.size());
    return address;
}

bool Ipv6Address::is_mapped() const noexcept {
    return std::equal(mapped_head.begin(), mapped_head.end(), octets_.begin());
}

std::string Ipv6Address::text() const {
    if (is_mapped()) return "::ffff:" + Ipv4Address::from_wire(octets_.data() + 12).text();
    std::array<std::uint16_t, 8> groups{};
    for (unsigned i = 0; i < 8; ++i)
        groups[i] = base::load_be16(octets_.data() + std::size_t{2} * i);
    const ZeroRun run = longest_zero_run(groups);
    std::string out;
    for (unsigned i = 0; i < 8; ++i) {
        if (i == run.start) {
            out += "::";
            i += run.length - 1;
            continue;
        }
        if (!out.empty() && out.back() != ':') out += ':';
        append_number(out, groups[i], 16);
    }
    return out;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) noexcept {
    if (const auto v4 = Ipv4Address::parse(text)) return IpAddress(*v4);
    if (const auto v6 = Ipv6Address::parse(text)) return IpAddress(*v6);
    return {};
}

std::string IpAddress::text() const {
    return is_v4() ? v4().text() : octets_.text();
}

base::Result<Endpoint> Endpoint::parse(std::string_view text, std::uint16_t default_port) {
    if (text.starts_with('[')) return parse_bracketed(text, default_port);
    const std::size_t colon = text.find(':');
    const bool is_v6 = colon != std::string_view::npos && text.find(':', colon + 1) != text.npos;
    if (is_v6) return parse_v6_host(text, default_port);
    const auto address = Ipv4Address::parse(text.substr(0, colon));
    if (!address) {
        return base::fail("\"" + std::string(text) +
                          "\" is not an address: write 192.0.2.1, 192.0.2.1:53, 2001:db8::1 or "
                          "[2001:db8::1]:53");
    }
    if (colon == std::string_view::npos) return Endpoint{*address, default_port, 0};
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return std::unexpected(port.error());
    return Endpoint{*address, *port, 0};
}

std::string Endpoint::text() const {
    if (address.is_v4()) return address.text() + ":" + std::to_string(port);
    std::string out = "[" + address.text();
    if (scope_id != 0) out += "%" + std::to_string(scope_id);
    return out + "]:" + std::to_string(port);
}

}  // namespace gate64::net
