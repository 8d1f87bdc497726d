// SPDX-License-Identifier: Apache-2.0
// Ten thousand random events on two shards: whatever the order, every query gets exactly one
// answer and nothing is left behind.

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "tests/unit/pipeline/kit.h"

namespace gate64::dns64d::pipeline::test {
namespace {

constexpr int events = 10'000;

class Walk {
  public:
    explicit Walk(std::uint64_t seed)
        : random_(seed), world_(2, make_settings(), small_limits(), seed) {}

    void run() {
        for (int i = 0; i < events; ++i)
            step();
        for (std::size_t s = 0; s < world_.size(); ++s)
            world_[s].mailbox_max = 1 << 20;
        world_.wait(base::Duration(60'000));
        check();
    }

  private:
    std::uint32_t below(std::uint32_t bound) { return random_.below(bound); }
    Shard& some_shard() { return world_[below(2)]; }

    void step() {
        const std::uint32_t dice = below(100);
        if (dice < 40) return ask();
        if (dice < 75) return hear();
        if (dice < 85) return world_.wait(base::Duration(below(5) == 0 ? below(2500) : below(40)));
        if (dice < 95) return world_.carry();
        if (dice < 97) return reload();
        if (dice < 98) return flush();
        if (dice < 99) return explain();
        some_shard().mailbox_max = below(2) == 0 ? below(4) : 1 << 20;
    }

    dns::Name some_name() {
        const char* const specials[] = {
            "ipv4only.arpa", "localhost",
            "1.2.4.0.8.0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa"};
        const std::uint32_t n = below(24);
        if (n < 3) return dns::Name::parse(specials[n]).value();
        return dns::Name::parse("n" + std::to_string(n) + ".example").value();
    }

    void ask() {
        const char* const types[] = {"AAAA", "AAAA", "AAAA", "A", "MX", "PTR", "ANY", "AXFR"};
        const std::uint16_t bits[] = {dns::flag::rd,
                                      dns::flag::rd,
                                      dns::flag::rd,
                                      dns::flag::rd | dns::flag::cd,
                                      0,
                                      dns::flag::rd | dns::flag::ad};
        const std::string name = some_name().text();
        // Each client stays below what makes late answers drop.
        const std::string from = "2001:db8:" + std::to_string(1 + below(200)) + "::1";
        world_.ask(below(2),
                   {.name = name,
                    .type = types[below(std::size(types))],
                    .flags = bits[below(std::size(bits))],
                    .dnssec_ok = below(3) == 0},
                   from, below(4) == 0 ? Transport::tcp : Transport::udp);
    }

    /// Something from upstream: in any order, twice, garbled, or the news that a path failed.
    void hear() {
        Shard& shard = some_shard();
        if (shard.sent.empty()) return;
        const std::size_t at = below(static_cast<std::uint32_t>(shard.sent.size()));
        const Sent packet = shard.sent[at];
        if (below(4) != 0) shard.sent.erase(shard.sent.begin() + static_cast<std::ptrdiff_t>(at));
        if (below(20) == 0) return shard.pipeline.on_upstream_failed(packet.path, world_.now);
        const Says all[] = {Says::natural,  Says::natural,   Says::natural,
                            Says::aaaa,     Says::nxdomain,  Says::refused,
                            Says::servfail, Says::truncated, Says::loop};
        const std::uint32_t ttls[] = {0, 1, 5, 60, 3600};
        auto message =
            answer_to(packet.message, all[below(std::size(all))], ttls[below(std::size(ttls))]);
        if (below(8) == 0) garble(message);
        shard.pipeline.on_upstream_message(packet.path, message, world_.now);
    }

    void garble(std::vector<std::uint8_t>& message) {
        const auto size = static_cast<std::uint32_t>(message.size());
        if (below(3) == 0) return message.resize(below(size));
        for (std::uint32_t i = 0; i <= below(4); ++i)
            message[below(size)] = static_cast<std::uint8_t>(below(256));
    }

    void reload() {
        const char* const prefixes[] = {"64:ff9b::/96", "2001:db8:1::/96", "2001:db8::/32"};
        model::Settings settings = make_settings(prefixes[below(3)], ++generation_);
        settings.policies[0].parallel = below(2) == 0;
        settings.policies[0].break_dnssec = below(2) == 0;
        settings.cache.serve_stale_s = below(2) == 0 ? 0 : 86400;
        settings.limits.per_client = below(4) == 0 ? 2 : 1000;
        settings.limits.per_zone = below(4) == 0 ? 3 : 2000;
        if (below(8) == 0) settings.upstreams[0].key = below(3) + 1;
        world_.apply(settings);
    }

    void flush() {
        const dns::Name name = some_name();
        for (std::size_t s = 0; s < world_.size(); ++s) {
            if (below(10) == 0)
                world_[s].pipeline.flush_all();
            else
                (void)world_[s].pipeline.flush(name);
        }
    }

    void explain() {
        ++explains_;
        some_shard().pipeline.explain({.name = some_name(),
                                       .type = dns::rr::aaaa,
                                       .flags = {.rd = true},
                                       .client = *net::IpAddress::parse("2001:db8::1")},
                                      explains_, world_.now);
    }

    void check() {
        std::map<std::uint32_t, unsigned> answers;
        std::size_t explained = 0;
        for (std::size_t s = 0; s < world_.size(); ++s) {
            for (const Reply& reply : world_[s].replies)
                ++answers[reply.path.ifindex];
            explained += world_[s].explanations.size();
            EXPECT_EQ(world_[s].pipeline.waiting(), 0U);
            EXPECT_EQ(world_[s].pipeline.owner().jobs(), 0U);
            EXPECT_EQ(world_[s].pipeline.owner().upstream().in_flight(), 0U);
        }
        EXPECT_EQ(world_.count(metrics::Count::answers_late_dropped), 0U);
        EXPECT_EQ(explained, explains_);
        EXPECT_EQ(answers.size(), world_.asked);
        for (const auto& [query, count] : answers)
            EXPECT_EQ(count, 1U) << "query " << query;
    }

    SeededRandom random_;
    World world_;
    std::uint64_t generation_ = 1;
    std::uint64_t explains_ = 0;
};

TEST(RandomWalk, EveryQueryGetsExactlyOneAnswer) {
    // GATE64_SEED=N runs one walk again.
    const char* const given = std::getenv("GATE64_SEED");
    std::uint64_t first = 1;
    if (given != nullptr) (void)std::from_chars(given, given + std::strlen(given), first);
    const std::uint64_t last = given != nullptr ? first : 5;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        SCOPED_TRACE("GATE64_SEED=" + std::to_string(seed));
        Walk(seed).run();
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace gate64::dns64d::pipeline::test
