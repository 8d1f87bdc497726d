// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/timer_heap.h"

#include "shared/base/check.h"

namespace gate64::dns64d::upstream {

TimerHeap::TimerHeap(std::uint32_t slots) : position_(slots, absent) {
    heap_.reserve(slots);
}

void TimerHeap::place(std::size_t at, const Entry& entry) noexcept {
    heap_[at] = entry;
    position_[entry.slot] = static_cast<std::uint32_t>(at);
}

void TimerHeap::sift_up(std::size_t at, const Entry& entry) noexcept {
    while (at > 0) {
        const std::size_t above = (at - 1) / 2;
        if (heap_[above].due <= entry.due) break;
        place(at, heap_[above]);
        at = above;
    }
    place(at, entry);
}

void TimerHeap::sift_down(std::size_t at, const Entry& entry) noexcept {
    for (;;) {
        std::size_t below = 2 * at + 1;
        if (below >= heap_.size()) break;
        if (below + 1 < heap_.size() && heap_[below + 1].due < heap_[below].due) ++below;
        if (heap_[below].due >= entry.due) break;
        place(at, heap_[below]);
        at = below;
    }
    place(at, entry);
}

void TimerHeap::set(std::uint32_t slot, base::Instant due) noexcept {
    CHECK(slot < position_.size());
    const Entry entry{due, slot};
    std::size_t at = position_[slot];
    if (at == absent) {
        at = heap_.size();
        heap_.push_back(entry);
        sift_up(at, entry);
    } else if (due < heap_[at].due) {
        sift_up(at, entry);
    } else {
        sift_down(at, entry);
    }
}

void TimerHeap::remove(std::uint32_t slot) noexcept {
    const std::size_t at = position_[slot];
    if (at == absent) return;
    position_[slot] = absent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (last.slot == slot) return;
    if (at > 0 && last.due < heap_[(at - 1) / 2].due) {
        sift_up(at, last);
    } else {
        sift_down(at, last);
    }
}

base::Instant TimerHeap::next_due() const noexcept {
    return heap_.empty() ? base::Instant::max() : heap_.front().due;
}

}  // namespace gate64::dns64d::upstream
