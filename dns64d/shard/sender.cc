// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/sender.h"

#include <cstring>

#include "dns64d/shard/ops.h"
#include "shared/base/check.h"

namespace gate64::dns64d::shard {

using metrics::Count;

Sender::Sender(io::Ring& ring, metrics::Counters& counters, std::uint32_t slots)
    : ring_(ring),
      counters_(counters),
      count_(slots),
      slots_(std::make_unique<Slot[]>(slots)),
      octets_(std::make_unique_for_overwrite<std::uint8_t[]>(slots * datagram_octets_max)),
      free_(slots),
      free_count_(slots) {
    for (std::uint32_t i = 0; i < slots; ++i)
        free_[i] = slots - 1 - i;
}

std::uint32_t Sender::take(base::Bytes message) noexcept {
    if (free_count_ == 0 || message.size() > datagram_octets_max) {
        counters_.add(Count::send_dropped);
        return none;
    }
    return free_[--free_count_];
}

void Sender::start(int fd, std::uint32_t index, base::Bytes message) noexcept {
    std::uint8_t* space = octets_.get() + index * datagram_octets_max;
    if (!message.empty()) std::memcpy(space, message.data(), message.size());
    Slot& slot = slots_[index];
    slot.datagram.payload({space, message.size()});
    if (ring_.send_message(fd, slot.datagram.header, tag(Op::datagram_sent, index))) return;
    counters_.add(Count::send_dropped);
    release(index);
}

void Sender::answer(int fd, const pipeline::ReplyPath& path, base::Bytes message) noexcept {
    const std::uint32_t index = take(message);
    if (index == none) return;
    Slot& slot = slots_[index];
    slot.path = 0;
    slot.datagram.address(path.peer, path.local, path.local != net::IpAddress{}, path.ifindex);
    start(fd, index, message);
}

void Sender::ask(int fd, upstream::PathId path, base::Bytes message) noexcept {
    const std::uint32_t index = take(message);
    if (index == none) return;
    Slot& slot = slots_[index];
    slot.path = path;
    slot.datagram.address_connected();
    start(fd, index, message);
}

upstream::PathId Sender::on_sent(const io::Completion& done) noexcept {
    CHECK(done.data.index < count_);
    const upstream::PathId path = slots_[done.data.index].path;
    release(done.data.index);
    if (done.result >= 0) return 0;
    counters_.add(Count::send_failed);
    return path;
}

void Sender::release(std::uint32_t index) noexcept {
    CHECK(free_count_ < count_);
    free_[free_count_++] = index;
}

}  // namespace gate64::dns64d::shard
