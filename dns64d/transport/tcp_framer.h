// SPDX-License-Identifier: Apache-2.0
#pragma once
// One client's TCP connection as a session over memory (RFC 7766): chunks in, queries out, answers
// in any order in, octets out. Knows when to stop reading (too many queries in flight, or answers
// nobody fetches) and by when something must happen. No socket, no clock, no DNS parsing. The shard
// that accepted the connection owns it and feeds it; one thread. An idle one holds less than 4 KiB.

#include <cstdint>
#include <optional>

#include "dns64d/transport/frame_reader.h"
#include "dns64d/transport/frame_writer.h"
#include "shared/base/bytes.h"
#include "shared/base/clock.h"

namespace gate64::dns64d::transport {

/// Queries of one connection that are being worked on.
inline constexpr unsigned tcp_in_flight_max = 100;
/// Waiting answers at which no further query is taken.
inline constexpr std::size_t tcp_output_high_bytes = 65536;

/// How long a connection may take for what (threat: slow-loris, peers that never read).
struct TcpTimeouts {
    base::Duration first_message{3000};  ///< from accept to the first octet
    base::Duration idle{10000};          ///< with nothing asked and nothing to send
    base::Duration message{5000};  ///< from a message's first octet to its last, while we read
    base::Duration write{10000};   ///< with something to send and none of it taken
};

class TcpFramer {
  public:
    /// `now`: when the connection was accepted.
    explicit TcpFramer(base::Instant now) noexcept : last_activity_(now), last_write_(now) {}

    /// Takes what one read brought. Anything but ok: close without a word.
    [[nodiscard]] FeedResult feed(base::Bytes chunk, base::Instant now);
    /// The peer will send no more. What it asked before is still answered.
    void end_of_input() noexcept { input_ended_ = true; }

    /// The next query, counted as in flight from now on; nothing while none is whole or none may
    /// be taken. The view lives until the next call of next_message() or feed(). Call it until it
    /// gives nothing after feed(), and again after each answer or send while has_message().
    [[nodiscard]] std::optional<base::Bytes> next_message();
    [[nodiscard]] bool has_message() const noexcept { return reader_.has_message(); }

    /// Frames the answer to one query in flight. False: it does not fit (the peer does not fetch
    /// its answers), close.
    [[nodiscard]] bool queue_answer(base::Bytes message, base::Instant now);
    /// One query in flight will get no answer. REQUIRES: in_flight() > 0.
    void abandon_query(base::Instant now);

    /// What to send next, empty for nothing. Stays in place until consume_output().
    [[nodiscard]] base::Bytes pending_output() { return writer_.pending(); }
    /// The first `count` octets of it went out.
    void consume_output(std::size_t count, base::Instant now);

    /// Whether to read on; when it was false, ask again after each answer, send or next_message().
    [[nodiscard]] bool wants_read() const noexcept {
        return !input_ended_ && !has_message() && may_take();
    }
    /// Everything asked was answered and sent, and no more will come: close.
    [[nodiscard]] bool is_finished() const noexcept {
        return input_ended_ && !has_message() && in_flight_ == 0 && writer_.empty();
    }
    /// When the connection is to be closed if nothing happens before; Instant::max() while only we
    /// are busy. Under pressure the caller passes shorter time-outs.
    [[nodiscard]] base::Instant deadline(const TcpTimeouts& timeouts) const noexcept;
    /// Nothing asked, nothing half asked, nothing to send: the first ones to close when there are
    /// too many connections.
    [[nodiscard]] bool is_idle() const noexcept {
        return in_flight_ == 0 && !has_message() && !reader_.is_inside_message() && writer_.empty();
    }
    [[nodiscard]] base::Instant last_activity() const noexcept { return last_activity_; }
    [[nodiscard]] unsigned in_flight() const noexcept { return in_flight_; }
    [[nodiscard]] std::size_t memory_bytes() const noexcept {
        return sizeof *this + reader_.memory_bytes() + writer_.memory_bytes();
    }

  private:
    /// Remembers how long it was us who kept an unfinished message waiting.
    void note_progress(base::Instant now) noexcept {
        last_activity_ = now;
        if (!wants_read()) reading_since_ = now;
    }
    [[nodiscard]] bool may_take() const noexcept {
        return in_flight_ < tcp_in_flight_max && writer_.size() < tcp_output_high_bytes;
    }

    FrameReader reader_;
    FrameWriter writer_;
    unsigned in_flight_ = 0;
    bool input_ended_ = false;
    bool seen_input_ = false;
    base::Instant last_activity_;    ///< last octet in, last answer queued or sent
    base::Instant reading_since_{};  ///< when we last stopped holding the peer back
    base::Instant last_write_;       ///< since when the output has not moved
};

}  // namespace gate64::dns64d::transport
