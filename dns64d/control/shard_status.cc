// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/shard_status.h"

#include <algorithm>

#include "dns64d/control/shard_query.h"
#include "shared/base/version.h"

namespace gate64::dns64d::control {

namespace {

CacheStatus cache_status(const cache::LogStore& store) {
    return {.used_bytes = store.used_bytes(),
            .capacity_bytes = store.capacity_bytes(),
            .entries = store.entries(),
            .evictions = store.evictions()};
}

void add_cache(std::vector<metrics::Gauge>& gauges, std::string_view family, std::string_view help,
               double source, double front) {
    gauges.push_back({family, R"(cache="source")", help, source});
    gauges.push_back({family, R"(cache="front")", help, front});
}

void add_servers(std::vector<metrics::Gauge>& gauges,
                 const std::vector<upstream::ServerStatus>& servers) {
    // Server addresses come from the configuration, so they are safe as labels.
    const auto add = [&](std::string_view family, std::string_view help, auto value) {
        for (const upstream::ServerStatus& server : servers) {
            gauges.push_back(
                {family,
                 "server=\"" + server.server.text() + "\",zone=\"" + server.zone.text() + "\"",
                 help, static_cast<double>(value(server))});
        }
    };
    using Server = upstream::ServerStatus;
    add("gate64_upstream_healthy", "1 while the server answers.",
        [](const Server& server) { return server.healthy ? 1 : 0; });
    add("gate64_upstream_rtt_seconds", "Smoothed round trip time.",
        [](const Server& server) { return server.smoothed_rtt_ms / 1000.0; });
    add("gate64_upstream_in_flight", "Questions outstanding at the server.",
        [](const Server& server) { return server.in_flight; });
}

}  // namespace

ShardStatus read_status(shard::ShardAccess& shard) {
    const pipeline::Pipeline& pipeline = shard.pipeline();
    std::vector<std::string> prefixes;
    for (const model::Dns64Policy& policy : pipeline.settings().policies) {
        prefixes.push_back(policy.pref64.text());
    }
    return {.waiting = pipeline.waiting(),
            .jobs = pipeline.owner().jobs(),
            .upstream_in_flight = pipeline.owner().upstream().in_flight(),
            .tcp_connections = shard.tcp_connections(),
            .upstream_sockets = shard.upstream_sockets(),
            .generation = pipeline.settings().generation,
            .source = cache_status(pipeline.owner().sources().store()),
            .front = cache_status(pipeline.front().store()),
            .servers = pipeline.owner().upstream().status(),
            .prefixes = std::move(prefixes)};
}

std::vector<ShardStatus> read_all(shard::Shards& shards) {
    std::vector<ShardStatus> all;
    for (auto& status : ask_shards<ShardStatus>(shards, &read_status)) {
        if (status) all.push_back(std::move(*status));
    }
    return all;
}

std::vector<upstream::ServerStatus> merge_servers(const std::vector<ShardStatus>& shards) {
    std::vector<upstream::ServerStatus> merged;
    for (const ShardStatus& shard : shards) {
        for (const upstream::ServerStatus& server : shard.servers) {
            const auto same = std::find_if(merged.begin(), merged.end(), [&](const auto& other) {
                return other.server == server.server && other.zone.view() == server.zone.view();
            });
            if (same == merged.end()) {
                merged.push_back(server);
                continue;
            }
            same->healthy = same->healthy && server.healthy;
            same->smoothed_rtt_ms = std::max(same->smoothed_rtt_ms, server.smoothed_rtt_ms);
            same->queries += server.queries;
            same->answers += server.answers;
            same->timeouts += server.timeouts;
            same->failures += server.failures;
            same->in_flight += server.in_flight;
        }
    }
    return merged;
}

std::vector<metrics::Gauge> gauges_of(const std::vector<ShardStatus>& shards) {
    std::vector<metrics::Gauge> gauges;
    const auto sum = [&](auto field) {
        double value = 0;
        for (const ShardStatus& shard : shards)
            value += static_cast<double>(field(shard));
        return value;
    };
    using Shard = ShardStatus;
    const base::Version& version = base::version();
    gauges.push_back({"gate64_build_info",
                      "version=\"" + std::string(version.number) + "\",commit=\"" +
                          std::string(version.commit) + "\"",
                      "Always 1; the labels say which build this is.", 1});
    gauges.push_back(
        {"gate64_shards", "", "Shards that answer.", static_cast<double>(shards.size())});
    gauges.push_back({"gate64_queries_in_flight", "", "Client questions waiting for an answer.",
                      sum([](const Shard& s) { return s.waiting; })});
    gauges.push_back({"gate64_upstream_questions_in_flight", "", "Questions outstanding upstream.",
                      sum([](const Shard& s) { return s.upstream_in_flight; })});
    gauges.push_back({"gate64_tcp_connections_open", "", "Client connections open.",
                      sum([](const Shard& s) { return s.tcp_connections; })});
    gauges.push_back({"gate64_upstream_sockets", "", "UDP sockets to upstreams.",
                      sum([](const Shard& s) { return s.upstream_sockets; })});
    add_cache(gauges, "gate64_cache_used_bytes", "Memory in use.",
              sum([](const Shard& s) { return s.source.used_bytes; }),
              sum([](const Shard& s) { return s.front.used_bytes; }));
    add_cache(gauges, "gate64_cache_capacity_bytes", "Memory granted.",
              sum([](const Shard& s) { return s.source.capacity_bytes; }),
              sum([](const Shard& s) { return s.front.capacity_bytes; }));
    add_cache(gauges, "gate64_cache_evicted_entries", "Entries that left for want of room.",
              sum([](const Shard& s) { return s.source.evictions; }),
              sum([](const Shard& s) { return s.front.evictions; }));
    add_cache(gauges, "gate64_cache_entries", "Entries kept.",
              sum([](const Shard& s) { return s.source.entries; }),
              sum([](const Shard& s) { return s.front.entries; }));
    add_servers(gauges, merge_servers(shards));
    return gauges;
}

std::vector<const metrics::Counters*> all_counters(const shard::Shards& shards) {
    std::vector<const metrics::Counters*> all;
    for (std::uint16_t index = 0; index < shards.count(); ++index) {
        all.push_back(&shards.counters(index));
    }
    return all;
}

}  // namespace gate64::dns64d::control
