// SPDX-License-Identifier: Apache-2.0
#pragma once
// UDP sockets to upstream servers. For each server a pool of connected sockets is kept ready, every
// one on a port drawn from the whole set; a question takes one at random. After about 32 questions
// a socket is used up: it waits for late answers, then closes, and another one has taken its place
// in the pool. So an off-path attacker has to guess among all ports, and opening sockets is never
// paid for by a question. One a shard; its ring must end before it.

#include <deque>
#include <span>
#include <vector>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/ring.h"
#include "dns64d/metrics/counters.h"
#include "dns64d/shard/fixed_settings.h"
#include "dns64d/shard/sender.h"
#include "dns64d/shard/sinks.h"
#include "shared/base/random.h"
#include "shared/base/slab.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::shard {

class UpstreamSockets {
  public:
    /// `fixed` and the other references must outlive this.
    UpstreamSockets(io::Ring& ring, io::BufferRing& buffers, Sender& sender,
                    metrics::Counters& counters, UpstreamSink& sink, base::Random& random,
                    const FixedSettings& fixed);

    /// Pools for these servers. Sockets of servers that are gone stay for questions under way.
    void configure(std::span<const net::Endpoint> servers, base::Instant now);
    /// A random ready socket for `server`; 0 when there is none.
    [[nodiscard]] upstream::PathId pick(const net::Endpoint& server, base::Instant now) noexcept;
    /// REQUIRES: `path` came from pick(). A path whose socket is closed by now is ignored.
    void send(upstream::PathId path, base::Bytes message, base::Instant now) noexcept;
    /// A send on `path` failed with `error` (a negative errno).
    void on_send_failed(upstream::PathId path, int error) noexcept;
    /// For Op::upstream_datagram.
    void on_received(const io::Completion& done);
    void end_turn(base::Instant now);
    /// When end_turn() has something to do although nothing happened; Instant::max() for never.
    [[nodiscard]] base::Instant next_due() const noexcept;
    /// Open sockets, waiting ones included.
    [[nodiscard]] std::uint32_t size() const noexcept { return sockets_.size(); }

  private:
    enum class State : std::uint8_t {
        ready,    ///< in its pool
        waiting,  ///< used up, in the queue of those that wait for late answers
        closing,  ///< its receive is being cancelled
    };
    struct Socket {
        base::UniqueFd fd;
        std::uint32_t pool = 0;
        std::uint32_t position = 0;  ///< in the pool's list while ready
        unsigned uses_left = 0;
        State state = State::ready;
        bool armed = false;  ///< the kernel receives
        base::Instant last_used{};
    };
    struct Waiting {
        base::Handle socket;
        base::Instant due;
    };
    struct Pool {
        net::Endpoint server;
        std::vector<base::Handle> ready;
        std::uint32_t wanted = 0;                        ///< 0: the server is gone
        base::Instant retire_at = base::Instant::max();  ///< a server that is gone
        base::Instant retry_at{};                        ///< not before, after a failure to open
        bool stale = false;  ///< routes or addresses changed: its sockets must be replaced
    };

    [[nodiscard]] Pool* find_pool(const net::Endpoint& server) noexcept;
    [[nodiscard]] Pool& pool_for(const net::Endpoint& server);
    void open_missing(std::uint32_t pool, unsigned count_max, base::Instant now);
    [[nodiscard]] bool open_one(std::uint32_t pool);
    void arm(base::Handle handle) noexcept;
    void use_up(base::Handle handle, base::Instant now);
    void use_up_all(Pool& pool, base::Instant now);
    void close_waiting(base::Instant now);

    io::Ring& ring_;
    io::BufferRing& buffers_;
    Sender& sender_;
    metrics::Counters& counters_;
    UpstreamSink& sink_;
    base::Random& random_;
    const FixedSettings& fixed_;
    base::Slab<Socket> sockets_;
    std::vector<Pool> pools_;
    std::deque<Waiting> waiting_;        ///< the one used up first in front
    std::vector<base::Handle> unarmed_;  ///< their receive ended: arm again at the end of the turn
};

}  // namespace gate64::dns64d::shard
