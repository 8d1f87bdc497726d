// SPDX-License-Identifier: Apache-2.0
#include "shared/net/pref64.h"

#include <algorithm>

namespace gate64::net {
namespace {

constexpr std::size_t u_octet = 8;  // bits 64 to 71
constexpr Ipv6Address well_known(Ipv6Address::Octets{0x00, 0x64, 0xFF, 0x9B});

/// The octet that the `i`th octet of the IPv4 address goes to: right after the prefix, stepping
/// over the u octet (the table of RFC 6052 2.2).
std::size_t octet_position(unsigned length, std::size_t i) noexcept {
    const std::size_t at = length / 8 + i;
    return length < 96 && at >= u_octet ? at + 1 : at;
}

/// Whether octet `at` may carry suffix bits.
bool is_suffix_octet(unsigned length, std::size_t at) noexcept {
    return at != u_octet && at > octet_position(length, 3);
}

}  // namespace

Pref64::Pref64() noexcept : prefix_(well_known, 96) {}

base::Result<Pref64> Pref64::make(const Ipv6Prefix& prefix, const Ipv6Address& suffix) {
    if (std::find(pref64_lengths.begin(), pref64_lengths.end(), prefix.length()) ==
        pref64_lengths.end()) {
        return base::fail(prefix.text() +
                          " cannot carry IPv4 addresses: a translation prefix is a /32, /40, /48, "
                          "/56, /64 or /96 (RFC 6052 2.2)");
    }
    if (prefix.address()[u_octet] != 0) {
        return base::fail(prefix.text() +
                          " has bits 64 to 71 set, which must be zero (RFC 6052 2.2): choose a "
                          "prefix whose fifth group starts with 00");
    }
    for (std::size_t at = 0; at < suffix.octets().size(); ++at) {
        if (suffix[at] == 0 || is_suffix_octet(prefix.length(), at)) continue;
        return base::fail("the suffix " + suffix.text() + " overlaps the prefix " + prefix.text() +
                          ", the IPv4 address behind it or bits 64 to 71; only the bits after the "
                          "IPv4 address are free" +
                          (prefix.length() == 96 ? ", and a /96 leaves none" : ""));
    }
    Pref64 made;
    made.prefix_ = prefix;
    made.suffix_ = suffix;
    return made;
}

Ipv6Address Pref64::embed(Ipv4Address v4) const noexcept {
    std::array<std::uint8_t, 4> wire{};
    v4.to_wire(wire.data());
    Ipv6Address::Octets octets = prefix_.address().octets();
    for (std::size_t i = 0; i < wire.size(); ++i)
        octets[octet_position(prefix_.length(), i)] = wire[i];
    for (std::size_t at = octet_position(prefix_.length(), 3) + 1; at < octets.size(); ++at)
        octets[at] = static_cast<std::uint8_t>(octets[at] | suffix_[at]);
    return Ipv6Address(octets);
}

std::optional<Ipv4Address> Pref64::extract(const Ipv6Address& v6) const noexcept {
    if (!prefix_.contains(v6) || v6[u_octet] != 0) return {};
    std::array<std::uint8_t, 4> wire{};
    for (std::size_t i = 0; i < wire.size(); ++i)
        wire[i] = v6[octet_position(prefix_.length(), i)];
    return Ipv4Address::from_wire(wire.data());
}

bool Pref64::is_well_known() const noexcept {
    return prefix_.length() == 96 && prefix_.address() == well_known;
}

}  // namespace gate64::net
