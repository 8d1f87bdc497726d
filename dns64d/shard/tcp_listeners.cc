// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/tcp_listeners.h"

#include <algorithm>
#include <cerrno>

#include "dns64d/shard/ops.h"

namespace gate64::dns64d::shard {
namespace {

/// After an error that would come again at once: no descriptors, no memory.
constexpr base::Duration retry_delay{100};

}  // namespace

void TcpListeners::add(const net::Endpoint& endpoint, base::UniqueFd fd) {
    Listener listener;
    listener.endpoint = endpoint;
    listener.fd = std::move(fd);
    listeners_.push_back(std::move(listener));
    retry_at_ = base::Instant::min();
}

void TcpListeners::remove(const net::Endpoint& endpoint) {
    for (std::uint32_t i = 0; i < listeners_.size(); ++i) {
        Listener& listener = listeners_[i];
        if (listener.endpoint != endpoint || listener.removed) continue;
        listener.removed = true;
        if (listener.armed) {
            (void)ring_.cancel(tag(Op::client_accepted, i), tag(Op::ignored));
        } else {
            listener.fd.reset();
        }
    }
}

void TcpListeners::stop() {
    stopped_ = true;
    retry_at_ = base::Instant::max();
    for (std::uint32_t i = 0; i < listeners_.size(); ++i) {
        if (listeners_[i].armed) (void)ring_.cancel(tag(Op::client_accepted, i), tag(Op::ignored));
    }
}

void TcpListeners::on_accepted(const io::Completion& done, base::Instant now) {
    base::UniqueFd fd(done.result);
    if (done.data.index >= listeners_.size()) return;
    Listener& listener = listeners_[done.data.index];
    if (fd.valid() && !stopped_ && !listener.removed) connections_.adopt(std::move(fd), now);
    if (done.more()) return;
    listener.armed = false;
    if (listener.removed) {
        listener.fd.reset();
        return;
    }
    if (stopped_) return;
    // The connection itself went wrong (ECONNABORTED and the like): the next one may not.
    const bool pause = done.result == -EMFILE || done.result == -ENFILE ||
                       done.result == -ENOBUFS || done.result == -ENOMEM ||
                       done.result == -EINVAL || done.result == -EBADF;
    if (pause) (void)connections_.close_quietest(now);
    retry_at_ = std::min(retry_at_, pause ? now + retry_delay : now);
}

void TcpListeners::end_turn(base::Instant now) {
    if (now < retry_at_) return;
    retry_at_ = base::Instant::max();
    for (std::uint32_t i = 0; i < listeners_.size(); ++i) {
        Listener& listener = listeners_[i];
        if (listener.armed || listener.removed) continue;
        listener.armed = ring_.accept_multishot(listener.fd.get(), tag(Op::client_accepted, i));
        if (!listener.armed) retry_at_ = now + retry_delay;
    }
}

}  // namespace gate64::dns64d::shard
