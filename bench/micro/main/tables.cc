// SPDX-License-Identifier: Apache-2.0
// Tables of prefixes: a look-up must cost the same for ten and for a hundred thousand of them.

#include <benchmark/benchmark.h>

#include "bench/core/seeded.h"
#include "bench/micro/hot_shard.h"

namespace gate64::bench {
namespace {

/// Addresses below the prefixes of client_entries(), in no order that a cache could learn.
std::vector<net::IpAddress> addresses(std::uint32_t prefixes) {
    Seeded random(5);
    std::vector<net::IpAddress> made;
    for (int i = 0; i < 4096; ++i) {
        net::Ipv6Address::Octets octets{0x20, 0x01, 0x0D, 0xB8};
        base::store_be32(octets.data() + 4, static_cast<std::uint32_t>(random.below(prefixes)));
        octets[15] = static_cast<std::uint8_t>(random.next());
        made.emplace_back(net::Ipv6Address(octets));
    }
    return made;
}

void acl_lookup(benchmark::State& state) {
    const auto count = static_cast<std::uint32_t>(state.range(0));
    const net::Acl acl(client_entries(count));
    const auto asked = addresses(count);
    std::size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(acl.allows(asked[next++ & 4095]));
}
BENCHMARK(acl_lookup)->Arg(10)->Arg(1000)->Arg(100000);

void client_table_lookup(benchmark::State& state) {
    const auto count = static_cast<std::uint32_t>(state.range(0));
    const auto settings = hot_settings(count);
    const auto asked = addresses(count);
    std::size_t next = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(settings->clients.find(asked[next++ & 4095]));
}
BENCHMARK(client_table_lookup)->Arg(10)->Arg(1000)->Arg(100000);

void client_table_build(benchmark::State& state) {
    const auto count = static_cast<std::uint32_t>(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(hot_settings(count));
}
BENCHMARK(client_table_build)->Arg(10)->Arg(1000)->Arg(100000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gate64::bench
