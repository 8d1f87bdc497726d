// SPDX-License-Identifier: Apache-2.0
#pragma once
// One shard: a thread's ring, sockets, connections, mailbox and pipeline, and the loop that turns
// them. Nothing in here is touched by another thread; what the process shares is in Commons.
// Created, run and destroyed on its own thread.

#include <array>
#include <atomic>
#include <unordered_map>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/listen_socket.h"
#include "dns64d/io/ring.h"
#include "dns64d/metrics/counters.h"
#include "dns64d/shard/connection_census.h"
#include "dns64d/shard/control.h"
#include "dns64d/shard/fixed_settings.h"
#include "dns64d/shard/mailboxes.h"
#include "dns64d/shard/ops.h"
#include "dns64d/shard/sender.h"
#include "dns64d/shard/tcp_connections.h"
#include "dns64d/shard/tcp_listeners.h"
#include "dns64d/shard/udp_listeners.h"
#include "dns64d/shard/upstream_sockets.h"
#include "dns64d/shard/upstream_tcp.h"

namespace gate64::dns64d::shard {

/// What all shards share, all of it made for that. Outlives them.
struct Commons {
    explicit Commons(FixedSettings settings, const base::HashKey& census_key)
        : fixed(std::move(settings)),
          exchange(static_cast<std::uint16_t>(fixed.shards), fixed.mailbox_capacity()),
          census(fixed.tcp.clients_max, fixed.tcp.per_client_max, census_key) {}

    const FixedSettings fixed;
    MailExchange exchange;
    ConnectionCensus census;
    /// Shards that have nothing left to answer. A draining shard stays until all are here: others
    /// may still need its names.
    std::atomic<std::uint32_t> quiet{0};
};

/// What one shard shows to other threads. Outlives it.
struct Outside {
    metrics::Counters counters;
    std::atomic<std::uint64_t> turns{0};
    std::unique_ptr<ControlInbox> inbox;
};

/// The parts that can fail to come up, in the order they must be made.
struct ShardParts {
    std::unique_ptr<io::Ring> ring;
    io::BufferRing client_datagrams;
    io::BufferRing upstream_datagrams;
    io::BufferRing streams;

    [[nodiscard]] static base::Result<ShardParts> create(const FixedSettings& fixed);
};

class Shard final : public ShardAccess,
                    private pipeline::Effects,
                    private QuerySink,
                    private UpstreamSink,
                    private MailSink {
  public:
    Shard(std::uint16_t index, ShardParts parts, Commons& commons, Outside& outside);
    Shard(const Shard&) = delete;
    Shard& operator=(const Shard&) = delete;
    ~Shard() override;

    void listen(std::vector<io::ListenerSockets> sockets);
    /// Turns until drained. The error says that the ring died.
    [[nodiscard]] base::Result<void> run();

    // ShardAccess
    [[nodiscard]] std::uint16_t index() const noexcept override { return index_; }
    [[nodiscard]] base::Instant now() const noexcept override { return now_; }
    [[nodiscard]] pipeline::Pipeline& pipeline() noexcept override { return pipeline_; }
    [[nodiscard]] std::uint32_t tcp_connections() const noexcept override {
        return connections_.size();
    }
    [[nodiscard]] std::uint32_t upstream_sockets() const noexcept override {
        return upstream_udp_.size();
    }
    void apply(std::shared_ptr<const model::Settings> settings) override;
    void change_listeners(std::vector<io::ListenerSockets> added,
                          const std::vector<net::Endpoint>& removed) override;
    void explain(const pipeline::Question& question, std::unique_ptr<ExplainSink> sink) override;
    void drain() override;

  private:
    // pipeline::Effects
    void reply(const pipeline::ReplyPath& path, base::Bytes message) override;
    [[nodiscard]] bool mail(std::uint16_t shard, std::unique_ptr<pipeline::Mail> mail) override;
    void explained(std::uint64_t explain_id, std::unique_ptr<pipeline::Trace> trace,
                   base::Bytes message) override;
    [[nodiscard]] upstream::PathId pick_udp(const net::Endpoint& server) override;
    void send_udp(upstream::PathId path, base::Bytes message) override;
    [[nodiscard]] upstream::PathId open_tcp(const net::Endpoint& server,
                                            base::Bytes message) override;
    void close_tcp(upstream::PathId path) override;
    // The sinks of the parts
    void on_query(const pipeline::ReplyPath& path, base::Bytes message) override;
    void on_upstream_message(upstream::PathId path, base::Bytes message) override;
    void on_upstream_failed(upstream::PathId path) override;
    void on_mail(std::unique_ptr<pipeline::Mail> mail) override;

    /// One turn: what completed, mail, requests, timers, then one call of the kernel.
    [[nodiscard]] int turn();
    void dispatch(const io::Completion& done);
    void end_turn();
    void arm_control();
    [[nodiscard]] base::Duration wait_time(bool more_mail) const noexcept;
    /// Whether a drain is over.
    [[nodiscard]] bool is_drained();

    const std::uint16_t index_;
    Commons& commons_;
    Outside& outside_;
    ShardParts parts_;
    io::Ring& ring_;
    base::Instant now_;
    base::Csprng random_;
    Sender sender_;
    UdpListeners udp_;
    TcpConnections connections_;
    TcpListeners tcp_;
    UpstreamSockets upstream_udp_;
    UpstreamTcp upstream_tcp_;
    Mailbox mailbox_;
    pipeline::Pipeline pipeline_;

    std::array<io::Completion, 512> completions_{};
    std::unordered_map<std::uint64_t, std::unique_ptr<ExplainSink>> explanations_;
    std::uint64_t next_explain_id_ = 1;
    std::array<std::uint8_t, 8> control_event_{};
    bool control_armed_ = false;
    bool has_settings_ = false;
    std::uint64_t overflows_seen_ = 0;
    bool draining_ = false;
    bool counted_quiet_ = false;
    base::Instant drain_deadline_ = base::Instant::max();
};

}  // namespace gate64::dns64d::shard
