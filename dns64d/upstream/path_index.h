// SPDX-License-Identifier: Apache-2.0
#pragma once
// From the path a packet came in on to the packets outstanding there, by id. Remembers ids closed
// a moment ago, so that a duplicate or a late answer is not taken for an attack. The links are in
// the attempts themselves; the shard's thread.

#include <array>
#include <cstdint>
#include <vector>

#include "dns64d/upstream/ask.h"
#include "shared/base/random.h"

namespace gate64::dns64d::upstream {

class PathIndex {
  public:
    PathIndex(AskTable& asks, const base::HashKey& key);

    /// REQUIRES: path and id are set; the attempt is not in the index.
    void add(Ask& ask, unsigned attempt) noexcept;
    /// REQUIRES: the attempt is in the index.
    void remove(Ask& ask, unsigned attempt) noexcept;

    struct Found {
        Ask* ask = nullptr;
        unsigned attempt = 0;
        base::Handle handle;  ///< of `ask`, which may be gone when a listener was told of something

        [[nodiscard]] Attempt& get() const noexcept { return ask->attempts[attempt]; }
    };
    [[nodiscard]] Found find(PathId path, std::uint16_t id) noexcept;
    /// The questions with something outstanding on `path`, one entry an attempt.
    void collect(PathId path, std::vector<Found>& found) noexcept;
    [[nodiscard]] bool was_closed(PathId path, std::uint16_t id) const noexcept;

    /// An id that nothing outstanding on `path` has, uniform among those; false when so many are
    /// taken that none was found.
    [[nodiscard]] bool pick_id(PathId path, base::Random& random, std::uint16_t& id) noexcept;

  private:
    struct Closed {
        PathId path = 0;
        std::uint16_t id = 0;
    };
    [[nodiscard]] std::uint64_t hash(PathId path, std::uint16_t id) const noexcept;
    [[nodiscard]] std::uint32_t& bucket(PathId path) noexcept;
    [[nodiscard]] Found resolve(std::uint32_t ref) noexcept;

    AskTable& asks_;
    base::HashKey key_;
    std::vector<std::uint32_t> buckets_;
    std::array<Closed, 4096> closed_{};
};

}  // namespace gate64::dns64d::upstream
