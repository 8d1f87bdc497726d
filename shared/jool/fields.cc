// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/fields.h"

#include <array>

#include "shared/jool/abi.h"

namespace gate64::jool {
namespace {

constexpr std::size_t ipv4_bytes = 4;
constexpr std::size_t ipv6_bytes = 16;

void write_address(MessageWriter& writer, std::uint16_t type, net::Ipv4Address address) {
    std::array<std::uint8_t, ipv4_bytes> wire{};
    address.to_wire(wire.data());
    writer.bytes(type, wire);
}

void write_address(MessageWriter& writer, std::uint16_t type, const net::Ipv6Address& address) {
    writer.bytes(type, address.octets());
}

template <typename Prefix>
void write_any_prefix(MessageWriter& writer, std::uint16_t type, const Prefix& prefix) {
    const auto nest = writer.nest(type);
    write_address(writer, abi::prefix::address, prefix.address());
    writer.u8(abi::prefix::length, static_cast<std::uint8_t>(prefix.length()));
}

template <typename Endpoint>
void write_any_endpoint(MessageWriter& writer, std::uint16_t type, const Endpoint& endpoint) {
    const auto nest = writer.nest(type);
    write_address(writer, abi::taddr::address, endpoint.address);
    writer.u16(abi::taddr::port, endpoint.port);
}

net::Ipv4Address read_address4(const Attribute& attribute) {
    const base::Bytes octets = attribute.bytes(ipv4_bytes);
    return octets.empty() ? net::Ipv4Address() : net::Ipv4Address::from_wire(octets.data());
}

net::Ipv6Address read_address6(const Attribute& attribute) {
    const base::Bytes octets = attribute.bytes(ipv6_bytes);
    return octets.empty() ? net::Ipv6Address() : net::Ipv6Address::from_wire(octets.data());
}

/// `address` with the length that `fields` give; the kernel never has host bits set.
template <typename Prefix, typename Address>
Prefix checked_prefix(const Attributes& fields, const Address& address, unsigned length_max) {
    const unsigned length = fields[abi::prefix::length].u8();
    if (length > length_max) {
        fields.poison();
        return {};
    }
    const Prefix prefix(address, length);
    if (prefix.address() != address) fields.poison();
    return prefix;
}

}  // namespace

void write_prefix(MessageWriter& writer, std::uint16_t type, const net::Ipv4Prefix& prefix) {
    write_any_prefix(writer, type, prefix);
}

void write_prefix(MessageWriter& writer, std::uint16_t type, const net::Ipv6Prefix& prefix) {
    write_any_prefix(writer, type, prefix);
}

void write_no_prefix(MessageWriter& writer, std::uint16_t type) {
    const auto nest = writer.nest(type);
    writer.u8(abi::prefix::length, 0);
}

void write_endpoint(MessageWriter& writer, std::uint16_t type, const Endpoint4& endpoint) {
    write_any_endpoint(writer, type, endpoint);
}

void write_endpoint(MessageWriter& writer, std::uint16_t type, const Endpoint6& endpoint) {
    write_any_endpoint(writer, type, endpoint);
}

net::Ipv4Prefix read_prefix4(const Attribute& attribute) {
    const Attributes fields = attribute.nested();
    return checked_prefix<net::Ipv4Prefix>(fields, read_address4(fields[abi::prefix::address]), 32);
}

std::optional<net::Ipv6Prefix> read_prefix6(const Attribute& attribute) {
    const Attributes fields = attribute.nested();
    if (!fields.has(abi::prefix::address)) {
        if (fields[abi::prefix::length].u8() != 0) fields.poison();
        return std::nullopt;
    }
    return checked_prefix<net::Ipv6Prefix>(fields, read_address6(fields[abi::prefix::address]),
                                           128);
}

Endpoint4 read_endpoint4(const Attribute& attribute) {
    const Attributes fields = attribute.nested();
    return {read_address4(fields[abi::taddr::address]), fields[abi::taddr::port].u16()};
}

Endpoint6 read_endpoint6(const Attribute& attribute) {
    const Attributes fields = attribute.nested();
    return {read_address6(fields[abi::taddr::address]), fields[abi::taddr::port].u16()};
}

bool read_flag(const Attribute& attribute) {
    const std::uint8_t value = attribute.u8();
    if (value > 1) attribute.poison();
    return value == 1;
}

Protocol read_protocol(const Attribute& attribute) {
    return read_enumeration(attribute, Protocol::icmp);
}

Framework read_framework(const Attribute& attribute) {
    const auto framework = static_cast<Framework>(attribute.u8());
    if (framework != Framework::netfilter && framework != Framework::iptables) attribute.poison();
    return framework;
}

}  // namespace gate64::jool
