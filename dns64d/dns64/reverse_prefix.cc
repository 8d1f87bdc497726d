// SPDX-License-Identifier: Apache-2.0
#include "dns64d/dns64/reverse_prefix.h"

#include <algorithm>

#include "shared/dns/arpa.h"

namespace gate64::dns64d::dns64 {
namespace {

constexpr std::uint8_t ip6_arpa_wire[] = {3, 'i', 'p', '6', 4, 'a', 'r', 'p', 'a', 0};
constexpr unsigned ip6_arpa_labels = 2;
constexpr unsigned nibbles_max = 32;
constexpr unsigned nibble_bits = 4;
constexpr unsigned u_octet = 8, u_bit = 64;

bool is_nibble(base::Bytes label) noexcept {
    if (label.size() != 1) return false;
    const std::uint8_t c = dns::lower(label[0]);
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/// The reverse name that `name` is, or is below.
struct Spelled {
    net::Ipv6Prefix prefix;
    bool deeper = false;  ///< labels in front that spell no address
};

std::optional<Spelled> spell(dns::NameView name) noexcept {
    const dns::NameView top = dns::NameView::trusted(ip6_arpa_wire);
    if (!name.is_below(top)) return std::nullopt;
    const unsigned labels = name.label_count() - ip6_arpa_labels;
    // How many labels right below ip6.arpa are nibbles.
    unsigned run = 0;
    dns::NameView rest = name;
    for (unsigned i = 0; i < labels; ++i, rest = rest.parent())
        run = is_nibble(rest.first_label()) ? run + 1 : 0;
    const unsigned taken = std::min(run, nibbles_max);
    const auto prefix = dns::parse_ip6_arpa(name.suffix(taken + ip6_arpa_labels));
    if (!prefix) return std::nullopt;
    return Spelled{.prefix = *prefix, .deeper = taken < labels};
}

/// Whether `spelled` is `pref64` or inside it.
bool is_inside(const Spelled& spelled, const net::Pref64& pref64) noexcept {
    return spelled.prefix.length() >= pref64.prefix().length() &&
           pref64.prefix().contains(spelled.prefix.address());
}

/// 64:ff9b::/96 where no policy has it: what the default policy would say.
Mapping default_mapping(const model::Settings& settings, net::Ipv4Address v4) noexcept {
    static const net::AclEntry any{.prefix = {}, .any = true, .allow = true};
    static const model::Dns64Policy policy = [] {
        model::Dns64Policy made;
        made.mapped = net::Acl(std::span(&any, 1));
        return made;
    }();
    return may_map(settings, policy, v4);
}

Mapping mapping_of(const model::Settings& settings, const net::Pref64& pref64,
                   net::Ipv4Address v4) noexcept {
    std::optional<Mapping> refused;
    for (const model::Dns64Policy& policy : settings.policies) {
        if (!(policy.pref64.prefix() == pref64.prefix())) continue;
        const Mapping mapping = may_map(settings, policy, v4);
        if (mapping == Mapping::allowed) return mapping;
        if (!refused) refused = mapping;
    }
    return refused ? *refused : default_mapping(settings, v4);
}

}  // namespace

std::optional<ReversePrefix> find_reverse_prefix(const Query& query) noexcept {
    const auto spelled = spell(query.name);
    if (!spelled) return std::nullopt;
    static const net::Pref64 well_known;
    const net::Pref64* best = is_inside(*spelled, well_known) ? &well_known : nullptr;
    for (const model::Dns64Policy& policy : query.settings->policies) {
        if (!is_inside(*spelled, policy.pref64)) continue;
        if (best == nullptr || policy.pref64.prefix().length() > best->prefix().length()) {
            best = &policy.pref64;
        }
    }
    if (best == nullptr) return std::nullopt;

    ReversePrefix found;
    found.zone_labels = best->prefix().length() / nibble_bits + ip6_arpa_labels;
    const net::Ipv6Prefix& prefix = spelled->prefix;
    const bool bad_u = prefix.length() > u_bit && prefix.address()[u_octet] != 0;
    if (spelled->deeper || bad_u) {
        found.kind = ReversePrefix::Kind::absent;
    } else if (prefix.length() == nibbles_max * nibble_bits) {
        const auto v4 = best->extract(prefix.address());
        found.kind = v4 ? ReversePrefix::Kind::address : ReversePrefix::Kind::absent;
        if (v4) {
            found.v4 = *v4;
            found.mapping = mapping_of(*query.settings, *best, *v4);
        }
    }
    return found;
}

}  // namespace gate64::dns64d::dns64
