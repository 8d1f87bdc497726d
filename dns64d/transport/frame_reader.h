// SPDX-License-Identifier: Apache-2.0
#pragma once
// Messages out of a byte stream, each behind two octets of length (RFC 1035 4.2.2), however the
// stream was cut. Serves both ends: queries of clients and answers of upstreams. No socket, no
// clock. Owns what it has not handed out yet and nothing else; one thread.

#include <optional>
#include <vector>

#include "shared/base/bytes.h"
#include "shared/base/clock.h"
#include "shared/dns/types.h"

namespace gate64::dns64d::transport {

inline constexpr std::size_t frame_prefix_bytes = 2;
inline constexpr std::size_t frame_bytes_max = frame_prefix_bytes + dns::message_bytes_max;
/// Reads that one message may be spread over; who needs more is not a DNS client.
inline constexpr unsigned reads_per_message_max = 50;
/// Octets held back while the caller takes no messages. Beyond, the peer ignores that we stopped
/// reading, which a kernel does not do: the caller fed without asking.
inline constexpr std::size_t input_bytes_max = 2 * frame_bytes_max;
/// Memory kept for the next message when there is nothing to hold.
inline constexpr std::size_t input_keep_bytes_max = 512;

enum class FeedResult : std::uint8_t {
    ok,
    bad_length,      ///< 0 to 11: shorter than a header
    too_many_reads,  ///< reads_per_message_max
    too_much,        ///< input_bytes_max
};

class FrameReader {
  public:
    /// Takes what one read brought, which was not nothing. Anything but ok: close the connection;
    /// messages of this chunk that were whole are not handed out.
    [[nodiscard]] FeedResult feed(base::Bytes chunk, base::Instant now);

    /// The next whole message without its length. The view lives until the next call of next() or
    /// feed().
    [[nodiscard]] std::optional<base::Bytes> next();

    /// A whole message is waiting.
    [[nodiscard]] bool has_message() const noexcept { return head_ < whole_end_; }
    /// The start of a message is there and its end is not.
    [[nodiscard]] bool is_inside_message() const noexcept { return whole_end_ < buffer_.size(); }
    /// When the first octet of that message came. REQUIRES: is_inside_message().
    [[nodiscard]] base::Instant message_started() const noexcept { return message_started_; }
    /// Heap in use, octets.
    [[nodiscard]] std::size_t memory_bytes() const noexcept { return buffer_.capacity(); }

  private:
    void append(base::Bytes chunk);
    [[nodiscard]] std::size_t frame_bytes_at(std::size_t offset) const noexcept;
    void release() noexcept;

    std::vector<std::uint8_t> buffer_;
    std::size_t head_ = 0;       ///< where the next message to hand out begins
    std::size_t whole_end_ = 0;  ///< behind the last whole message
    unsigned reads_ = 0;         ///< that the unfinished message has taken so far
    base::Instant message_started_{};
};

}  // namespace gate64::dns64d::transport
