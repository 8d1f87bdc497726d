// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/verbs.h"

#include <algorithm>

#include "dns64d/control/explain.h"
#include "dns64d/control/shard_query.h"
#include "dns64d/control/shard_status.h"
#include "shared/base/version.h"

namespace gate64::dns64d::control {

using json = nlohmann::ordered_json;

namespace {

json cache_json(const std::vector<ShardStatus>& shards, CacheStatus ShardStatus::* cache) {
    CacheStatus sum;
    for (const ShardStatus& shard : shards) {
        sum.used_bytes += (shard.*cache).used_bytes;
        sum.capacity_bytes += (shard.*cache).capacity_bytes;
        sum.entries += (shard.*cache).entries;
        sum.evictions += (shard.*cache).evictions;
    }
    return {{"used_bytes", sum.used_bytes},
            {"capacity_bytes", sum.capacity_bytes},
            {"entries", sum.entries},
            {"evictions", sum.evictions}};
}

json server_json(const upstream::ServerStatus& server) {
    return {{"server", server.server.text()}, {"zone", server.zone.text()},
            {"healthy", server.healthy},      {"rtt_ms", server.smoothed_rtt_ms},
            {"queries", server.queries},      {"answers", server.answers},
            {"timeouts", server.timeouts},    {"failures", server.failures},
            {"in_flight", server.in_flight}};
}

template <typename Field>
std::uint64_t sum(const std::vector<ShardStatus>& shards, Field field) {
    std::uint64_t value = 0;
    for (const ShardStatus& shard : shards)
        value += shard.*field;
    return value;
}

base::Result<json> status(const VerbContext& context, const json&) {
    const std::vector<ShardStatus> shards = read_all(context.shards);
    json servers = json::array();
    for (const auto& server : merge_servers(shards))
        servers.push_back(server_json(server));
    return json{{"version", base::version().number},
                {"commit", base::version().commit},
                {"shards", context.shards.count()},
                {"shards_answering", shards.size()},
                {"listen", context.reloader.listening()},
                {"generation", shards.empty() ? 0 : shards.front().generation},
                {"prefixes", shards.empty() ? json::array() : json(shards.front().prefixes)},
                {"queries_in_flight", sum(shards, &ShardStatus::waiting)},
                {"queries_in_flight_max", context.shards.fixed().in_flight_max},
                {"upstream_in_flight", sum(shards, &ShardStatus::upstream_in_flight)},
                {"upstream_sockets", sum(shards, &ShardStatus::upstream_sockets)},
                {"tcp_connections", sum(shards, &ShardStatus::tcp_connections)},
                {"tcp_connections_max", context.shards.fixed().tcp.clients_max},
                {"source_cache", cache_json(shards, &ShardStatus::source)},
                {"front_cache", cache_json(shards, &ShardStatus::front)},
                {"upstreams", servers}};
}

base::Result<json> stats(const VerbContext& context, const json&) {
    const auto counters = all_counters(context.shards);
    json result = json::object();
    for (const metrics::CounterRow& row : metrics::counter_rows()) {
        std::string series(row.family);
        if (!row.label.empty()) series += "{" + std::string(row.label) + "}";
        result[series] = metrics::total(counters, row.counter);
    }
    return result;
}

base::Result<json> flush(const VerbContext& context, const json& request) {
    const std::string text = request.value("name", "");
    if (text.empty()) {
        (void)ask_shards<int>(context.shards, [](shard::ShardAccess& shard) {
            shard.pipeline().flush_all();
            return 0;
        });
        return json{{"flushed", "everything"}};
    }
    const auto name = dns::Name::parse(text);
    if (!name) return std::unexpected(name.error());
    std::uint64_t outcomes = 0;
    const auto flush_name = [name = *name](shard::ShardAccess& shard) {
        return shard.pipeline().flush(name);
    };
    // Twice: between the first shard's turn and the last one's, an answer of old sources may have
    // been kept as finished.
    for (int round = 0; round < 2; ++round) {
        for (const auto& count : ask_shards<std::size_t>(context.shards, flush_name)) {
            outcomes += count.value_or(0);
        }
    }
    return json{{"flushed", name->text()}, {"outcomes", outcomes}};
}

base::Result<json> reload(const VerbContext& context, const json&) {
    auto done = context.reloader.reload();
    if (!done) return std::unexpected(done.error());
    return json{{"reloaded", *done}};
}

base::Result<json> explain(const VerbContext& context, const json& request) {
    return explain_question(context.shards, request);
}

struct VerbRow {
    std::string_view verb;
    base::Result<json> (*run)(const VerbContext&, const json&);
};

constexpr VerbRow rows[] = {{"status", status},
                            {"stats", stats},
                            {"explain", explain},
                            {"flush", flush},
                            {"reload", reload}};

json failure(const std::string& message) {
    return {{"ok", false}, {"error", message}};
}

}  // namespace

json run_request(const VerbContext& context, const std::string& text) {
    const json request = json::parse(text, nullptr, false);
    if (!request.is_object() || !request.contains("verb") || !request["verb"].is_string()) {
        return failure("a request is one JSON object with a \"verb\"");
    }
    for (const auto& [key, value] : request.items()) {
        if (!value.is_string() && !value.is_boolean()) {
            return failure("\"" + key + "\" must be a string or a boolean");
        }
    }
    const std::string verb = request["verb"];
    const auto* row = std::find_if(std::begin(rows), std::end(rows), [&](const VerbRow& candidate) {
        return candidate.verb == verb;
    });
    if (row == std::end(rows)) {
        return failure("unknown verb \"" + verb +
                       "\"; one of status, stats, explain, flush, reload");
    }
    try {
        auto result = row->run(context, request);
        if (!result) return failure(result.error().message);
        return {{"ok", true}, {"result", std::move(*result)}};
    } catch (const json::exception& error) {
        return failure(std::string("malformed request: ") + error.what());
    }
}

}  // namespace gate64::dns64d::control
