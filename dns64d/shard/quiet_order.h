// SPDX-License-Identifier: Apache-2.0
#pragma once
// Connections ordered by when each last asked a whole question (or was accepted): the front is the
// one to give up when there are too many. Octets of unfinished messages do not count, so dripping
// them keeps nobody alive. A list over slab indexes; every step is constant time.

#include <cstdint>
#include <vector>

namespace gate64::dns64d::shard {

class QuietOrder {
  public:
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    explicit QuietOrder(std::uint32_t capacity) : links_(capacity) {}

    /// REQUIRES: not in the list.
    void push_back(std::uint32_t index) noexcept {
        links_[index] = {.next = none, .previous = last_};
        (last_ == none ? first_ : links_[last_].next) = index;
        last_ = index;
    }
    /// REQUIRES: in the list.
    void remove(std::uint32_t index) noexcept {
        const Link link = links_[index];
        (link.previous == none ? first_ : links_[link.previous].next) = link.next;
        (link.next == none ? last_ : links_[link.next].previous) = link.previous;
    }
    void move_to_back(std::uint32_t index) noexcept {
        if (index == last_) return;
        remove(index);
        push_back(index);
    }
    [[nodiscard]] std::uint32_t first() const noexcept { return first_; }
    [[nodiscard]] std::uint32_t after(std::uint32_t index) const noexcept {
        return links_[index].next;
    }

  private:
    struct Link {
        std::uint32_t next = none;
        std::uint32_t previous = none;
    };
    std::vector<Link> links_;
    std::uint32_t first_ = none;
    std::uint32_t last_ = none;
};

}  // namespace gate64::dns64d::shard
