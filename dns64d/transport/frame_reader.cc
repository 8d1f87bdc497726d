// SPDX-License-Identifier: Apache-2.0
#include "dns64d/transport/frame_reader.h"

#include <algorithm>

namespace gate64::dns64d::transport {

FeedResult FrameReader::feed(base::Bytes chunk, base::Instant now) {
    if (chunk.empty()) return FeedResult::ok;
    if (buffer_.size() - head_ + chunk.size() > input_bytes_max) return FeedResult::too_much;
    const bool was_inside = is_inside_message();
    append(chunk);
    bool completed = false;
    while (buffer_.size() - whole_end_ >= frame_prefix_bytes) {
        const std::size_t size = frame_bytes_at(whole_end_);
        if (size < frame_prefix_bytes + dns::header_bytes) return FeedResult::bad_length;
        if (buffer_.size() - whole_end_ < size) break;
        whole_end_ += size;
        completed = true;
    }
    if (completed) reads_ = 0;
    if (!is_inside_message()) return FeedResult::ok;
    if (completed || !was_inside) message_started_ = now;
    return ++reads_ > reads_per_message_max ? FeedResult::too_many_reads : FeedResult::ok;
}

std::optional<base::Bytes> FrameReader::next() {
    if (!has_message()) {
        if (head_ == buffer_.size()) release();
        return std::nullopt;
    }
    const std::size_t size = frame_bytes_at(head_);
    const base::Bytes frame = base::Bytes(buffer_).subspan(head_, size);
    head_ += size;
    return frame.subspan(frame_prefix_bytes);
}

/// Room grows with what has come, doubling, and no further than the announced length: an announced
/// length alone costs nothing.
void FrameReader::append(base::Bytes chunk) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(head_));
    whole_end_ -= head_;
    head_ = 0;
    const std::size_t needed = buffer_.size() + chunk.size();
    if (needed > buffer_.capacity()) {
        std::size_t room = std::min(2 * buffer_.capacity(), frame_bytes_max);
        if (whole_end_ == 0 && buffer_.size() >= frame_prefix_bytes) {
            room = std::min(room, frame_bytes_at(0));
        }
        buffer_.reserve(std::max(needed, room));
    }
    buffer_.insert(buffer_.end(), chunk.begin(), chunk.end());
}

std::size_t FrameReader::frame_bytes_at(std::size_t offset) const noexcept {
    return frame_prefix_bytes + base::load_be16(buffer_.data() + offset);
}

void FrameReader::release() noexcept {
    buffer_.clear();
    head_ = whole_end_ = 0;
    if (buffer_.capacity() > input_keep_bytes_max) std::vector<std::uint8_t>().swap(buffer_);
}

}  // namespace gate64::dns64d::transport
