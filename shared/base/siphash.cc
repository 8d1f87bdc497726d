// SPDX-License-Identifier: Apache-2.0
#include "shared/base/siphash.h"

#include <bit>

#include "shared/base/random.h"

namespace gate64::base {
namespace {

std::uint64_t load_le64(const std::uint8_t* p) noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, p, sizeof value);
    if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap64(value);
    return value;
}

struct SipState {
    std::uint64_t v0, v1, v2, v3;

    explicit SipState(const HashKey& key) noexcept
        : v0(key.k0 ^ 0x736f6d6570736575),
          v1(key.k1 ^ 0x646f72616e646f6d),
          v2(key.k0 ^ 0x6c7967656e657261),
          v3(key.k1 ^ 0x7465646279746573) {}

    void round() noexcept {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }
};

template <int CompressionRounds, int FinalRounds>
std::uint64_t siphash(const HashKey& key, Bytes data) noexcept {
    SipState state(key);
    const auto absorb = [&state](std::uint64_t word) noexcept {
        state.v3 ^= word;
        for (int i = 0; i < CompressionRounds; ++i)
            state.round();
        state.v0 ^= word;
    };
    const std::size_t whole = data.size() & ~std::size_t{7};
    for (std::size_t at = 0; at < whole; at += 8)
        absorb(load_le64(data.data() + at));
    std::uint64_t last = std::uint64_t{data.size() & 0xFF} << 56;
    for (std::size_t i = whole; i < data.size(); ++i)
        last |= std::uint64_t{data[i]} << (8 * (i - whole));
    absorb(last);
    state.v2 ^= 0xFF;
    for (int i = 0; i < FinalRounds; ++i)
        state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace

HashKey HashKey::from(Random& random) noexcept {
    const std::uint64_t k0 = random.next();
    return {k0, random.next()};
}

std::uint64_t siphash13(const HashKey& key, Bytes data) noexcept {
    return siphash<1, 3>(key, data);
}

std::uint64_t siphash24(const HashKey& key, Bytes data) noexcept {
    return siphash<2, 4>(key, data);
}

}  // namespace gate64::base
