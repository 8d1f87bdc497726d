// SPDX-License-Identifier: Apache-2.0
#include "dns64d/transport/tcp_framer.h"

#include <algorithm>

#include "shared/base/check.h"

namespace gate64::dns64d::transport {

FeedResult TcpFramer::feed(base::Bytes chunk, base::Instant now) {
    last_activity_ = now;
    seen_input_ = true;
    return reader_.feed(chunk, now);
}

std::optional<base::Bytes> TcpFramer::next_message() {
    if (has_message() && !may_take()) return std::nullopt;
    const std::optional<base::Bytes> message = reader_.next();
    if (message) ++in_flight_;
    return message;
}

bool TcpFramer::queue_answer(base::Bytes message, base::Instant now) {
    const bool was_empty = writer_.empty();
    abandon_query(now);
    if (!writer_.queue(message)) return false;
    if (was_empty) last_write_ = now;
    return true;
}

void TcpFramer::abandon_query(base::Instant now) {
    CHECK(in_flight_ > 0);
    note_progress(now);
    --in_flight_;
}

void TcpFramer::consume_output(std::size_t count, base::Instant now) {
    if (count == 0) return;
    note_progress(now);
    writer_.consume(count);
    last_write_ = now;
}

base::Instant TcpFramer::deadline(const TcpTimeouts& timeouts) const noexcept {
    base::Instant deadline = base::Instant::max();
    if (!writer_.empty()) deadline = last_write_ + timeouts.write;
    if (reader_.is_inside_message()) {
        if (!wants_read()) return deadline;
        const base::Instant since = std::max(reader_.message_started(), reading_since_);
        return std::min(deadline, since + timeouts.message);
    }
    if (!is_idle()) return deadline;
    return last_activity_ + (seen_input_ ? timeouts.idle : timeouts.first_message);
}

}  // namespace gate64::dns64d::transport
