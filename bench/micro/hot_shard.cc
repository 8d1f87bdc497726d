// SPDX-License-Identifier: Apache-2.0
#include "bench/micro/hot_shard.h"

#include <algorithm>

#include "bench/core/seeded.h"
#include "bench/core/test_names.h"
#include "dns64d/model/empty_soa.h"
#include "shared/base/check.h"
#include "shared/dns/message.h"
#include "shared/dns/writer.h"

namespace gate64::bench {

namespace model = dns64d::model;
namespace pipeline = dns64d::pipeline;
namespace upstream = dns64d::upstream;

namespace {

constexpr base::Instant warm_at{base::Duration{1'000'000}};
/// Time has passed since the answers were kept, so that their TTLs must be counted down.
constexpr base::Instant asked_at = warm_at + base::Duration{5'000};
constexpr std::uint32_t ttl_s = 3600;

net::AclEntry any_entry() {
    return net::AclEntry::parse("any").value();
}

/// What the authoritative server says: A by the rule, NODATA for everything else.
std::vector<std::uint8_t> upstream_answer(base::Bytes question) {
    dns::Query query;
    CHECK(dns::parse_query(question, query) == dns::QueryError::none);
    std::vector<std::uint8_t> space(dns::edns_bytes_max);
    dns::MessageWriter writer(space);
    writer.start(query.header.id, dns::flag::qr | dns::flag::rd | dns::flag::ra);
    writer.question(query.name, query.type, query.klass);
    if (query.type == dns::rr::a) {
        std::array<std::uint8_t, 4> rdata{};
        test_address(1).to_wire(rdata.data());
        CHECK(writer.record(dns::Section::answer, query.name, dns::rr::a, ttl_s, rdata));
    } else {
        const dns::Name root;
        const model::EmptySoa soa(root, ttl_s);
        CHECK(writer.record(dns::Section::authority, root, dns::rr::soa, ttl_s, soa.rdata()));
    }
    CHECK(writer.opt({}));
    return {writer.message().begin(), writer.message().end()};
}

}  // namespace

std::vector<net::AclEntry> client_entries(std::uint32_t count) {
    std::vector<net::AclEntry> entries;
    for (std::uint32_t i = 0; i < count; ++i) {
        net::Ipv6Address::Octets octets{0x20, 0x01, 0x0D, 0xB8};
        base::store_be32(octets.data() + 4, i);
        entries.push_back({.prefix = net::Ipv6Prefix(net::Ipv6Address(octets), 64),
                           .any = false,
                           .allow = i % 2 == 0});
    }
    return entries;
}

std::shared_ptr<const model::Settings> hot_settings(std::uint32_t client_prefixes) {
    auto settings = std::make_shared<model::Settings>();
    settings->generation = 1;
    const std::vector<net::AclEntry> any{any_entry()};
    std::vector<net::AclEntry> clients = client_entries(client_prefixes);
    clients.push_back(any_entry());
    model::Dns64Policy policy;
    policy.clients = net::Acl(clients);
    policy.mapped = net::Acl(any);
    settings->policies.push_back(policy);
    settings->clients =
        model::ClientTable(net::Acl(any), settings->policies, settings->policy_sets);
    model::UpstreamSet set;
    set.servers = {{.address = net::Ipv4Address(0xC0000235), .port = 53}};
    set.key = 1;
    settings->upstream_zones.insert(set.zone, 0);
    settings->upstreams.push_back(std::move(set));
    return settings;
}

class HotShard::SeededRandom final : public base::Random {
  public:
    [[nodiscard]] std::uint64_t next() noexcept override { return seeded_.next(); }

  private:
    Seeded seeded_{64};
};

HotShard::HotShard(std::uint32_t names, std::uint32_t client_prefixes)
    : random_(std::make_unique<SeededRandom>()) {
    pipeline::PipelineLimits limits;
    limits.front_cache_bytes = std::size_t{64} << 20;
    limits.owner.source_cache_bytes = std::size_t{64} << 20;
    pipeline_ = std::make_unique<pipeline::Pipeline>(limits, *this, *random_, counters_,
                                                     base::HashKey{.k0 = 3, .k1 = 4});
    pipeline_->apply(hot_settings(client_prefixes));
    client_.peer = {.address = net::Ipv4Address(0x7F000002), .port = 5353};

    const auto questions = Questions::make({.names = names, .walk = true, .passes = 1});
    CHECK(questions.has_value());
    auto cursor = questions->cursor(0, 1);
    while (const auto key = questions->draw(cursor)) {
        Packet& packet = packets_.emplace_back();
        base::ByteWriter header(packet.octets);
        header.u16(static_cast<std::uint16_t>(*key));
        header.u16(dns::flag::rd);
        header.u16(1);
        packet.size = dns::header_bytes +
                      questions->write(*key, base::MutableBytes(packet.octets).subspan(12));
        pipeline_->on_query(client_, {packet.octets.data(), packet.size}, warm_at);
        answer_upstream();
    }
    CHECK(answered_ == names);
}

HotShard::~HotShard() = default;

void HotShard::answer_upstream() {
    while (!sent_.empty()) {
        const Sent sent = std::move(sent_.back());
        sent_.pop_back();
        pipeline_->on_upstream_message(sent.path, upstream_answer(sent.message), warm_at);
    }
}

void HotShard::ask() noexcept {
    const Packet& packet = packets_[next_];
    next_ = next_ + 1 == packets_.size() ? 0 : next_ + 1;
    pipeline_->on_query(client_, {packet.octets.data(), packet.size}, asked_at);
}

std::uint64_t HotShard::front_hits() const noexcept {
    return counters_.get(dns64d::metrics::Count::front_hits);
}

void HotShard::reply(const pipeline::ReplyPath&, base::Bytes message) {
    ++answered_;
    answer_bytes_ = message.size();
}

bool HotShard::mail(std::uint16_t, std::unique_ptr<pipeline::Mail>) {
    return false;
}

void HotShard::explained(std::uint64_t, std::unique_ptr<pipeline::Trace>, base::Bytes) {}

upstream::PathId HotShard::pick_udp(const net::Endpoint&) {
    return ++paths_;
}

void HotShard::send_udp(upstream::PathId path, base::Bytes message) {
    sent_.push_back({.path = path, .message = {message.begin(), message.end()}});
}

upstream::PathId HotShard::open_tcp(const net::Endpoint&, base::Bytes) {
    return 0;
}

void HotShard::close_tcp(upstream::PathId) {}

}  // namespace gate64::bench
