// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/udp_listeners.h"

#include <cerrno>

#include "dns64d/io/datagram.h"
#include "dns64d/shard/ops.h"

namespace gate64::dns64d::shard {

using metrics::Count;

namespace {

/// After an error that would come again at once.
constexpr base::Duration retry_delay{100};

}  // namespace

UdpListeners::UdpListeners(io::Ring& ring, io::BufferRing& buffers, metrics::Counters& counters,
                           QuerySink& sink) noexcept
    : ring_(ring), buffers_(buffers), counters_(counters), sink_(sink) {}

void UdpListeners::add(const net::Endpoint& endpoint, base::UniqueFd fd) {
    Listener listener;
    listener.endpoint = endpoint;
    listener.fd = std::move(fd);
    listeners_.push_back(std::move(listener));
    unarmed_ = true;
}

void UdpListeners::remove(const net::Endpoint& endpoint) {
    for (std::uint32_t i = 0; i < listeners_.size(); ++i) {
        Listener& listener = listeners_[i];
        if (listener.endpoint != endpoint || listener.removed) continue;
        listener.removed = true;
        if (!listener.armed) {
            listener.fd.reset();
        } else if (!ring_.cancel(tag(Op::client_datagram, i), tag(Op::ignored))) {
            // Then the next datagram finds it removed.
            continue;
        }
    }
}

void UdpListeners::stop() {
    stopped_ = true;
    for (std::uint32_t i = 0; i < listeners_.size(); ++i) {
        if (listeners_[i].armed) {
            (void)ring_.cancel(tag(Op::client_datagram, i), tag(Op::ignored));
        }
    }
}

void UdpListeners::on_received(const io::Completion& done) {
    if (done.data.index >= listeners_.size()) return;
    if (done.has_buffer()) {
        if (done.result >= 0 && !stopped_ && !listeners_[done.data.index].removed) {
            deliver(static_cast<std::uint16_t>(done.data.index),
                    buffers_.bytes(done.buffer(), static_cast<std::size_t>(done.result)));
        }
        buffers_.give_back(done.buffer());
    }
    if (done.more()) return;
    Listener& listener = listeners_[done.data.index];
    listener.armed = false;
    if (listener.removed) {
        listener.fd.reset();
        return;
    }
    if (!stopped_) counters_.add(Count::receive_rearmed);
    if (done.result == -ENOBUFS) counters_.add(Count::receive_no_buffers);
    listener.failing = done.result < 0 && done.result != -ENOBUFS && done.result != -ECANCELED;
    unarmed_ = true;
}

void UdpListeners::deliver(std::uint16_t listener, base::Bytes buffer) {
    const auto datagram = io::read_datagram(buffer);
    // Nobody can be answered on port 0.
    if (!datagram || datagram->peer.port == 0) return;
    pipeline::ReplyPath path;
    path.transport = pipeline::Transport::udp;
    path.peer = datagram->peer;
    path.local = datagram->local;
    path.ifindex = datagram->ifindex;
    path.listener = listener;
    sink_.on_query(path, datagram->payload);
}

void UdpListeners::end_turn(base::Instant now) {
    if (stopped_ || (!unarmed_ && now < retry_at_)) return;
    const bool retry = now >= retry_at_;
    unarmed_ = false;
    retry_at_ = base::Instant::max();
    for (std::uint32_t i = 0; i < listeners_.size(); ++i) {
        Listener& listener = listeners_[i];
        if (listener.armed || listener.removed) continue;
        if (!listener.failing || retry) {
            listener.armed = ring_.receive_messages(listener.fd.get(), io::datagram_shape(),
                                                    buffers_.group(), tag(Op::client_datagram, i));
            listener.failing = !listener.armed;
        }
        if (!listener.armed) retry_at_ = now + retry_delay;
    }
}

int UdpListeners::fd(std::uint16_t listener) const noexcept {
    return listener < listeners_.size() ? listeners_[listener].fd.get() : -1;
}

}  // namespace gate64::dns64d::shard
