// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/arpa.h"

namespace gate64::dns {
namespace {

constexpr std::uint8_t in_addr_arpa[] = {7,   'i', 'n', '-', 'a', 'd', 'd',
                                         'r', 4,   'a', 'r', 'p', 'a', 0};
constexpr std::uint8_t ip6_arpa[] = {3, 'i', 'p', '6', 4, 'a', 'r', 'p', 'a', 0};
constexpr unsigned nibbles_max = 32;

std::optional<unsigned> nibble_value(std::uint8_t octet) noexcept {
    if (octet >= '0' && octet <= '9') return octet - unsigned{'0'};
    const std::uint8_t c = lower(octet);
    if (c >= 'a' && c <= 'f') return c - unsigned{'a'} + 10;
    return std::nullopt;
}

}  // namespace

Name reverse_name(net::Ipv4Address address) noexcept {
    std::array<std::uint8_t, 16 + sizeof in_addr_arpa> wire;
    base::ByteWriter writer(wire);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        const unsigned octet = (address.value() >> shift) & 0xFF;
        const unsigned digits = octet >= 100 ? 3 : octet >= 10 ? 2 : 1;
        writer.u8(static_cast<std::uint8_t>(digits));
        if (digits > 2) writer.u8(static_cast<std::uint8_t>('0' + octet / 100));
        if (digits > 1) writer.u8(static_cast<std::uint8_t>('0' + octet / 10 % 10));
        writer.u8(static_cast<std::uint8_t>('0' + octet % 10));
    }
    writer.bytes(in_addr_arpa);
    return NameView::trusted(writer.written());
}

Name reverse_name(const net::Ipv6Address& address) noexcept {
    constexpr char digits[] = "0123456789abcdef";
    std::array<std::uint8_t, std::size_t{2} * nibbles_max + sizeof ip6_arpa> wire;
    base::ByteWriter writer(wire);
    for (std::size_t i = nibbles_max; i-- > 0;) {
        const unsigned octet = address[i / 2];
        writer.u8(1);
        writer.u8(static_cast<std::uint8_t>(digits[i % 2 == 0 ? octet >> 4 : octet & 0xF]));
    }
    writer.bytes(ip6_arpa);
    return NameView::trusted(writer.written());
}

std::optional<net::Ipv6Prefix> parse_ip6_arpa(NameView name) noexcept {
    if (!name.is_at_or_below(NameView::trusted(ip6_arpa))) return std::nullopt;
    const base::Bytes labels = name.wire().first(name.size() - sizeof ip6_arpa);
    if (labels.size() % 2 != 0 || labels.size() / 2 > nibbles_max) return std::nullopt;
    const std::size_t count = labels.size() / 2;
    net::Ipv6Address::Octets octets{};
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = 2 * (count - 1 - i);
        const std::optional<unsigned> value = nibble_value(labels[at + 1]);
        if (labels[at] != 1 || !value) return std::nullopt;
        octets[i / 2] |= static_cast<std::uint8_t>(i % 2 == 0 ? *value << 4 : *value);
    }
    return net::Ipv6Prefix(net::Ipv6Address(octets), static_cast<unsigned>(4 * count));
}

}  // namespace gate64::dns
