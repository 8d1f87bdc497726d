// SPDX-License-Identifier: Apache-2.0
#pragma once
// Datagrams on their way out. Each takes a slot (addresses, control data and a copy of the octets)
// until the kernel is done with it; the sends of a turn reach the kernel in one call. No free slot
// means the datagram is dropped and counted, as a full socket buffer would do.
// One a shard; its ring must end before it.

#include <memory>
#include <vector>

#include "dns64d/io/datagram.h"
#include "dns64d/io/ring.h"
#include "dns64d/metrics/counters.h"
#include "dns64d/pipeline/effects.h"
#include "shared/dns/types.h"

namespace gate64::dns64d::shard {

/// Octets of the longest datagram we send.
inline constexpr std::size_t datagram_octets_max = dns::edns_bytes_max;

class Sender {
  public:
    Sender(io::Ring& ring, metrics::Counters& counters, std::uint32_t slots);

    /// Answers over the listener socket `fd`, from the address that was asked.
    void answer(int fd, const pipeline::ReplyPath& path, base::Bytes message) noexcept;
    /// Sends on a connected socket. `path` comes back from on_sent() if that fails.
    void ask(int fd, upstream::PathId path, base::Bytes message) noexcept;
    /// For Op::datagram_sent. The upstream path whose send failed, 0 when there is none.
    [[nodiscard]] upstream::PathId on_sent(const io::Completion& done) noexcept;
    /// Datagrams the kernel has not taken yet.
    [[nodiscard]] std::uint32_t under_way() const noexcept { return count_ - free_count_; }

  private:
    struct Slot {
        io::OutgoingDatagram datagram;
        upstream::PathId path = 0;
    };
    static constexpr std::uint32_t none = 0xFFFFFFFF;

    /// A free slot's index, or none (counted).
    [[nodiscard]] std::uint32_t take(base::Bytes message) noexcept;
    void start(int fd, std::uint32_t index, base::Bytes message) noexcept;
    void release(std::uint32_t index) noexcept;

    io::Ring& ring_;
    metrics::Counters& counters_;
    std::uint32_t count_;
    std::unique_ptr<Slot[]> slots_;
    std::unique_ptr<std::uint8_t[]> octets_;  ///< datagram_octets_max for each slot
    /// Last in, first out, so that few pages are in use.
    std::vector<std::uint32_t> free_;
    std::uint32_t free_count_;
};

}  // namespace gate64::dns64d::shard
