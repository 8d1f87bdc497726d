// SPDX-License-Identifier: Apache-2.0
#pragma once
// Messages into a byte stream, each behind its length (RFC 1035 4.2.2), in one write with it (RFC
// 7766 8). What was handed out for sending stays where it is until it is consumed, so the kernel
// may read it while further messages are queued. No socket, no clock; one thread.

#include <vector>

#include "dns64d/transport/frame_reader.h"
#include "shared/base/bytes.h"

namespace gate64::dns64d::transport {

/// Octets that may wait to be sent on one connection; a peer that lets more pile up is gone.
inline constexpr std::size_t output_bytes_max = 262144;
/// Memory each of the two buffers keeps when it is empty.
inline constexpr std::size_t output_keep_bytes_max = 1536;

class FrameWriter {
  public:
    /// False, and nothing queued, when `message` is longer than message_bytes_max or the queue
    /// would pass output_bytes_max: close the connection.
    [[nodiscard]] bool queue(base::Bytes message);

    /// What is to be sent next; empty when there is nothing. The view lives until consume(), or as
    /// long as this object: keep it while a send is under way.
    [[nodiscard]] base::Bytes pending();
    /// The first `count` octets of pending() were sent. REQUIRES: count <= pending().size().
    void consume(std::size_t count);

    /// Octets not sent yet.
    [[nodiscard]] std::size_t size() const noexcept {
        return sending_.size() - sent_ + queued_.size();
    }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// Heap in use, octets.
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return sending_.capacity() + queued_.capacity();
    }

  private:
    std::vector<std::uint8_t> sending_;  ///< handed out, never moved while it has octets left
    std::vector<std::uint8_t> queued_;
    std::size_t sent_ = 0;  ///< of sending_
};

}  // namespace gate64::dns64d::transport
