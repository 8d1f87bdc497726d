// SPDX-License-Identifier: Apache-2.0
#pragma once
// A byte-accounted store: one region of memory taken at start, filled like a ring. New entries go
// to the head; when space is needed the oldest entry leaves, or, if it was read since it was
// written, moves to the head once more (second chance). No malloc after start, no fragmentation:
// what the configuration grants is what is used, index included. An index of 32-bit slots, keyed
// by SipHash of the name, finds entries. Eviction never waits for a reader: views are valid only
// until the next insert.
// Single-threaded: one a shard.

#include <cstdint>
#include <functional>
#include <optional>

#include "shared/base/bytes.h"

namespace gate64::dns64d::cache {

class LogStore {
  public:
    /// Takes `bytes` (at least 64 KiB) of address space; pages are touched as they fill.
    explicit LogStore(std::size_t bytes);
    ~LogStore();
    LogStore(const LogStore&) = delete;
    LogStore& operator=(const LogStore&) = delete;

    /// The entry of this hash for which `matches(payload)` is true; marks it as read. The payload
    /// may be changed in place (not its size). Empty when there is none.
    template <typename Matches>
    [[nodiscard]] base::MutableBytes find(std::uint64_t hash, Matches&& matches) noexcept;

    /// Room for an entry of `size` bytes under `hash`, contents undefined until written. The same
    /// key inserted twice must be removed first. Empty when `size` is over entry_bytes_max().
    [[nodiscard]] base::MutableBytes insert(std::uint64_t hash, std::size_t size) noexcept;

    /// Removes every entry of this hash for which `matches(payload)` is true; how many.
    template <typename Matches>
    std::size_t remove(std::uint64_t hash, Matches&& matches) noexcept;

    void clear() noexcept;

    [[nodiscard]] std::size_t entry_bytes_max() const noexcept;
    [[nodiscard]] std::size_t capacity_bytes() const noexcept;  ///< index included
    [[nodiscard]] std::size_t used_bytes() const noexcept;
    [[nodiscard]] std::uint32_t entries() const noexcept;
    [[nodiscard]] std::uint64_t evictions() const noexcept;
};

}  // namespace gate64::dns64d::cache
