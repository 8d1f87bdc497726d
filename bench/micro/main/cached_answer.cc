// SPDX-License-Identifier: Apache-2.0
// Gives COUNT cached answers and ends: scripts/bench-instructions.sh counts what that takes.

#include <charconv>
#include <cstdio>
#include <string_view>

#include "bench/micro/hot_shard.h"

int main(int argc, char** argv) {
    std::uint64_t count = 0;
    const std::string_view text = argc == 2 ? argv[1] : "";
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        std::fputs("usage: dns64-cached-answer COUNT\n", stderr);
        return 2;
    }
    gate64::bench::HotShard shard(1000);
    for (std::uint64_t i = 0; i < count; ++i)
        shard.ask();
    // Anything but hits would be another measurement.
    return shard.front_hits() == count ? 0 : 1;
}
