// SPDX-License-Identifier: Apache-2.0
#include "dns64d/dns64/special_names.h"

#include <algorithm>
#include <array>

#include "dns64d/dns64/failure_report.h"
#include "dns64d/dns64/local_reply.h"
#include "dns64d/dns64/policy_scope.h"
#include "dns64d/dns64/reverse_prefix.h"
#include "shared/dns/arpa.h"

namespace gate64::dns64d::dns64 {
namespace {

using Kind = Special::Kind;

constexpr std::uint8_t arpa_wire[] = {4, 'a', 'r', 'p', 'a', 0};
constexpr std::uint8_t ipv4only_wire[] = {8,   'i', 'p', 'v', '4', 'o', 'n', 'l',
                                          'y', 4,   'a', 'r', 'p', 'a', 0};
constexpr std::uint8_t reverse_170_wire[] = {3,   '1', '7', '0', 1,   '0', 1,   '0', 3,
                                             '1', '9', '2', 7,   'i', 'n', '-', 'a', 'd',
                                             'd', 'r', 4,   'a', 'r', 'p', 'a', 0};
constexpr std::uint8_t reverse_171_wire[] = {3,   '1', '7', '1', 1,   '0', 1,   '0', 3,
                                             '1', '9', '2', 7,   'i', 'n', '-', 'a', 'd',
                                             'd', 'r', 4,   'a', 'r', 'p', 'a', 0};

dns::NameView name_of(base::Bytes wire) noexcept {
    return dns::NameView::trusted(wire);
}

/// RFC 7050 8.2: the addresses of ipv4only.arpa.
constexpr std::array<net::Ipv4Address, 2> well_known = {net::Ipv4Address(0xC00000AA),
                                                        net::Ipv4Address(0xC00000AB)};

bool is_well_known(net::Ipv4Address v4) noexcept {
    return v4 == well_known[0] || v4 == well_known[1];
}

/// TTL of everything about ipv4only.arpa: the shortest among the client's policies, since clients
/// ask again when it ends (RFC 7050 3).
std::uint32_t ipv4only_ttl(const Query& query) noexcept {
    std::uint32_t ttl = UINT32_MAX;
    (void)PolicyScope(query, false).find_if([&ttl](const model::Dns64Policy& policy) {
        ttl = std::min(ttl, policy.ipv4only_ttl_s);
        return false;
    });
    return ttl == UINT32_MAX ? model::Dns64Policy{}.ipv4only_ttl_s : ttl;
}

void add_ipv4only_aaaa(const Query& query, LocalReply& reply) {
    (void)PolicyScope(query, false).find_if([&](const model::Dns64Policy& policy) {
        for (const net::Ipv4Address v4 : well_known)
            reply.add_once(query.name, dns::rr::aaaa, policy.pref64.embed(v4).octets());
        return false;
    });
}

/// RFC 8880 7.1: answered here whatever filters, upstreams and rules say, so that clients can
/// always find their prefix. CD=1 gets no synthetic record here either (RFC 7050 3).
Special answer_ipv4only(const Query& query, Answer& answer) {
    const bool apex = query.name == name_of(ipv4only_wire);
    if (apex && query.type == dns::rr::ds) return {};
    LocalReply reply(answer, name_of(ipv4only_wire), ipv4only_ttl(query));
    if (!apex) {
        reply.deny(dns::Rcode::nxdomain);
        return {.kind = Kind::answered, .target = {}};
    }
    if (query.type == dns::rr::a) {
        for (const net::Ipv4Address v4 : well_known) {
            std::array<std::uint8_t, 4> rdata{};
            v4.to_wire(rdata.data());
            reply.add_once(query.name, dns::rr::a, rdata);
        }
    } else if (query.type == dns::rr::aaaa && !query.flags.cd) {
        add_ipv4only_aaaa(query, reply);
        if (answer.records.count() > 0) {
            answer.reason = Reason::synthesized;
            answer.ede = dns::Ede::synthesized;
            answer.ede_text = "DNS64";
        }
    }
    if (answer.records.count() == 0) reply.deny(dns::Rcode::noerror);
    return {.kind = Kind::answered, .target = {}};
}

/// 170.0.0.192.in-addr.arpa, its neighbour, and the same addresses inside a prefix.
Special answer_well_known_reverse(const Query& query, dns::NameView zone, Answer& answer) {
    LocalReply reply(answer, zone, ipv4only_ttl(query));
    if (query.type == dns::rr::ptr) {
        reply.add_once(query.name, dns::rr::ptr, ipv4only_wire);
    } else {
        reply.deny(dns::Rcode::noerror);
    }
    return {.kind = Kind::answered, .target = {}};
}

std::optional<Special> try_reverse_v4(const Query& query, Answer& answer) {
    for (const base::Bytes wire : {base::Bytes(reverse_170_wire), base::Bytes(reverse_171_wire)}) {
        const dns::NameView zone = name_of(wire);
        if (!query.name.is_at_or_below(zone)) continue;
        if (query.name == zone) {
            if (query.type == dns::rr::ds) return Special{};
            return answer_well_known_reverse(query, zone, answer);
        }
        LocalReply(answer, zone, ipv4only_ttl(query)).deny(dns::Rcode::nxdomain);
        return Special{.kind = Kind::answered, .target = {}};
    }
    return std::nullopt;
}

/// A whole address inside a prefix: an alias of the IPv4 address's reverse name.
Special redirect(const Query& query, net::Ipv4Address v4, LocalReply& reply, Answer& answer) {
    Special special;
    special.target = dns::reverse_name(v4);
    reply.set_ttl(reverse_cname_ttl_s);
    reply.add_once(query.name, dns::rr::cname, special.target.wire());
    answer.authoritative = false;
    const bool itself = query.type == dns::rr::cname || query.type == dns::rr::any;
    special.kind = itself ? Kind::answered : Kind::redirect;
    return special;
}

Special answer_reverse_v6(const Query& query, Answer& answer) {
    const auto found = find_reverse_prefix(query);
    if (!found) return {};
    const dns::NameView zone = query.name.suffix(found->zone_labels);
    if (query.type == dns::rr::ds && query.name == zone) return {};
    LocalReply reply(answer, zone, model::Dns64Policy{}.ipv4only_ttl_s);
    switch (found->kind) {
        case ReversePrefix::Kind::absent:
            reply.deny(dns::Rcode::nxdomain);
            break;
        case ReversePrefix::Kind::ancestor:
            reply.deny(dns::Rcode::noerror);
            break;
        case ReversePrefix::Kind::address:
            if (is_well_known(found->v4)) return answer_well_known_reverse(query, zone, answer);
            if (found->mapping == Mapping::allowed)
                return redirect(query, found->v4, reply, answer);
            reply.deny(dns::Rcode::noerror);
            report_refused(found->mapping, answer);
            break;
    }
    return {.kind = Kind::answered, .target = {}};
}

}  // namespace

Special answer_special(const Query& query, Answer& answer) {
    if (!query.name.is_below(name_of(arpa_wire))) return {};
    if (query.name.is_at_or_below(name_of(ipv4only_wire))) return answer_ipv4only(query, answer);
    if (auto special = try_reverse_v4(query, answer)) return *special;
    // Who validates wants the names as their owners signed them.
    if (query.flags.cd || query.settings->policies.empty()) return {};
    return answer_reverse_v6(query, answer);
}

}  // namespace gate64::dns64d::dns64
