// SPDX-License-Identifier: Apache-2.0
#pragma once
// pool4 as a set of (mark, protocol, address, port range), in the one form the kernel keeps it too:
// every address by itself, ranges that touch fused. So two pools written differently compare equal,
// and a difference says what to add or remove. Pure values; memory grows with the number of
// addresses.

#include <compare>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "shared/base/error.h"
#include "shared/jool/model.h"

namespace gate64::jool {

class PoolSet {
  public:
    PoolSet() = default;
    /// Jool's reading of entries: a range the wrong way round is swapped, port 0 of TCP and UDP
    /// becomes 1. Iterations are no part of the set. REQUIRES: prefixes of pool4_length_min or
    /// longer, which is what check_pool4() and every listing promise.
    explicit PoolSet(std::span<const Pool4Entry> entries);
    /// The same for entries that nobody has checked; EINVAL for a prefix that is too short.
    [[nodiscard]] static base::Result<PoolSet> make(std::span<const Pool4Entry> entries);

    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
    /// What is here and not in `other`.
    [[nodiscard]] PoolSet minus(const PoolSet& other) const;
    /// Two entries that give the same port of an address and protocol to different marks, which
    /// Jool cannot keep apart on the way back.
    [[nodiscard]] std::optional<std::pair<Pool4Entry, Pool4Entry>> overlap_across_marks() const;
    [[nodiscard]] bool contains(Protocol protocol, const Endpoint4& endpoint) const noexcept;
    /// The fewest entries that give this set: neighbours with the same range become prefixes, none
    /// shorter than pool4_length_min. Sorted by mark, protocol, address, port.
    [[nodiscard]] std::vector<Pool4Entry> entries() const;

    friend bool operator==(const PoolSet&, const PoolSet&) = default;

  private:
    struct Row {
        std::uint32_t mark;
        Protocol protocol;
        net::Ipv4Address address;
        std::uint16_t min;
        std::uint16_t max;
        friend auto operator<=>(const Row&, const Row&) = default;
        [[nodiscard]] bool same_key(const Row& other) const noexcept;
    };

    void normalise();
    [[nodiscard]] static Pool4Entry entry_of(const Row& row, unsigned length);

    std::vector<Row> rows_;  ///< sorted; ranges of one key neither overlap nor touch
};

}  // namespace gate64::jool
