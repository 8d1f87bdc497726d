// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "shared/config/validate.h"

namespace gate64::config {
namespace {

constexpr std::size_t pool4_entries_max = 1024;
constexpr std::array<std::string_view, 3> protocol_names = {"tcp", "udp", "icmp"};

void check_pool6(Config& config, DiagnosticSink& sink) {
    Nat64& nat64 = *config.nat64;
    std::set<net::Ipv6Prefix> prefixes;
    for (const Dns64& policy : config.dns64)
        prefixes.insert(policy.prefix.value);
    if (!nat64.pool6) {
        if (prefixes.size() == 1) {
            nat64.pool6 = {*prefixes.begin(), {}};
        } else {
            sink.error(nat64.pos, prefixes.empty()
                                      ? "pool6: needed, since there is no [[dns64]] to take it of"
                                      : "pool6: needed, since the [[dns64]] prefixes differ");
        }
        return;
    }
    const net::Ipv6Prefix& pool6 = nat64.pool6->value;
    const auto pref64 = net::Pref64::make(pool6);
    const std::string unusable = why_unusable(pool6);
    if (!pref64 || !unusable.empty()) {
        sink.error(nat64.pool6->pos, "pool6: " + (pref64 ? unusable : pref64.error().message));
    } else if (!prefixes.empty() && !prefixes.contains(pool6)) {
        std::string known;
        for (const auto& prefix : prefixes)
            known += (known.empty() ? "" : ", ") + prefix.text();
        sink.error(nat64.pool6->pos,
                   "pool6: " + pool6.text() + " differs from every [[dns64]] prefix: " + known,
                   "leave it out to take the one [[dns64]] prefix");
    }
}

bool share_ports(const Pool4& a, const Pool4& b) noexcept {
    const bool ports = a.ports.first <= b.ports.last && b.ports.first <= a.ports.last;
    const bool addresses = a.address.value.contains(b.address.value.address()) ||
                           b.address.value.contains(a.address.value.address());
    const bool protocols = std::any_of(a.protocols.begin(), a.protocols.end(),
                                       [&](Protocol protocol) { return b.serves(protocol); });
    return a.mark == b.mark && ports && addresses && protocols;
}

void check_pool4(const std::vector<Pool4>& pool4, DiagnosticSink& sink) {
    if (pool4.size() > pool4_entries_max) {
        sink.error(pool4[pool4_entries_max].pos, "more than 1024 [[nat64.pool4]] entries");
        return;
    }
    for (auto entry = pool4.begin(); entry != pool4.end(); ++entry) {
        const auto other = std::find_if(pool4.begin(), entry, [&](const Pool4& earlier) {
            return share_ports(earlier, *entry);
        });
        if (other == entry) continue;
        sink.error(entry->address.pos, "address: ports of " + entry->address.value.text() +
                                           " stand in two [[nat64.pool4]] entries" +
                                           first_seen(other->address.pos));
    }
}

void check_bib(const Nat64& nat64, DiagnosticSink& sink) {
    std::set<std::tuple<Protocol, int, net::Endpoint>> seen;
    for (const Bib& bib : nat64.bib) {
        const std::string protocol(protocol_names[static_cast<std::size_t>(bib.protocol)]);
        const bool pooled =
            std::any_of(nat64.pool4.begin(), nat64.pool4.end(), [&](const Pool4& entry) {
                return entry.address.value.contains(bib.ipv4.value.address.v4());
            });
        if (!nat64.pool4.empty() && !pooled) {
            sink.error(bib.ipv4.pos,
                       "ipv4: " + bib.ipv4.value.text() + " is no address of [[nat64.pool4]]");
        }
        if (nat64.pool6 && nat64.pool6->value.contains(bib.ipv6.value.address.v6())) {
            sink.error(bib.ipv6.pos, "ipv6: " + bib.ipv6.value.text() +
                                         " is inside pool6, so it is no IPv6 service");
        }
        for (const auto& [family, end] : {std::pair(6, bib.ipv6), std::pair(4, bib.ipv4)}) {
            if (seen.emplace(bib.protocol, family, end.value).second) continue;
            sink.error(end.pos, (family == 6 ? "ipv6: " : "ipv4: ") + end.value.text() +
                                    " is bound twice for " + protocol);
        }
    }
}

}  // namespace

void validate_nat64(Config& config, const BadSettings& bad, DiagnosticSink& sink) {
    if (!config.nat64) return;
    const bool prefixes_known = !bad.contains("dns64.prefix") && !bad.contains("dns64.suffix") &&
                                !bad.contains("nat64.pool6");
    if (prefixes_known) check_pool6(config, sink);
    const bool pool4_known = !bad.contains("nat64.pool4.address") &&
                             !bad.contains("nat64.pool4.ports") &&
                             !bad.contains("nat64.pool4.protocols");
    if (!pool4_known) return;
    check_pool4(config.nat64->pool4, sink);
    const bool bib_known = !bad.contains("nat64.bib.protocol") && !bad.contains("nat64.bib.ipv6") &&
                           !bad.contains("nat64.bib.ipv4");
    if (bib_known) check_bib(*config.nat64, sink);
}

}  // namespace gate64::config
