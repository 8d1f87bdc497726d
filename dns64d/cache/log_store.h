// SPDX-License-Identifier: Apache-2.0
#pragma once
// A byte-accounted store: one region of memory taken at start, filled like a ring. New entries go
// to the head; when space is needed the oldest entry leaves, or, if it was read since it was
// written, moves to the head once more (second chance). No malloc after start, no fragmentation:
// what the configuration grants is what is used, index included. The index is a table of 32-bit
// chain heads, spread by a keyed hash that the caller makes. Eviction never waits for a reader:
// views are valid only until the next insert.
// Single-threaded: one a shard.

#include <cstdint>
#include <memory>
#include <vector>

#include "shared/base/bytes.h"

namespace gate64::dns64d::cache {

class LogStore {
  public:
    /// The least memory a store works with.
    static constexpr std::size_t capacity_bytes_min = std::size_t{64} * 1024;

    /// Takes `bytes` (at least capacity_bytes_min are taken); pages are touched as they fill.
    explicit LogStore(std::size_t bytes);

    /// The entry of this hash for which `matches(payload)` is true; marks it as read. The payload
    /// may be changed in place (not its size). Empty when there is none. Entries of one hash come
    /// newest first.
    template <typename Matches>
    [[nodiscard]] base::MutableBytes find(std::uint64_t hash, Matches&& matches) noexcept;

    /// Room for an entry of `size` bytes under `hash`, aligned to 16, contents undefined until
    /// written. The same key inserted twice must be removed first. Empty when `size` is 0 or over
    /// entry_bytes_max(). Does a bounded amount of moving.
    [[nodiscard]] base::MutableBytes insert(std::uint64_t hash, std::size_t size) noexcept;

    /// Removes every entry of this hash for which `matches(payload)` is true; how many.
    template <typename Matches>
    std::size_t remove(std::uint64_t hash, Matches&& matches) noexcept;

    void clear() noexcept;

    [[nodiscard]] std::size_t entry_bytes_max() const noexcept;
    /// Index included.
    [[nodiscard]] std::size_t capacity_bytes() const noexcept;
    /// What the entries that can be found take, their headers and padding included.
    [[nodiscard]] std::size_t used_bytes() const noexcept { return live_bytes_; }
    [[nodiscard]] std::uint32_t entries() const noexcept { return entries_; }
    /// Entries that had to leave for others since the start.
    [[nodiscard]] std::uint64_t evictions() const noexcept { return evictions_; }

    /// What an entry of `size` bytes takes of used_bytes().
    [[nodiscard]] static constexpr std::size_t footprint(std::size_t size) noexcept {
        return (sizeof(Header) + size + grain - 1) / grain * grain;
    }

  private:
    /// In front of every entry in the ring.
    struct Header {
        std::uint64_t hash;
        std::uint32_t next;  ///< next entry of the chain, as a Ref
        std::uint32_t size;  ///< of the payload, and the two flags
    };
    /// An offset into the ring in units of `grain`, plus one: 0 is "none".
    using Ref = std::uint32_t;
    struct Budget;

    static constexpr std::size_t grain = 16;
    static constexpr std::uint32_t live_flag = 0x80000000;
    static constexpr std::uint32_t read_flag = 0x40000000;
    static constexpr std::uint32_t size_mask = 0x3FFFFFFF;

    [[nodiscard]] static Ref ref_of(std::size_t offset) noexcept {
        return static_cast<Ref>(offset / grain + 1);
    }
    [[nodiscard]] std::uint8_t* at(Ref ref) noexcept {
        return ring_.get() + std::size_t{ref - 1} * grain;
    }
    [[nodiscard]] Header load(Ref ref) noexcept {
        Header header;
        std::memcpy(&header, at(ref), sizeof header);
        return header;
    }
    void store(Ref ref, const Header& header) noexcept {
        std::memcpy(at(ref), &header, sizeof header);
    }
    [[nodiscard]] base::MutableBytes payload(Ref ref, const Header& header) noexcept {
        return {at(ref) + sizeof(Header), header.size & size_mask};
    }
    /// The chain of `hash`: the upper half decides, scaled to the table.
    [[nodiscard]] std::size_t chain_of(std::uint64_t hash) const noexcept {
        return static_cast<std::size_t>(((hash >> 32) * chains_.size()) >> 32);
    }
    /// Points whatever pointed at the entry after `before` (none: the chain's head) to `to`.
    void set_link(std::uint64_t hash, Ref before, Ref to) noexcept;
    [[nodiscard]] Ref predecessor(std::uint64_t hash, Ref ref) noexcept;
    void forget(Ref ref, const Header& header, Ref before) noexcept;
    [[nodiscard]] bool open_room(std::size_t need) noexcept;
    void advance_head(std::size_t count) noexcept;
    void retire_oldest(Budget& budget) noexcept;
    void move_to_head(std::size_t from, const Header& header) noexcept;

    std::vector<Ref> chains_;
    std::unique_ptr<std::uint8_t[]> ring_;
    std::size_t ring_bytes_;
    std::size_t head_ = 0;      ///< where the next entry goes
    std::size_t tail_ = 0;      ///< the oldest entry
    std::size_t occupied_ = 0;  ///< from tail to head: entries, removed ones and padding
    std::size_t live_bytes_ = 0;
    std::uint32_t entries_ = 0;
    std::uint64_t evictions_ = 0;
};

template <typename Matches>
base::MutableBytes LogStore::find(std::uint64_t hash, Matches&& matches) noexcept {
    for (Ref ref = chains_[chain_of(hash)]; ref != 0;) {
        Header header = load(ref);
        if (header.hash == hash) {
            const base::MutableBytes found = payload(ref, header);
            if (matches(base::Bytes(found))) {
                if ((header.size & read_flag) == 0) {
                    header.size |= read_flag;
                    store(ref, header);
                }
                return found;
            }
        }
        ref = header.next;
    }
    return {};
}

template <typename Matches>
std::size_t LogStore::remove(std::uint64_t hash, Matches&& matches) noexcept {
    std::size_t removed = 0;
    Ref before = 0;
    for (Ref ref = chains_[chain_of(hash)]; ref != 0;) {
        const Header header = load(ref);
        if (header.hash == hash && matches(base::Bytes(payload(ref, header)))) {
            forget(ref, header, before);
            ++removed;
        } else {
            before = ref;
        }
        ref = header.next;
    }
    return removed;
}

}  // namespace gate64::dns64d::cache
