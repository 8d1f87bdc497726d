// SPDX-License-Identifier: Apache-2.0
#include "dns64d/transport/frame_writer.h"

#include "shared/base/check.h"

namespace gate64::dns64d::transport {

bool FrameWriter::queue(base::Bytes message) {
    if (message.size() > dns::message_bytes_max) return false;
    if (size() + frame_prefix_bytes + message.size() > output_bytes_max) return false;
    std::uint8_t prefix[frame_prefix_bytes];
    base::store_be16(prefix, static_cast<std::uint16_t>(message.size()));
    queued_.insert(queued_.end(), prefix, prefix + frame_prefix_bytes);
    queued_.insert(queued_.end(), message.begin(), message.end());
    return true;
}

base::Bytes FrameWriter::pending() {
    if (sending_.empty()) sending_.swap(queued_);
    return base::Bytes(sending_).subspan(sent_);
}

void FrameWriter::consume(std::size_t count) {
    CHECK(count <= sending_.size() - sent_);
    sent_ += count;
    if (sent_ < sending_.size()) return;
    sent_ = 0;
    sending_.clear();
    if (sending_.capacity() > output_keep_bytes_max) std::vector<std::uint8_t>().swap(sending_);
}

}  // namespace gate64::dns64d::transport
