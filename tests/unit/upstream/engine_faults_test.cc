// SPDX-License-Identifier: Apache-2.0
// Faults with figures: a dead server among two (F1), lost packets (F4), a slow server (F3).
#include <gtest/gtest.h>

#include <algorithm>
#include <queue>

#include "dns64d/upstream/engine.h"
#include "tests/unit/upstream/world.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
using model::OutcomeKind;

/// Servers that answer after a round trip, or not; questions at a steady pace.
class Network {
  public:
    explicit Network(unsigned servers, std::uint64_t seed = 5)
        : world(servers, {}, seed), random_(seed + 1) {
        world.when_told = [this](base::Handle ask) {
            const bool good = world.upstream.outcome(ask)->kind == OutcomeKind::answer;
            const std::int64_t took = good ? now_ms() - asked_.at(ask.pack()) : 1'000'000;
            latencies.push_back(took);
            world.upstream.forget(ask);
        };
    }

    /// Asks `count` names, one every `gap` ms, and waits for all of them.
    void ask(int count, std::int64_t gap) {
        latencies.clear();
        for (int i = 0; i < count; ++i) {
            const base::Handle handle = world.ask("q" + std::to_string(serial_++) + ".example.");
            asked_[handle.pack()] = now_ms();
            pass(gap);
        }
        pass(6000);
        EXPECT_EQ(latencies.size(), static_cast<std::size_t>(count));
        std::sort(latencies.begin(), latencies.end());
    }
    [[nodiscard]] std::int64_t percentile(double p) const {
        return latencies.at(
            static_cast<std::size_t>(static_cast<double>(latencies.size() - 1) * p));
    }
    [[nodiscard]] double share_within(std::int64_t ms) const {
        const auto good = std::upper_bound(latencies.begin(), latencies.end(), ms);
        return static_cast<double>(good - latencies.begin()) /
               static_cast<double>(latencies.size());
    }

    World world;
    std::uint32_t loss_percent = 0;  ///< each way, UDP only
    std::int64_t round_trip = 20;
    std::set<std::string> dead;
    std::map<std::string, std::uint64_t> to_server;
    std::vector<std::int64_t> latencies;

  private:
    struct Packet {
        std::int64_t at;
        PathId path;
        Octets bytes;
        friend bool operator<(const Packet& a, const Packet& b) { return a.at > b.at; }
    };

    [[nodiscard]] std::int64_t now_ms() const { return world.now.time_since_epoch().count(); }

    void pass(std::int64_t ms) {
        const std::int64_t end = now_ms() + ms;
        for (;;) {
            carry_out();
            std::int64_t next = end;
            if (!wire_.empty()) next = std::min(next, wire_.top().at);
            const std::int64_t due = world.upstream.next_due().time_since_epoch().count();
            next = std::max(std::min(next, due), now_ms());
            world.advance(next - now_ms());
            while (!wire_.empty() && wire_.top().at <= now_ms()) {
                const Packet packet = wire_.top();
                wire_.pop();
                world.upstream.on_message(packet.path, packet.bytes, world.now);
            }
            carry_out();
            if (now_ms() >= end) return;
        }
    }
    void carry_out() {
        for (const Sent& sent : world.effects.sent) {
            ++to_server[sent.server.text()];
            if (dead.contains(sent.server.text())) continue;
            const bool lost =
                random_.below(100) < loss_percent || random_.below(100) < loss_percent;
            if (!sent.tcp && lost) continue;
            const std::int64_t jitter = random_.below(4);
            wire_.push({now_ms() + round_trip + jitter, sent.path,
                        address_reply(sent.query().name.text()).to(sent)});
        }
        world.effects.sent.clear();
    }

    SeededRandom random_;
    std::priority_queue<Packet> wire_;
    std::map<std::uint64_t, std::int64_t> asked_;
    int serial_ = 0;
};

TEST(EngineFaults, LostPackets) {
    struct Case {
        std::uint32_t loss;
        double least;
    };
    for (const unsigned servers : {1U, 2U}) {
        for (const Case& c : {Case{1, 0.9999}, Case{10, 0.999}, Case{30, 0.99}}) {
            Network network(servers);
            network.loss_percent = c.loss;
            network.ask(4000, 5);
            EXPECT_GE(network.share_within(3000), c.least) << c.loss << "% of " << servers;
            for (const ServerStatus& server : network.world.upstream.status())
                EXPECT_TRUE(server.healthy) << "loss alone is not death";
        }
    }
}

TEST(EngineFaults, OneOfTwoDies) {
    Network network(2);
    network.ask(1000, 10);
    const std::int64_t normal = network.percentile(0.99);
    EXPECT_LE(normal, 25);
    std::string first;
    std::uint64_t most = 0;
    for (const auto& [server, packets] : network.to_server) {
        if (packets > most) first = server;
        most = std::max(most, packets);
    }
    network.dead = {first};
    network.ask(500, 10);
    EXPECT_LE(network.percentile(0.99), 400) << "while it is noticed";
    network.to_server.clear();
    network.ask(2000, 10);
    EXPECT_LE(static_cast<double>(network.percentile(0.999)), 1.2 * static_cast<double>(normal));
    EXPECT_LE(network.to_server[first], 20U) << "probes in twenty seconds";
    network.dead.clear();
    network.ask(8000, 10);
    for (const ServerStatus& server : network.world.upstream.status())
        EXPECT_TRUE(server.healthy);
}

TEST(EngineFaults, SlowServerIsWaitedFor) {
    for (const unsigned servers : {1U, 2U}) {
        Network network(servers);
        network.round_trip = 1500;
        network.ask(500, 10);
        EXPECT_EQ(network.share_within(3500), 1.0);
        std::uint64_t packets = 0;
        for (const auto& [server, count] : network.to_server)
            packets += count;
        EXPECT_LE(packets, 500U * 4);
    }
}

TEST(EngineFaults, SteadyPathTakesOnePacketEach) {
    for (const unsigned servers : {1U, 2U, 3U}) {
        Network network(servers);
        network.ask(3000, 3);
        std::uint64_t packets = 0;
        for (const auto& [server, count] : network.to_server)
            packets += count;
        EXPECT_EQ(packets, 3000U);
    }
}

}  // namespace
}  // namespace gate64::dns64d::upstream
