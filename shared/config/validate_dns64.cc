// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>

#include "shared/config/validate.h"

namespace gate64::config {
namespace {

struct Unusable {
    net::Ipv6Prefix prefix;
    std::string_view what;
};

net::Ipv6Prefix prefix_of(std::uint8_t first, std::uint8_t second, unsigned length) noexcept {
    net::Ipv6Address::Octets octets{};
    octets[0] = first;
    octets[1] = second;
    return {net::Ipv6Address(octets), length};
}

// Where an address made from IPv4 could never be reached as what it is.
std::array<Unusable, 4> unusable_prefixes() noexcept {
    return {{{net::IpPrefix(net::Ipv4Prefix()).v6(), "the IPv4-mapped addresses"},
             {net::Ipv6Prefix(net::Ipv6Address(), 96), "the unspecified and loopback addresses"},
             {prefix_of(0xFE, 0x80, 10), "the link-local addresses"},
             {prefix_of(0xFF, 0, 8), "the multicast addresses"}}};
}

bool overlap(const net::Ipv6Prefix& a, const net::Ipv6Prefix& b) noexcept {
    return a.contains(b.address()) || b.contains(a.address());
}

}  // namespace

std::string why_unusable(const net::Ipv6Prefix& prefix) {
    for (const Unusable& unusable : unusable_prefixes()) {
        if (overlap(prefix, unusable.prefix)) {
            return prefix.text() + " overlaps " + std::string(unusable.what);
        }
    }
    const net::Ipv6Prefix well_known = net::Pref64().prefix();
    if (prefix != well_known && overlap(prefix, well_known)) {
        return prefix.text() + " overlaps the well-known prefix, which is used as " +
               well_known.text() + " only (RFC 6052 2.1)";
    }
    return {};
}

void validate_dns64(Config& config, const BadSettings& bad, DiagnosticSink& sink) {
    if (bad.contains("dns64.prefix") || bad.contains("dns64.suffix")) return;
    for (Dns64& policy : config.dns64) {
        const std::string unusable = why_unusable(policy.prefix.value);
        const auto bare = net::Pref64::make(policy.prefix.value);
        const auto whole = net::Pref64::make(policy.prefix.value, policy.suffix.value);
        const SourcePos pos = policy.prefix.pos.known() ? policy.prefix.pos : policy.pos;
        if (!bare || !unusable.empty()) {
            sink.error(pos, "prefix: " + (bare ? unusable : bare.error().message));
        } else if (!whole) {
            sink.error(policy.suffix.pos, "suffix: " + whole.error().message);
        } else {
            policy.pref64 = *whole;
        }
    }
}

}  // namespace gate64::config
