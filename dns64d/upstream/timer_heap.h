// SPDX-License-Identifier: Apache-2.0
#pragma once
// The next instant of each of a fixed number of slots, smallest first. A binary heap that knows
// where each slot stands in it, so a change or a removal leaves nothing behind and the memory is
// what was taken at start. The shard's thread.

#include <cstdint>
#include <vector>

#include "shared/base/clock.h"

namespace gate64::dns64d::upstream {

class TimerHeap {
  public:
    explicit TimerHeap(std::uint32_t slots);

    /// Sets or moves a slot's instant. REQUIRES: slot < slots.
    void set(std::uint32_t slot, base::Instant due) noexcept;
    /// Nothing happens when the slot has no instant.
    void remove(std::uint32_t slot) noexcept;

    /// The earliest instant; Instant::max() when there is none.
    [[nodiscard]] base::Instant next_due() const noexcept;
    /// The slot it belongs to. REQUIRES: !empty().
    [[nodiscard]] std::uint32_t next_slot() const noexcept { return heap_.front().slot; }
    [[nodiscard]] bool empty() const noexcept { return heap_.empty(); }

  private:
    struct Entry {
        base::Instant due;
        std::uint32_t slot;
    };
    void place(std::size_t at, const Entry& entry) noexcept;
    void sift_up(std::size_t at, const Entry& entry) noexcept;
    void sift_down(std::size_t at, const Entry& entry) noexcept;

    static constexpr std::uint32_t absent = 0xFFFFFFFF;
    std::vector<Entry> heap_;
    std::vector<std::uint32_t> position_;  ///< slot -> index into heap_
};

}  // namespace gate64::dns64d::upstream
