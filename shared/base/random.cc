// SPDX-License-Identifier: Apache-2.0
#include "shared/base/random.h"

#include <sys/random.h>

#include <cerrno>

#include "shared/base/bytes.h"
#include "shared/base/check.h"

namespace gate64::base {
namespace {

void fill_from_kernel(MutableBytes space) noexcept {
    while (!space.empty()) {
        const ssize_t got = ::getrandom(space.data(), space.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        CHECK(got > 0);
        space = space.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace

std::uint32_t Random::below(std::uint32_t bound) noexcept {
    // Lemire 2019: the high half of a product is uniform once the low halves that occur once too
    // often are thrown away.
    const std::uint32_t threshold = (0U - bound) % bound;
    while (true) {
        const std::uint64_t product = (next() >> 32) * std::uint64_t{bound};
        if (static_cast<std::uint32_t>(product) >= threshold) {
            return static_cast<std::uint32_t>(product >> 32);
        }
    }
}

std::uint64_t Csprng::next() noexcept {
    if (left_ == 0) {
        fill_from_kernel(
            {reinterpret_cast<std::uint8_t*>(pool_.data()), pool_.size() * sizeof(pool_[0])});
        left_ = pool_.size();
    }
    const std::uint64_t value = pool_[--left_];
    pool_[left_] = 0;  // what was handed out cannot be read back from memory
    return value;
}

}  // namespace gate64::base
