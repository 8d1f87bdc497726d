// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/shard.h"

#include <algorithm>

#include "dns64d/io/datagram.h"

namespace gate64::dns64d::shard {

using metrics::Count;

namespace {

/// Queries are far shorter; what is longer is cut and cannot be read as a query any more.
constexpr std::uint32_t client_datagram_octets = 2048;
/// The largest answer we ask for (a server on loopback).
constexpr std::uint32_t upstream_datagram_octets = 4096;
constexpr std::uint16_t upstream_datagram_count = 512;
constexpr std::uint32_t stream_octets = 4096;
constexpr std::uint16_t stream_count = 256;

}  // namespace

base::Result<ShardParts> ShardParts::create(const FixedSettings& fixed) {
    auto ring = io::Ring::create({});
    if (!ring) return std::unexpected(std::move(ring.error()));
    auto client =
        io::BufferRing::create(**ring, {.group = client_datagram_group,
                                        .count = static_cast<std::uint16_t>(fixed.receive_buffers),
                                        .size = client_datagram_octets});
    if (!client) return std::unexpected(std::move(client.error()));
    auto upstream = io::BufferRing::create(**ring, {.group = upstream_datagram_group,
                                                    .count = upstream_datagram_count,
                                                    .size = upstream_datagram_octets});
    if (!upstream) return std::unexpected(std::move(upstream.error()));
    auto streams = io::BufferRing::create(
        **ring, {.group = stream_group, .count = stream_count, .size = stream_octets});
    if (!streams) return std::unexpected(std::move(streams.error()));
    return ShardParts{.ring = std::move(*ring),
                      .client_datagrams = std::move(*client),
                      .upstream_datagrams = std::move(*upstream),
                      .streams = std::move(*streams)};
}

Shard::Shard(std::uint16_t index, ShardParts parts, Commons& commons, Outside& outside)
    : index_(index),
      commons_(commons),
      outside_(outside),
      parts_(std::move(parts)),
      ring_(*parts_.ring),
      now_(base::now()),
      sender_(ring_, outside.counters, commons.fixed.send_slots),
      udp_(ring_, parts_.client_datagrams, outside.counters, *this),
      connections_(ring_, parts_.streams, outside.counters, *this, commons.census, commons.fixed),
      tcp_(ring_, connections_),
      upstream_udp_(ring_, parts_.upstream_datagrams, sender_, outside.counters, *this, random_,
                    commons.fixed),
      upstream_tcp_(ring_, parts_.streams, *this, random_, commons.fixed),
      mailbox_(commons.exchange, index, ring_, outside.counters),
      pipeline_(commons.fixed.pipeline_limits(index), *this, random_, outside.counters,
                commons.fixed.owner_key) {}

Shard::~Shard() {
    // The kernel may use buffers, slots and sockets of the other parts until the ring has ended.
    parts_.ring.reset();
}

void Shard::listen(std::vector<io::ListenerSockets> sockets) {
    for (io::ListenerSockets& pair : sockets) {
        udp_.add(pair.endpoint, std::move(pair.udp));
        tcp_.add(pair.endpoint, std::move(pair.tcp));
    }
}

void Shard::apply(std::shared_ptr<const model::Settings> settings) {
    std::vector<net::Endpoint> servers;
    for (const model::UpstreamSet& set : settings->upstreams) {
        for (const net::Endpoint& server : set.servers) {
            if (std::find(servers.begin(), servers.end(), server) == servers.end()) {
                servers.push_back(server);
            }
        }
    }
    upstream_udp_.configure(servers, now_);
    connections_.set_idle_timeout(settings->tcp_idle);
    pipeline_.apply(std::move(settings));
    if (std::exchange(has_settings_, true)) outside_.counters.add(Count::reloads);
}

void Shard::change_listeners(std::vector<io::ListenerSockets> added,
                             const std::vector<net::Endpoint>& removed) {
    for (const net::Endpoint& endpoint : removed) {
        udp_.remove(endpoint);
        tcp_.remove(endpoint);
    }
    listen(std::move(added));
}

void Shard::explain(const pipeline::Question& question, std::unique_ptr<ExplainSink> sink) {
    const std::uint64_t id = next_explain_id_++;
    explanations_.emplace(id, std::move(sink));
    pipeline_.explain(question, id, now_);
}

void Shard::drain() {
    if (std::exchange(draining_, true)) return;
    drain_deadline_ = now_ + commons_.fixed.drain_max;
    udp_.stop();
    tcp_.stop();
    connections_.drain(now_);
}

void Shard::reply(const pipeline::ReplyPath& path, base::Bytes message) {
    if (path.transport == pipeline::Transport::tcp) {
        connections_.reply(path, message, now_);
        return;
    }
    const int fd = udp_.fd(path.listener);
    if (fd >= 0) sender_.answer(fd, path, message);
}

bool Shard::mail(std::uint16_t shard, std::unique_ptr<pipeline::Mail> mail) {
    return mailbox_.send(shard, std::move(mail));
}

void Shard::explained(std::uint64_t explain_id, std::unique_ptr<pipeline::Trace> trace,
                      base::Bytes message) {
    const auto found = explanations_.find(explain_id);
    if (found == explanations_.end()) return;
    const std::unique_ptr<ExplainSink> sink = std::move(found->second);
    explanations_.erase(found);
    sink->explained(std::move(trace), message);
}

upstream::PathId Shard::pick_udp(const net::Endpoint& server) {
    return upstream_udp_.pick(server, now_);
}

void Shard::send_udp(upstream::PathId path, base::Bytes message) {
    upstream_udp_.send(path, message, now_);
}

upstream::PathId Shard::open_tcp(const net::Endpoint& server, base::Bytes message) {
    return upstream_tcp_.open(server, message, now_);
}

void Shard::close_tcp(upstream::PathId path) {
    upstream_tcp_.close(path);
}

void Shard::on_query(const pipeline::ReplyPath& path, base::Bytes message) {
    pipeline_.on_query(path, message, now_);
}

void Shard::on_upstream_message(upstream::PathId path, base::Bytes message) {
    pipeline_.on_upstream_message(path, message, now_);
}

void Shard::on_upstream_failed(upstream::PathId path) {
    pipeline_.on_upstream_failed(path, now_);
}

void Shard::on_mail(std::unique_ptr<pipeline::Mail> mail) {
    pipeline_.on_mail(std::move(mail), now_);
}

}  // namespace gate64::dns64d::shard
