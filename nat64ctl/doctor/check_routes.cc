// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::RouteFact;
using model::Severity;

/// An address that is not the box's own, though in a network it is on: nobody answers ARP for it.
bool is_unanswered(const RouteFact& route) {
    return route.kind == RouteFact::Kind::unicast && !route.gateway;
}

bool is_led_away(const RouteFact& route) {
    return route.kind == RouteFact::Kind::unicast && route.gateway.has_value();
}

std::vector<std::string> addresses(const model::NetworkFacts& network,
                                   bool (*matches)(const RouteFact&)) {
    std::vector<std::string> texts;
    for (const RouteFact& route : network.pool4_routes)
        if (matches(route)) texts.push_back(route.destination.text());
    return texts;
}

void check_pool4_routes(const model::NetworkFacts& network, Findings& findings) {
    const std::vector<std::string> unanswered = addresses(network, is_unanswered);
    if (!unanswered.empty()) {
        findings.push_back({
            .id = "pool4-unanswered",
            .severity = Severity::warning,
            .title = "Nobody answers ARP for addresses of pool4",
            .cause = "Answers to translated packets reach this box only if its neighbours know "
                     "that the address is here.",
            .evidence = list_text(unanswered) + ": in a network this box is on, but not its own",
            .fix = "ip address add " + unanswered.front() +
                   "/32 dev lo, and have the address "
                   "routed to this box or proxied: ip neigh add proxy " +
                   unanswered.front() + " dev INTERFACE",
        });
    }
    const std::vector<std::string> away = addresses(network, is_led_away);
    if (away.empty()) return;
    findings.push_back({
        .id = "pool4-not-here",
        .severity = Severity::note,
        .title = "Addresses of pool4 are not this box's own",
        .cause =
            "That works when the router before it sends them here; otherwise answers are lost.",
        .evidence = list_text(away) + ": this box would send them to its gateway",
        .fix = "on the upstream router: route " + away.front() + "/32 to this box",
    });
}

void check_default(const std::optional<RouteFact>& route, const char* id, const char* family,
                   const char* option, Severity severity, Findings& findings) {
    if (route && route->kind == RouteFact::Kind::unicast) return;
    findings.push_back({
        .id = id,
        .severity = severity,
        .title = std::string("There is no ") + family + " default route",
        .cause = "Translated packets reach only the networks this box has routes for.",
        .evidence = route ? "the default route leads nowhere" : "none in the routing table",
        .fix = std::string("ip ") + option + " route add default via GATEWAY",
    });
}

}  // namespace

void check_routes(const Case& facts, Findings& findings) {
    if (facts.network == nullptr || facts.instance == nullptr) return;
    check_pool4_routes(*facts.network, findings);
    check_default(facts.network->ipv4_default, "no-default-route-ipv4", "IPv4", "-4",
                  Severity::warning, findings);
    // Clients may all be on networks this box is connected to.
    check_default(facts.network->ipv6_default, "no-default-route-ipv6", "IPv6", "-6",
                  Severity::note, findings);
    const auto pool6 = facts.instance->pool6();
    const bool is_enabled = flag_of(*facts.instance, "manually-enabled", true);
    if (!pool6 || !is_enabled) return;
    // More specific than pool6: part of the clients' traffic is thrown away on purpose or by
    // mistake. pool6 itself as a blackhole only catches what Jool has not taken.
    std::vector<std::string> holes;
    for (const net::Ipv6Prefix& hole : facts.network->pool6_blackholes)
        if (hole != *pool6) holes.push_back(hole.text());
    if (holes.empty()) return;
    findings.push_back({
        .id = "pool6-partly-blackholed",
        .severity = Severity::note,
        .title = "Blackhole routes cover parts of pool6",
        .cause = "Jool takes packets before routing, so these routes stop nothing while it runs.",
        .evidence = list_text(holes),
        .fix = "ip -6 route del blackhole " + holes.front(),
    });
}

}  // namespace gate64::nat64ctl::doctor
