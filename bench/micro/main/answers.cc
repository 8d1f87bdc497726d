// SPDX-License-Identifier: Apache-2.0
// From the question to the answer, whole and in its parts.

#include <benchmark/benchmark.h>

#include "bench/micro/hot_shard.h"
#include "dns64d/model/empty_soa.h"

namespace gate64::bench {
namespace {

using namespace dns64d;

constexpr base::Instant kept_at{base::Duration{1'000'000}};
constexpr base::Instant asked_at = kept_at + base::Duration{5'000};

/// The outcomes of an IPv4-only name, and what the rules make of them.
struct Made {
    std::shared_ptr<const model::Settings> settings = hot_settings(0);
    dns::Name name = dns::Name::parse("h0000001.bench.example").value();
    model::Outcome a;
    model::Outcome aaaa;
    dns64::Query query;

    Made() {
        const std::array<std::uint8_t, 4> rdata{11, 0, 0, 1};
        a.kind = model::OutcomeKind::answer;
        a.rcode = aaaa.rcode = dns::Rcode::noerror;
        a.ttl = aaaa.ttl = 300;
        a.records.add(dns::Section::answer, name, dns::rr::a, 300, rdata);
        aaaa.kind = model::OutcomeKind::nodata;
        const dns::Name root;
        const model::EmptySoa soa(root, 300);
        aaaa.records.add(dns::Section::authority, root, dns::rr::soa, 300, soa.rdata());
        query.name = name;
        query.type = dns::rr::aaaa;
        query.flags.rd = true;
        query.settings = settings.get();
        query.policies = &settings->policy_sets[1];
    }
    void answer(dns64::Answer& answer) const {
        const model::OutcomeView a_view = a.view();
        const model::OutcomeView aaaa_view = aaaa.view();
        dns64::Legs legs;
        legs.main = {.state = dns64::Leg::State::known, .outcome = &aaaa_view};
        legs.a = {.state = dns64::Leg::State::known, .outcome = &a_view};
        dns64::build_answer(query, dns64::next_step(query, legs), legs, answer);
    }
};

void synthesis(benchmark::State& state) {
    const Made made;
    dns64::Answer answer;
    for (auto _ : state) {
        made.answer(answer);
        benchmark::DoNotOptimize(answer.records.view());
    }
    if (answer.reason != dns64::Reason::synthesized) state.SkipWithError("not synthesized");
}
BENCHMARK(synthesis);

/// A finished answer and where it is written.
struct Finished {
    Made made;
    dns64::Answer answer;
    std::array<std::uint8_t, 512> space{};
    std::vector<std::uint16_t> ttl_offsets;
    cache::FinishedAnswer finished;

    Finished() {
        made.answer(answer);
        finished = pipeline::finish(made.name, dns::rr::aaaa, made.query.flags, {}, answer, space,
                                    ttl_offsets);
    }
    [[nodiscard]] cache::FrontKey key() const {
        return {
            .name = made.name, .type = dns::rr::aaaa, .policy_set = 1, .flags = made.query.flags};
    }
};

void finish_answer(benchmark::State& state) {
    Finished kept;
    for (auto _ : state) {
        benchmark::DoNotOptimize(pipeline::finish(kept.made.name, dns::rr::aaaa,
                                                  kept.made.query.flags, {}, kept.answer,
                                                  kept.space, kept.ttl_offsets));
    }
}
BENCHMARK(finish_answer);

void front_cache_hit(benchmark::State& state) {
    const Finished kept;
    cache::FrontCache front(1 << 20, {.k0 = 3, .k1 = 4});
    front.insert(kept.key(), kept.finished, kept_at);
    if (!front.find(kept.key(), asked_at)) state.SkipWithError("not kept");
    for (auto _ : state)
        benchmark::DoNotOptimize(front.find(kept.key(), asked_at));
}
BENCHMARK(front_cache_hit);

void patch_answer(benchmark::State& state) {
    Finished kept;
    kept.finished.age = 5;
    pipeline::ClientView client;
    client.edns = state.range(0) != 0;
    client.udp_size = 1232;
    std::vector<std::uint8_t> out(dns::message_bytes_max);
    bool truncated = false;
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            pipeline::respond(client, kept.made.name.wire(), kept.finished, out, truncated));
    }
}
BENCHMARK(patch_answer)->ArgName("edns")->Arg(0)->Arg(1);

void cached_answer(benchmark::State& state) {
    HotShard shard(1000, static_cast<std::uint32_t>(state.range(0)));
    for (auto _ : state)
        shard.ask();
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(cached_answer)->ArgName("client_prefixes")->Arg(0)->Arg(100000);

}  // namespace
}  // namespace gate64::bench
