// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/servers.h"

#include <algorithm>
#include <tuple>

namespace gate64::dns64d::upstream {
namespace {

bool same(const model::UpstreamSet& a, const model::UpstreamSet& b) noexcept {
    return a.key == b.key && a.servers == b.servers && a.zone.view() == b.zone.view() &&
           a.trust_ad == b.trust_ad && a.edns_size == b.edns_size;
}

}  // namespace

ServerSet* ServerTable::find(const model::UpstreamSet& set) const noexcept {
    for (const auto& candidate : sets_) {
        if (same(candidate->settings, set)) return candidate.get();
    }
    return nullptr;
}

Server& ServerTable::server_for(const net::Endpoint& endpoint, dns::NameView zone) {
    for (const auto& server : servers_) {
        if (server->endpoint == endpoint && server->zone.view() == zone) return *server;
    }
    servers_.push_back(std::make_unique<Server>(endpoint, zone, limits_));
    return *servers_.back();
}

ServerSet& ServerTable::add(const model::UpstreamSet& set) {
    sets_.push_back(std::make_unique<ServerSet>());
    ServerSet& added = *sets_.back();
    added.settings = set;
    for (const net::Endpoint& endpoint : set.servers) {
        if (added.servers.size() == servers_per_set_max) break;
        Server& server = server_for(endpoint, set.zone);
        if (std::find(added.servers.begin(), added.servers.end(), &server) != added.servers.end()) {
            continue;
        }
        ++server.sets;
        added.servers.push_back(&server);
    }
    return added;
}

void ServerTable::configure(const std::vector<model::UpstreamSet>& sets) {
    std::vector<ServerSet*> before;
    before.swap(configured_);
    for (const model::UpstreamSet& set : sets) {
        ServerSet* known = find(set);
        ServerSet& current = known != nullptr ? *known : add(set);
        ++current.users;
        configured_.push_back(&current);
    }
    for (ServerSet* set : before)
        --set->users;
    drop_unused();
}

ServerSet& ServerTable::acquire(const model::UpstreamSet& set) {
    ServerSet* known = find(set);
    ServerSet& found = known != nullptr ? *known : add(set);
    ++found.users;
    return found;
}

void ServerTable::release(ServerSet& set) noexcept {
    if (--set.users == 0) drop_unused();
}

void ServerTable::drop_unused() noexcept {
    for (const auto& set : sets_) {
        if (set->users > 0) continue;
        for (Server* server : set->servers)
            --server->sets;
    }
    std::erase_if(sets_, [](const auto& set) { return set->users == 0; });
    std::erase_if(servers_, [](const auto& server) { return server->sets == 0; });
}

std::size_t first_server(const ServerSet& set, base::Random& random) noexcept {
    constexpr std::uint32_t explore_one_in = 32;
    constexpr std::uint32_t explore_unknown_one_in = 8;
    Tier best = Tier::down;
    for (const Server* server : set.servers)
        best = std::min(best, server->health.tier());
    std::array<std::size_t, servers_per_set_max> equals{};
    std::array<std::size_t, servers_per_set_max> unknown{};
    std::uint32_t equal_count = 0;
    std::uint32_t unknown_count = 0;
    std::size_t quickest = 0;
    double quickest_ms = -1;
    for (std::size_t i = 0; i < set.servers.size(); ++i) {
        const ServerHealth& health = set.servers[i]->health;
        if (health.tier() != best) continue;
        equals[equal_count++] = i;
        if (!health.known()) {
            unknown[unknown_count++] = i;
        } else if (quickest_ms < 0 || health.smoothed_rtt_ms() < quickest_ms) {
            quickest = i;
            quickest_ms = health.smoothed_rtt_ms();
        }
    }
    if (equal_count == 1) return equals[0];
    if (unknown_count == equal_count ||
        (unknown_count > 0 && random.below(explore_unknown_one_in) == 0)) {
        return unknown[random.below(unknown_count)];
    }
    if (random.below(explore_one_in) == 0) return equals[random.below(equal_count)];
    return quickest;
}

std::size_t next_server(const ServerSet& set, const Tries& tries) noexcept {
    const bool any = all_down(set);
    std::size_t best = 0;
    std::optional<std::tuple<std::uint8_t, Tier, double>> best_rank;
    for (std::size_t i = 0; i < set.servers.size(); ++i) {
        const ServerHealth& health = set.servers[i]->health;
        if (!any && health.tier() == Tier::down) continue;
        const std::tuple rank{tries[i], health.tier(), health.smoothed_rtt_ms()};
        if (best_rank && !(rank < *best_rank)) continue;
        best = i;
        best_rank = rank;
    }
    return best;
}

bool has_untried(const ServerSet& set, const Tries& tries) noexcept {
    const bool any = all_down(set);
    for (std::size_t i = 0; i < set.servers.size(); ++i) {
        if (tries[i] == 0 && (any || set.servers[i]->health.tier() != Tier::down)) return true;
    }
    return false;
}

bool all_down(const ServerSet& set) noexcept {
    return std::all_of(set.servers.begin(), set.servers.end(),
                       [](const Server* server) { return server->health.tier() == Tier::down; });
}

}  // namespace gate64::dns64d::upstream
