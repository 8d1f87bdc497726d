// SPDX-License-Identifier: Apache-2.0
// What is done with names and messages for every question.

#include <benchmark/benchmark.h>

#include "shared/dns/message.h"
#include "shared/dns/writer.h"

namespace gate64::bench {
namespace {

constexpr base::HashKey key{.k0 = 3, .k1 = 4};

dns::Name name_of(const char* text) {
    return dns::Name::parse(text).value();
}

void parse_query(benchmark::State& state) {
    std::array<std::uint8_t, 512> space{};
    dns::MessageWriter writer(space);
    writer.start(7, dns::flag::rd);
    writer.question(name_of("www.some-host.example.com"), dns::rr::aaaa, dns::klass::in);
    if (state.range(0) != 0 && !writer.opt({})) state.SkipWithError("no room");
    dns::Query query;
    for (auto _ : state)
        benchmark::DoNotOptimize(dns::parse_query(writer.message(), query));
}
BENCHMARK(parse_query)->ArgName("edns")->Arg(0)->Arg(1);

void parse_response(benchmark::State& state) {
    std::array<std::uint8_t, 512> space{};
    dns::MessageWriter writer(space);
    const dns::Name owner = name_of("www.some-host.example.com");
    writer.start(7, dns::flag::qr | dns::flag::rd);
    writer.question(owner, dns::rr::a, dns::klass::in);
    const std::array<std::uint8_t, 4> rdata{11, 0, 0, 1};
    if (!writer.record(dns::Section::answer, owner, dns::rr::a, 60, rdata)) {
        state.SkipWithError("no room");
    }
    dns::Response response;
    for (auto _ : state) {
        response.records.clear();
        benchmark::DoNotOptimize(dns::parse_response(writer.message(), response));
    }
}
BENCHMARK(parse_response);

void hash_name(benchmark::State& state) {
    const dns::Name name = name_of("www.some-host.example.com");
    for (auto _ : state)
        benchmark::DoNotOptimize(name.view().hash(key));
}
BENCHMARK(hash_name);

void compare_names(benchmark::State& state) {
    const dns::Name lower = name_of("www.some-host.example.com");
    const dns::Name other =
        name_of(state.range(0) != 0 ? "WWW.Some-Host.Example.COM" : "www.some-host.example.com");
    for (auto _ : state)
        benchmark::DoNotOptimize(lower.view() == other.view());
}
BENCHMARK(compare_names)->ArgName("mixed_case")->Arg(0)->Arg(1);

}  // namespace
}  // namespace gate64::bench
