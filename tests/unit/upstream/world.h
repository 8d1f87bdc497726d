// SPDX-License-Identifier: Apache-2.0
#pragma once
// A world for the upstream engine: a clock that moves when told, seeded randomness, sockets that
// only write down what was sent, and a listener that writes down what it was told. Owned by a
// test; nothing here is real time.

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dns64d/upstream/upstream.h"
#include "shared/dns/message.h"
#include "shared/dns/writer.h"
#include "tests/unit/upstream/records.h"

namespace gate64::dns64d::upstream::test {

class SeededRandom final : public base::Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    [[nodiscard]] std::uint64_t next() noexcept override { return engine_(); }

  private:
    std::mt19937_64 engine_;
};

struct Sent {
    PathId path = 0;
    net::Endpoint server;
    bool tcp = false;
    Octets bytes;

    [[nodiscard]] std::uint16_t id() const { return base::load_be16(bytes.data()); }
    [[nodiscard]] dns::Query query() const {
        dns::Query query;
        EXPECT_EQ(dns::parse_query(bytes, query), dns::QueryError::none);
        return query;
    }
};

class FakeEffects final : public Effects {
  public:
    [[nodiscard]] PathId pick_udp(const net::Endpoint& server) override {
        if (!udp_works) return 0;
        if (!shared_path) return paths_[++last_path] = server, last_path;
        auto& path = shared_[server.text()];
        if (path == 0) paths_[path = ++last_path] = server;
        return path;
    }
    void send_udp(PathId path, base::Bytes message) override {
        sent.push_back({path, paths_.at(path), false, octets(message)});
    }
    [[nodiscard]] PathId open_tcp(const net::Endpoint& server, base::Bytes message) override {
        if (!tcp_works) return 0;
        ++last_path;
        tcp_open.insert(last_path);
        sent.push_back({last_path, server, true, octets(message)});
        return last_path;
    }
    void close_tcp(PathId path) override { EXPECT_EQ(tcp_open.erase(path), 1U); }

    bool udp_works = true;
    bool tcp_works = true;
    bool shared_path = false;  ///< one socket a server, as busy pools have it
    PathId last_path = 0;
    std::set<PathId> tcp_open;
    std::vector<Sent> sent;

  private:
    std::map<PathId, net::Endpoint> paths_;
    std::map<std::string, PathId> shared_;
};

/// What a scripted server says.
struct Reply {
    dns::Rcode rcode = dns::Rcode::noerror;
    std::vector<Row> rows;
    bool tc = false;
    bool edns = true;
    dns::Ede ede = dns::Ede::none;
    std::uint16_t flags = 0;  ///< more of them

    /// The message for the question in `sent`.
    [[nodiscard]] Octets to(const Sent& sent) const {
        Octets space(65535);
        dns::MessageWriter writer(space);
        const dns::Query query = sent.query();
        writer.start(sent.id(),
                     static_cast<std::uint16_t>(dns::flag::qr | dns::flag::rd | dns::flag::ra |
                                                flags | (tc ? dns::flag::tc : 0) |
                                                (static_cast<std::uint16_t>(rcode) & 0xF)));
        writer.question(query.name, query.type, query.klass);
        for (const Row& row : rows)
            (void)writer.record(row.section, name(row.owner), row.type, row.ttl, row.rdata);
        if (edns) {
            dns::OptFields opt;
            opt.ede = ede;
            opt.extended_rcode = static_cast<std::uint8_t>(static_cast<std::uint16_t>(rcode) >> 4);
            (void)writer.opt(opt);
        }
        return octets(writer.message());
    }
};

inline Reply address_reply(std::string_view owner, std::string_view address = "192.0.2.1") {
    Reply reply;
    reply.rows = {in_answer(owner, dns::rr::a, 300, v4(address))};
    return reply;
}
inline Reply failing(dns::Rcode rcode, dns::Ede ede = dns::Ede::none) {
    Reply reply;
    reply.rcode = rcode;
    reply.ede = ede;
    return reply;
}

class World : public OutcomeListener {
  public:
    explicit World(unsigned servers = 1, const UpstreamLimits& limits = {}, std::uint64_t seed = 1)
        : random(seed), upstream(limits, effects, *this, random, counters) {
        set = make_set(servers);
        configure({set});
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    [[nodiscard]] static model::UpstreamSet make_set(unsigned servers, std::uint32_t key = 7) {
        model::UpstreamSet made;
        for (unsigned i = 0; i < servers; ++i)
            made.servers.push_back(*net::Endpoint::parse("192.0.2." + std::to_string(i + 1), 53));
        made.key = key;
        return made;
    }
    void configure(const std::vector<model::UpstreamSet>& sets) {
        auto settings = std::make_shared<model::Settings>();
        settings->upstreams = sets;
        upstream.configure(settings);
    }

    base::Handle ask(std::string_view qname = "www.example.", std::uint16_t type = dns::rr::a,
                     bool cd = false) {
        return upstream.ask({name(qname), type, cd, set.key}, set, now);
    }
    /// The i-th packet sent so far is answered.
    void answer(std::size_t i, const Reply& reply) { deliver(i, reply.to(effects.sent.at(i))); }
    void deliver(std::size_t i, const Octets& bytes) {
        upstream.on_message(effects.sent.at(i).path, bytes, now);
    }
    void fail_path(std::size_t i) { upstream.on_path_failed(effects.sent.at(i).path, now); }
    /// Moves the clock, stopping wherever something is due.
    void advance(std::int64_t ms) {
        const base::Instant end = now + base::Duration{ms};
        while (upstream.next_due() <= end) {
            now = std::max(now, upstream.next_due());
            upstream.on_timer(now);
        }
        now = end;
    }
    [[nodiscard]] std::uint64_t count(metrics::Count counter) const {
        return counters.get(counter);
    }
    [[nodiscard]] std::size_t sent() const { return effects.sent.size(); }
    [[nodiscard]] bool resolved(base::Handle handle) const { return told.contains(handle.pack()); }
    [[nodiscard]] const model::Outcome& outcome(base::Handle handle) const {
        const model::Outcome* found = upstream.outcome(handle);
        static const model::Outcome none;
        EXPECT_NE(found, nullptr);
        return found != nullptr ? *found : none;
    }
    [[nodiscard]] std::string list(base::Handle handle) const {
        return listing(outcome(handle).records);
    }
    [[nodiscard]] ServerStatus status(std::size_t i) const { return upstream.status().at(i); }

    void on_outcome(base::Handle handle) override {
        EXPECT_TRUE(told.insert(handle.pack()).second) << "told twice";
        EXPECT_NE(upstream.outcome(handle), nullptr);
        if (when_told) when_told(handle);
    }

    base::Instant now{base::Duration{1'000'000}};
    SeededRandom random;
    metrics::Counters counters;
    FakeEffects effects;
    model::UpstreamSet set;
    std::set<std::uint64_t> told;
    std::function<void(base::Handle)> when_told;
    Upstream upstream;
};

}  // namespace gate64::dns64d::upstream::test
