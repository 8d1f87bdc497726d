// SPDX-License-Identifier: Apache-2.0
#include "dns64d/cache/log_store.h"

#include <algorithm>

#include "shared/base/check.h"

namespace gate64::dns64d::cache {
namespace {

/// One chain head for this many bytes: chains stay about one entry long for small entries.
constexpr std::size_t bytes_per_chain = 128;
/// The share of the ring one entry may take, and a bound that keeps copying short.
constexpr std::size_t entry_share = 4;
constexpr std::size_t entry_bytes_limit = std::size_t{1} << 24;

std::size_t chain_count(std::size_t bytes) noexcept {
    return std::max(bytes, LogStore::capacity_bytes_min) / bytes_per_chain;
}

}  // namespace

/// What one insert may spend on second chances. Entries beyond it leave although they were read,
/// so an insert into a store full of popular entries costs no more than any other.
struct LogStore::Budget {
    unsigned moves = 16;
    std::size_t bytes = std::size_t{64} * 1024;
};

LogStore::LogStore(std::size_t bytes)
    : chains_(chain_count(bytes)),
      ring_bytes_((std::max(bytes, capacity_bytes_min) - chains_.size() * sizeof(Ref)) / grain *
                  grain) {
    ring_ = std::make_unique_for_overwrite<std::uint8_t[]>(ring_bytes_);
}

std::size_t LogStore::entry_bytes_max() const noexcept {
    return std::min(ring_bytes_ / entry_share, entry_bytes_limit) / grain * grain - sizeof(Header);
}

std::size_t LogStore::capacity_bytes() const noexcept {
    return ring_bytes_ + chains_.size() * sizeof(Ref);
}

void LogStore::clear() noexcept {
    std::fill(chains_.begin(), chains_.end(), Ref{0});
    head_ = tail_ = occupied_ = live_bytes_ = 0;
    entries_ = 0;
}

base::MutableBytes LogStore::insert(std::uint64_t hash, std::size_t size) noexcept {
    if (size == 0 || size > entry_bytes_max()) return {};
    const std::size_t need = footprint(size);
    Budget budget;
    while (!open_room(need))
        retire_oldest(budget);
    const Ref ref = ref_of(head_);
    const Header header{hash, chains_[chain_of(hash)],
                        static_cast<std::uint32_t>(size) | live_flag};
    store(ref, header);
    chains_[chain_of(hash)] = ref;
    advance_head(need);
    live_bytes_ += need;
    ++entries_;
    return payload(ref, header);
}

void LogStore::set_link(std::uint64_t hash, Ref before, Ref to) noexcept {
    if (before == 0) {
        chains_[chain_of(hash)] = to;
        return;
    }
    Header header = load(before);
    header.next = to;
    store(before, header);
}

LogStore::Ref LogStore::predecessor(std::uint64_t hash, Ref ref) noexcept {
    Ref before = 0;
    for (Ref walk = chains_[chain_of(hash)]; walk != ref; walk = load(walk).next) {
        CHECK(walk != 0);
        before = walk;
    }
    return before;
}

/// Takes an entry out of its chain; its bytes stay in the ring until the tail passes.
void LogStore::forget(Ref ref, const Header& header, Ref before) noexcept {
    set_link(header.hash, before, header.next);
    Header dead = header;
    dead.size &= size_mask;
    store(ref, dead);
    live_bytes_ -= footprint(dead.size);
    --entries_;
}

/// Whether `need` bytes in one piece are free at the head; steps over the end of the ring where
/// that helps.
bool LogStore::open_room(std::size_t need) noexcept {
    if (occupied_ == 0) head_ = tail_ = 0;
    if (occupied_ == ring_bytes_) return false;
    if (head_ < tail_) return tail_ - head_ >= need;
    const std::size_t rest = ring_bytes_ - head_;
    if (rest >= need) return true;
    store(ref_of(head_), Header{0, 0, static_cast<std::uint32_t>(rest - sizeof(Header))});
    advance_head(rest);
    return tail_ >= need;
}

void LogStore::advance_head(std::size_t count) noexcept {
    head_ = head_ + count == ring_bytes_ ? 0 : head_ + count;
    occupied_ += count;
}

void LogStore::retire_oldest(Budget& budget) noexcept {
    const std::size_t from = tail_;
    const Ref ref = ref_of(from);
    const Header header = load(ref);
    const std::size_t count = footprint(header.size & size_mask);
    tail_ = from + count == ring_bytes_ ? 0 : from + count;
    occupied_ -= count;
    if ((header.size & live_flag) == 0) return;
    if ((header.size & read_flag) != 0 && budget.moves > 0 && budget.bytes >= count) {
        --budget.moves;
        budget.bytes -= count;
        move_to_head(from, header);
        return;
    }
    forget(ref, header, predecessor(header.hash, ref));
    ++evictions_;
}

/// Second chance for the entry that just left the tail. The gap between head and tail now holds
/// it, so there is always room; source and target may overlap.
void LogStore::move_to_head(std::size_t from, const Header& header) noexcept {
    const Ref before = predecessor(header.hash, ref_of(from));
    const std::size_t count = footprint(header.size & size_mask);
    CHECK(open_room(count));
    const Ref to = ref_of(head_);
    std::memmove(ring_.get() + head_, ring_.get() + from, count);
    store(to, Header{header.hash, header.next, header.size & ~read_flag});
    set_link(header.hash, before, to);
    advance_head(count);
}

}  // namespace gate64::dns64d::cache
