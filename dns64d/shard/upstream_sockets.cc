// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/upstream_sockets.h"

#include <algorithm>
#include <cerrno>

#include "dns64d/io/client_socket.h"
#include "dns64d/shard/ops.h"
#include "shared/base/check.h"

namespace gate64::dns64d::shard {

using metrics::Count;

namespace {

/// New sockets in one turn: at some ten microseconds each, no query notices.
constexpr unsigned opened_per_turn_max = 32;
/// After a socket could not be opened, or all were replaced.
constexpr base::Duration retry_delay{1'000};
/// Questions to a server that a reload took away are over by then.
constexpr base::Duration gone_server_linger{10'000};

/// A path is never 0, a handle may pack to it.
upstream::PathId path_of(base::Handle handle) noexcept {
    return base::Handle{handle.index + 1, handle.generation}.pack();
}
base::Handle handle_of(upstream::PathId path) noexcept {
    const base::Handle shifted = base::Handle::unpack(path);
    return {shifted.index - 1, shifted.generation};
}

std::uint32_t capacity_of(const FixedSettings& fixed) noexcept {
    const std::uint32_t share = fixed.upstream.udp_total_max / fixed.shards;
    return std::max(share, 2 * fixed.udp_open_each(1));
}

}  // namespace

UpstreamSockets::UpstreamSockets(io::Ring& ring, io::BufferRing& buffers, Sender& sender,
                                 metrics::Counters& counters, UpstreamSink& sink,
                                 base::Random& random, const FixedSettings& fixed)
    : ring_(ring),
      buffers_(buffers),
      sender_(sender),
      counters_(counters),
      sink_(sink),
      random_(random),
      fixed_(fixed),
      sockets_(capacity_of(fixed)) {}

UpstreamSockets::Pool* UpstreamSockets::find_pool(const net::Endpoint& server) noexcept {
    const auto found = std::find_if(pools_.begin(), pools_.end(),
                                    [&](const Pool& pool) { return pool.server == server; });
    return found == pools_.end() ? nullptr : &*found;
}

UpstreamSockets::Pool& UpstreamSockets::pool_for(const net::Endpoint& server) {
    if (Pool* known = find_pool(server)) return *known;
    // Pools are never erased, sockets name them by index; an empty one of a gone server is free.
    const auto gone = std::find_if(pools_.begin(), pools_.end(), [](const Pool& pool) {
        return pool.wanted == 0 && pool.ready.empty();
    });
    Pool& pool = gone == pools_.end() ? pools_.emplace_back() : *gone;
    pool = Pool{};
    pool.server = server;
    return pool;
}

void UpstreamSockets::configure(std::span<const net::Endpoint> servers, base::Instant now) {
    for (Pool& pool : pools_) {
        if (pool.wanted > 0) pool.retire_at = now + gone_server_linger;
        pool.wanted = 0;
    }
    const std::uint32_t wanted = fixed_.udp_open_each(servers.size());
    for (const net::Endpoint& server : servers) {
        Pool& pool = pool_for(server);
        pool.wanted = wanted;
        pool.retire_at = base::Instant::max();
    }
    for (std::uint32_t i = 0; i < pools_.size(); ++i)
        open_missing(i, pools_[i].wanted, now);
}

void UpstreamSockets::open_missing(std::uint32_t index, unsigned count_max, base::Instant now) {
    Pool& pool = pools_[index];
    for (unsigned i = 0; i < count_max && pool.ready.size() < pool.wanted; ++i) {
        if (now < pool.retry_at) return;
        if (!open_one(index)) pool.retry_at = now + retry_delay;
    }
}

bool UpstreamSockets::open_one(std::uint32_t index) {
    Pool& pool = pools_[index];
    auto fd = io::open_upstream_udp(pool.server, fixed_.source_ports, random_);
    if (!fd) return false;
    const base::Handle handle = sockets_.create();
    Socket* socket = sockets_.get(handle);
    if (socket == nullptr) return false;
    const auto& limits = fixed_.upstream;
    socket->fd = std::move(*fd);
    socket->pool = index;
    socket->position = static_cast<std::uint32_t>(pool.ready.size());
    socket->uses_left = limits.uses_min + random_.below(limits.uses_max - limits.uses_min + 1);
    pool.ready.push_back(handle);
    arm(handle);
    return true;
}

void UpstreamSockets::arm(base::Handle handle) noexcept {
    Socket* socket = sockets_.get(handle);
    if (socket == nullptr || socket->armed || socket->state == State::closing) return;
    socket->armed = ring_.receive_multishot(socket->fd.get(), buffers_.group(),
                                            tag(Op::upstream_datagram, handle));
    if (!socket->armed) unarmed_.push_back(handle);
}

upstream::PathId UpstreamSockets::pick(const net::Endpoint& server, base::Instant now) noexcept {
    Pool* pool = find_pool(server);
    if (pool == nullptr || pool->ready.empty()) return 0;
    const base::Handle handle =
        pool->ready[random_.below(static_cast<std::uint32_t>(pool->ready.size()))];
    Socket* socket = sockets_.get(handle);
    CHECK(socket != nullptr);
    socket->last_used = now;
    if (socket->uses_left > 0) --socket->uses_left;
    // It stays in use where a successor has no place, or where a burst has used up half the pool
    // before the end of the turn could fill it.
    const bool successor = sockets_.size() < sockets_.capacity();
    if (socket->uses_left == 0 && successor && pool->ready.size() > pool->wanted / 2) {
        use_up(handle, now);
    }
    return path_of(handle);
}

void UpstreamSockets::send(upstream::PathId path, base::Bytes message, base::Instant now) noexcept {
    Socket* socket = sockets_.get(handle_of(path));
    if (socket == nullptr || socket->state == State::closing) return;
    socket->last_used = now;
    sender_.ask(socket->fd.get(), path, message);
}

void UpstreamSockets::on_send_failed(upstream::PathId path, int error) noexcept {
    const Socket* socket = sockets_.get(handle_of(path));
    // An ICMP report about an earlier packet says nothing about our side. Anything else may mean
    // that the address this socket was connected from is gone.
    if (socket != nullptr && error != -ECONNREFUSED) pools_[socket->pool].stale = true;
    sink_.on_upstream_failed(path);
}

void UpstreamSockets::on_received(const io::Completion& done) {
    const base::Handle handle = done.data.handle();
    const Socket* receiver = sockets_.get(handle);
    const bool in_use = receiver != nullptr && receiver->state != State::closing;
    if (done.has_buffer()) {
        if (done.result >= 0 && in_use) {
            sink_.on_upstream_message(
                path_of(handle),
                buffers_.bytes(done.buffer(), static_cast<std::size_t>(done.result)));
        }
        buffers_.give_back(done.buffer());
    } else if (done.result == 0 && in_use) {
        // An empty datagram takes no buffer and ends the multishot receive.
        sink_.on_upstream_message(path_of(handle), {});
    }
    if (done.more()) return;
    Socket* socket = sockets_.get(handle);
    if (socket == nullptr) return;
    socket->armed = false;
    if (socket->state == State::closing) {
        sockets_.release(handle);
        return;
    }
    counters_.add(Count::receive_rearmed);
    if (done.result == -ENOBUFS) counters_.add(Count::receive_no_buffers);
    unarmed_.push_back(handle);
    const bool reported = done.result < 0 && done.result != -ENOBUFS && done.result != -ECANCELED;
    if (reported) sink_.on_upstream_failed(path_of(handle));
}

void UpstreamSockets::use_up(base::Handle handle, base::Instant now) {
    Socket* socket = sockets_.get(handle);
    CHECK(socket != nullptr && socket->state == State::ready);
    Pool& pool = pools_[socket->pool];
    const base::Handle last = pool.ready.back();
    pool.ready[socket->position] = last;
    sockets_.get(last)->position = socket->position;
    pool.ready.pop_back();
    socket->state = State::waiting;
    socket->last_used = now;
    waiting_.push_back({.socket = handle, .due = now + fixed_.upstream.linger});
}

void UpstreamSockets::use_up_all(Pool& pool, base::Instant now) {
    while (!pool.ready.empty())
        use_up(pool.ready.back(), now);
}

void UpstreamSockets::close_waiting(base::Instant now) {
    while (!waiting_.empty() && waiting_.front().due <= now) {
        const base::Handle handle = waiting_.front().socket;
        Socket* socket = sockets_.get(handle);
        CHECK(socket != nullptr && socket->state == State::waiting);
        const base::Instant due = socket->last_used + fixed_.upstream.linger;
        if (due > now) {
            // A question was sent again on it.
            waiting_.push_back({.socket = handle, .due = due});
        } else if (!socket->armed) {
            sockets_.release(handle);
        } else if (ring_.cancel(tag(Op::upstream_datagram, handle), tag(Op::ignored))) {
            socket->state = State::closing;
        } else {
            return;
        }
        waiting_.pop_front();
    }
}

void UpstreamSockets::end_turn(base::Instant now) {
    if (!unarmed_.empty()) {
        std::vector<base::Handle> again;
        again.swap(unarmed_);
        for (const base::Handle handle : again)
            arm(handle);
    }
    for (std::uint32_t i = 0; i < pools_.size(); ++i) {
        Pool& pool = pools_[i];
        if (now >= pool.retire_at || (pool.stale && now >= pool.retry_at)) {
            use_up_all(pool, now);
            pool.retire_at = base::Instant::max();
        }
        open_missing(i, opened_per_turn_max, now);
        // Should the new ones fail too, not at once again.
        if (std::exchange(pool.stale, false)) pool.retry_at = now + retry_delay;
    }
    close_waiting(now);
}

base::Instant UpstreamSockets::next_due() const noexcept {
    base::Instant due = waiting_.empty() ? base::Instant::max() : waiting_.front().due;
    for (const Pool& pool : pools_) {
        due = std::min(due, pool.retire_at);
        if (pool.ready.size() < pool.wanted) due = std::min(due, pool.retry_at);
    }
    return due;
}

}  // namespace gate64::dns64d::shard
