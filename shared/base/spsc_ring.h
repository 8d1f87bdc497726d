// SPDX-License-Identifier: Apache-2.0
#pragma once
// A bounded ring between exactly one producing and one consuming thread. Acquire and release on
// the two indexes are the whole protocol, so the thread sanitizer sees it. Full means push()
// refuses and leaves the value with the caller.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace gate64::base {

/// Size of a cache line on the machines we run on; keeps two writers' data apart.
inline constexpr std::size_t cache_line_bytes = 64;

template <typename T>
class SpscRing {
  public:
    /// `capacity` is rounded up to a power of two.
    explicit SpscRing(std::uint32_t capacity) {
        std::uint32_t size = 1;
        while (size < capacity)
            size *= 2;
        slots_.resize(size);
        mask_ = size - 1;
    }

    /// Producer only. Moves from `value` on success alone.
    [[nodiscard]] bool push(T&& value) noexcept {
        const std::uint32_t head = head_.load(std::memory_order_relaxed);
        if (head - tail_.load(std::memory_order_acquire) > mask_) return false;
        slots_[head & mask_] = std::move(value);
        head_.store(head + 1, std::memory_order_release);
        return true;
    }
    /// Consumer only. False when there is nothing.
    [[nodiscard]] bool pop(T& value) noexcept {
        const std::uint32_t tail = tail_.load(std::memory_order_relaxed);
        if (tail == head_.load(std::memory_order_acquire)) return false;
        value = std::move(slots_[tail & mask_]);
        tail_.store(tail + 1, std::memory_order_release);
        return true;
    }

  private:
    std::vector<T> slots_;
    std::uint32_t mask_ = 0;
    alignas(cache_line_bytes) std::atomic<std::uint32_t> head_{0};
    alignas(cache_line_bytes) std::atomic<std::uint32_t> tail_{0};
};

}  // namespace gate64::base
