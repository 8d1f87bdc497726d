// SPDX-License-Identifier: Apache-2.0
#pragma once
// The parts of a shard around one ring, without a pipeline: queries are echoed or held, what comes
// from upstreams is kept. The test's thread plays the clients with plain blocking sockets and turns
// the loop in between, with a clock that can jump.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/listen_socket.h"
#include "dns64d/shard/ops.h"
#include "dns64d/shard/sender.h"
#include "dns64d/shard/tcp_connections.h"
#include "dns64d/shard/tcp_listeners.h"
#include "dns64d/shard/udp_listeners.h"
#include "dns64d/shard/upstream_sockets.h"
#include "dns64d/shard/upstream_tcp.h"
#include "tests/unit/io/loopback.h"

namespace gate64::dns64d::shard {

inline FixedSettings small_settings() {
    FixedSettings fixed;
    fixed.receive_buffers = 16;
    fixed.send_slots = 32;
    fixed.tcp.clients_max = 16;
    fixed.tcp.per_client_max = 8;
    fixed.upstream.udp_open = 8;
    fixed.upstream.udp_open_min = 4;
    fixed.upstream.udp_total_max = 32;
    fixed.upstream.uses_min = 3;
    fixed.upstream.uses_max = 5;
    fixed.upstream.tcp_max = 4;
    return fixed;
}

class Bench : public QuerySink, public UpstreamSink {
  public:
    explicit Bench(const FixedSettings& settings = small_settings()) : fixed(settings) {}
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;
    ~Bench() override { ring.reset(); }

    struct Held {
        pipeline::ReplyPath path;
        std::vector<std::uint8_t> message;
    };
    struct FromUpstream {
        upstream::PathId path = 0;
        std::string text;
    };

    bool hold = false;  ///< keep queries in `held` instead of echoing them
    std::vector<Held> held;
    std::vector<FromUpstream> answers;
    std::vector<upstream::PathId> failures;
    base::Duration skew{0};  ///< the loop's clock runs ahead by this

    const FixedSettings fixed;
    metrics::Counters counters;
    base::Csprng random;
    std::unique_ptr<io::Ring> ring = io::Ring::create({}).value();
    io::BufferRing client_buffers =
        io::BufferRing::create(*ring, {.group = client_datagram_group, .count = 16, .size = 2048})
            .value();
    io::BufferRing upstream_buffers =
        io::BufferRing::create(*ring, {.group = upstream_datagram_group, .count = 16, .size = 4096})
            .value();
    io::BufferRing stream_buffers =
        io::BufferRing::create(*ring, {.group = stream_group, .count = 4, .size = 4096}).value();
    ConnectionCensus census{fixed.tcp.clients_max, fixed.tcp.per_client_max, {}};
    Sender sender{*ring, counters, fixed.send_slots};
    UdpListeners udp{*ring, client_buffers, counters, *this};
    TcpConnections connections{*ring, stream_buffers, counters, *this, census, fixed};
    TcpListeners tcp{*ring, connections};
    UpstreamSockets upstream_udp{*ring, upstream_buffers, sender, counters, *this, random, fixed};
    UpstreamTcp upstream_tcp{*ring, stream_buffers, *this, random, fixed};

    [[nodiscard]] base::Instant now() const { return base::now() + skew; }
    [[nodiscard]] std::uint64_t count(metrics::Count counter) const {
        return counters.get(counter);
    }

    /// Listens on `address` with UDP and TCP; the endpoint with its port.
    net::Endpoint listen(const char* address) {
        auto opened = io::open_listeners(std::array{io::endpoint(address)}, 1, {}).value();
        io::ListenerSockets& pair = opened[0][0];
        const net::Endpoint endpoint = pair.endpoint;
        udp.add(endpoint, std::move(pair.udp));
        tcp.add(endpoint, std::move(pair.tcp));
        turns(2);
        return endpoint;
    }

    void turns(int count) {
        for (int i = 0; i < count; ++i)
            turn(base::Duration{5});
    }
    /// Turns until `done` says so, at most two seconds.
    template <typename Done>
    [[nodiscard]] bool turn_until(Done done) {
        for (int i = 0; i < 200 && !done(); ++i)
            turn(base::Duration{10});
        return done();
    }
    void turn(base::Duration wait) {
        EXPECT_EQ(ring->submit_and_wait(wait), 0);
        for (const io::Completion& one : ring->reap(space_))
            dispatch(one);
        udp.end_turn(now());
        tcp.end_turn(now());
        upstream_udp.end_turn(now());
        upstream_tcp.end_turn(now());
        connections.end_turn(now());
    }

    void answer(const pipeline::ReplyPath& path, base::Bytes message) {
        if (path.transport == pipeline::Transport::tcp) {
            connections.reply(path, message, now());
        } else {
            sender.answer(udp.fd(path.listener), path, message);
        }
    }
    void on_query(const pipeline::ReplyPath& path, base::Bytes message) override {
        if (hold) {
            held.push_back({path, {message.begin(), message.end()}});
        } else {
            answer(path, message);
        }
    }
    void on_upstream_message(upstream::PathId path, base::Bytes message) override {
        answers.push_back({path, io::text_of(message)});
    }
    void on_upstream_failed(upstream::PathId path) override { failures.push_back(path); }

  private:
    void dispatch(const io::Completion& done) {
        switch (static_cast<Op>(done.data.op)) {
            case Op::client_datagram:
                return udp.on_received(done);
            case Op::datagram_sent:
                if (const auto path = sender.on_sent(done); path != 0) {
                    upstream_udp.on_send_failed(path, done.result);
                }
                return;
            case Op::client_accepted:
                return tcp.on_accepted(done, now());
            case Op::client_received:
                return connections.on_received(done, now());
            case Op::client_sent:
                return connections.on_sent(done, now());
            case Op::upstream_datagram:
                return upstream_udp.on_received(done);
            case Op::upstream_connected:
                return upstream_tcp.on_connected(done);
            case Op::upstream_sent:
                return upstream_tcp.on_sent(done);
            case Op::upstream_received:
                return upstream_tcp.on_received(done, now());
            default:
                return;
        }
    }

    std::array<io::Completion, 128> space_{};
};

/// A query-like message of `size` octets, QR clear, that begins with `id`.
inline std::string message(char id, std::size_t size = 20) {
    std::string text(size, '\x01');
    text[0] = id;
    text[2] = '\0';
    return text;
}
inline std::string framed(const std::string& message) {
    std::string frame{static_cast<char>(message.size() >> 8), static_cast<char>(message.size())};
    return frame + message;
}
/// A client connected to `server`; reads give up after two seconds.
inline base::UniqueFd connect_to(const net::Endpoint& server) {
    net::Endpoint any;
    if (server.address.is_v4()) any.address = net::Ipv4Address(0);
    base::UniqueFd fd = io::plain_socket(any, SOCK_STREAM);
    const auto address = io::to_socket_address(server);
    EXPECT_EQ(::connect(fd.get(), address.get(), address.length), 0);
    return fd;
}
inline void send_all(int fd, const std::string& text) {
    EXPECT_EQ(::send(fd, text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
}
/// What is there right now.
inline std::string read_now(int fd) {
    std::array<char, 65536> space{};
    const auto count = ::recv(fd, space.data(), space.size(), MSG_DONTWAIT);
    return count > 0 ? std::string(space.data(), static_cast<std::size_t>(count)) : std::string();
}
/// The peer has closed or reset the connection.
inline bool is_closed(int fd) {
    char octet = 0;
    const auto count = ::recv(fd, &octet, 1, MSG_DONTWAIT | MSG_PEEK);
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace gate64::dns64d::shard
