// SPDX-License-Identifier: Apache-2.0
#pragma once
// One shard of dns64d without its sockets, all of whose names are cached: what a hot answer costs
// beside the kernel. The questions are those of `dns64-bench load`; the upstream says what the zone
// of `dns64-bench zone` says. One thread.

#include <array>
#include <memory>
#include <vector>

#include "bench/core/questions.h"
#include "dns64d/pipeline/pipeline.h"

namespace gate64::bench {

/// 64:ff9b::/96 for everybody, one upstream for every name. `client_prefixes` more prefixes stand
/// in `clients` in front of "any" (0: none).
[[nodiscard]] std::shared_ptr<const dns64d::model::Settings> hot_settings(
    std::uint32_t client_prefixes);

/// As many distinct /64 out of 2001:db8::/32, every other one denied so that none merge.
[[nodiscard]] std::vector<net::AclEntry> client_entries(std::uint32_t count);

class HotShard final : public dns64d::pipeline::Effects {
  public:
    /// Asks for every name once and answers upstream, so that all of them are in the front cache.
    explicit HotShard(std::uint32_t names, std::uint32_t client_prefixes = 0);
    ~HotShard() override;

    /// One cached question, the next name in turn. Counts an answer.
    void ask() noexcept;
    [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }
    /// Octets of the answer given last.
    [[nodiscard]] std::size_t answer_bytes() const noexcept { return answer_bytes_; }
    [[nodiscard]] std::uint64_t front_hits() const noexcept;

  private:
    struct Packet {
        std::array<std::uint8_t, 64> octets;
        std::size_t size = 0;
    };
    struct Sent {
        dns64d::upstream::PathId path = 0;
        std::vector<std::uint8_t> message;
    };

    void reply(const dns64d::pipeline::ReplyPath& path, base::Bytes message) override;
    bool mail(std::uint16_t shard, std::unique_ptr<dns64d::pipeline::Mail> mail) override;
    void explained(std::uint64_t explain_id, std::unique_ptr<dns64d::pipeline::Trace> trace,
                   base::Bytes message) override;
    dns64d::upstream::PathId pick_udp(const net::Endpoint& server) override;
    void send_udp(dns64d::upstream::PathId path, base::Bytes message) override;
    dns64d::upstream::PathId open_tcp(const net::Endpoint& server, base::Bytes message) override;
    void close_tcp(dns64d::upstream::PathId path) override;
    void answer_upstream();

    class SeededRandom;
    std::unique_ptr<base::Random> random_;
    dns64d::metrics::Counters counters_;
    std::vector<Packet> packets_;
    std::vector<Sent> sent_;
    dns64d::upstream::PathId paths_ = 0;
    dns64d::pipeline::ReplyPath client_;
    std::size_t next_ = 0;
    std::uint64_t answered_ = 0;
    std::size_t answer_bytes_ = 0;
    std::unique_ptr<dns64d::pipeline::Pipeline> pipeline_;
};

}  // namespace gate64::bench
