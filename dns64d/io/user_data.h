// SPDX-License-Identifier: Apache-2.0
#pragma once
// The 64 bits that travel through the ring with every operation, as named fields instead of a
// pointer: which kind of operation, which object, and which life of that object. A completion that
// comes late for an object already replaced has an old generation and resolves to nothing.

#include <cstdint>

#include "shared/base/slab.h"

namespace gate64::dns64d::io {

/// Objects of one kind that can be named.
inline constexpr std::uint32_t user_data_index_max = (1U << 24) - 1;

struct UserData {
    std::uint8_t op = 0;      ///< the ring's user says what it means
    std::uint32_t index = 0;  ///< at most user_data_index_max
    std::uint32_t generation = 0;

    [[nodiscard]] constexpr std::uint64_t pack() const noexcept {
        return (std::uint64_t{generation} << 32) |
               (std::uint64_t{index & user_data_index_max} << 8) | std::uint64_t{op};
    }
    [[nodiscard]] static constexpr UserData unpack(std::uint64_t packed) noexcept {
        return {.op = static_cast<std::uint8_t>(packed),
                .index = static_cast<std::uint32_t>(packed >> 8) & user_data_index_max,
                .generation = static_cast<std::uint32_t>(packed >> 32)};
    }
    [[nodiscard]] constexpr base::Handle handle() const noexcept { return {index, generation}; }

    friend constexpr bool operator==(const UserData&, const UserData&) noexcept = default;
};

static_assert(
    UserData::unpack(UserData{.op = 7, .index = user_data_index_max, .generation = ~0U}.pack()) ==
    UserData{.op = 7, .index = user_data_index_max, .generation = ~0U});

}  // namespace gate64::dns64d::io
