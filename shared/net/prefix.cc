// SPDX-License-Identifier: Apache-2.0
#include "shared/net/prefix.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "shared/base/check.h"

namespace gate64::net {
namespace {

constexpr unsigned mapped_bits = 96;

std::uint32_t v4_mask(unsigned length) noexcept {
    return length == 0 ? 0U : ~std::uint32_t{0} << (32U - length);
}

/// The bits of octet `i` that a prefix of `length` fixes.
std::uint8_t octet_mask(unsigned length, std::size_t i) noexcept {
    const std::size_t before = i * 8;
    if (length >= before + 8) return 0xFF;
    if (length <= before) return 0;
    return static_cast<std::uint8_t>(0xFF << (8 - (length - before)));
}

std::string quoted(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

/// The length after the slash; `longest` when there is none.
base::Result<unsigned> parse_length(std::string_view text, unsigned longest) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return longest;
    const std::string_view digits = text.substr(slash + 1);
    unsigned length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() ||
        length > longest) {
        return base::fail(quoted(text) +
                          ": the length after the slash must be a number from 0 to " +
                          std::to_string(longest));
    }
    return length;
}

/// Shared by both families: Prefix{address, length}, refused when it loses bits of the address.
template <typename Prefix, typename Address>
base::Result<Prefix> parse_prefix(std::string_view text, unsigned longest, const char* example) {
    const auto address = Address::parse(text.substr(0, text.find('/')));
    if (!address) return base::fail(quoted(text) + " is not a prefix: write it as " + example);
    const auto length = parse_length(text, longest);
    if (!length) return std::unexpected(length.error());
    const Prefix prefix(*address, *length);
    if (prefix.address() != *address) {
        return base::fail(quoted(text) + " has bits set after the prefix: write " + prefix.text() +
                          " for the network or " + Prefix(*address, longest).text() +
                          " for the one address");
    }
    return prefix;
}

}  // namespace

Ipv4Prefix::Ipv4Prefix(Ipv4Address address, unsigned length) noexcept
    : address_(address.value() & v4_mask(length)), length_(length) {
    CHECK(length <= 32);
}

base::Result<Ipv4Prefix> Ipv4Prefix::parse(std::string_view text) {
    return parse_prefix<Ipv4Prefix, Ipv4Address>(text, 32, "192.0.2.0/24");
}

bool Ipv4Prefix::contains(Ipv4Address address) const noexcept {
    return (address.value() & v4_mask(length_)) == address_.value();
}

Ipv4Address Ipv4Prefix::last() const noexcept {
    return Ipv4Address(address_.value() | ~v4_mask(length_));
}

std::string Ipv4Prefix::text() const {
    return address_.text() + "/" + std::to_string(length_);
}

Ipv6Prefix::Ipv6Prefix(const Ipv6Address& address, unsigned length) noexcept : length_(length) {
    CHECK(length <= 128);
    Ipv6Address::Octets octets = address.octets();
    for (std::size_t i = 0; i < octets.size(); ++i)
        octets[i] = static_cast<std::uint8_t>(octets[i] & octet_mask(length, i));
    address_ = Ipv6Address(octets);
}

base::Result<Ipv6Prefix> Ipv6Prefix::parse(std::string_view text) {
    return parse_prefix<Ipv6Prefix, Ipv6Address>(text, 128, "2001:db8::/32");
}

bool Ipv6Prefix::contains(const Ipv6Address& address) const noexcept {
    const std::size_t whole = length_ / 8;
    if (std::memcmp(address.octets().data(), address_.octets().data(), whole) != 0) return false;
    if (length_ % 8 == 0) return true;
    return (address[whole] & octet_mask(length_, whole)) == address_[whole];
}

Ipv6Address Ipv6Prefix::last() const noexcept {
    Ipv6Address::Octets octets = address_.octets();
    for (std::size_t i = 0; i < octets.size(); ++i)
        octets[i] = static_cast<std::uint8_t>(octets[i] | (0xFF ^ octet_mask(length_, i)));
    return Ipv6Address(octets);
}

std::string Ipv6Prefix::text() const {
    return address_.text() + "/" + std::to_string(length_);
}

IpPrefix::IpPrefix(const Ipv4Prefix& v4) noexcept
    : prefix_(Ipv6Address::mapped(v4.address()), mapped_bits + v4.length()) {}

base::Result<IpPrefix> IpPrefix::parse(std::string_view text) {
    if (text.find(':') != std::string_view::npos) {
        const auto v6 = Ipv6Prefix::parse(text);
        if (!v6) return std::unexpected(v6.error());
        return IpPrefix(*v6);
    }
    if (!Ipv4Address::parse(text.substr(0, text.find('/')))) {
        return base::fail(quoted(text) + " is not a prefix: write 192.0.2.0/24 or 2001:db8::/32");
    }
    const auto v4 = Ipv4Prefix::parse(text);
    if (!v4) return std::unexpected(v4.error());
    return IpPrefix(*v4);
}

std::string IpPrefix::text() const {
    if (prefix_.length() < mapped_bits || !prefix_.address().is_mapped()) return prefix_.text();
    const auto v4 = Ipv4Address::from_wire(prefix_.address().octets().data() + 12);
    return Ipv4Prefix(v4, prefix_.length() - mapped_bits).text();
}

}  // namespace gate64::net
