// SPDX-License-Identifier: Apache-2.0
#pragma once
// Pipelines in a world without sockets: shards wired back to back through mailboxes that can be
// full or lose what is put into them, questions upstream that a test answers when and how it
// likes, and replies that are kept. Header only, so that the fuzzer uses it too.

#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "dns64d/model/empty_soa.h"
#include "dns64d/pipeline/pipeline.h"
#include "shared/base/check.h"
#include "shared/dns/message.h"
#include "shared/dns/writer.h"

namespace gate64::dns64d::pipeline::test {

class SeededRandom final : public base::Random {
  public:
    explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
    /// splitmix64.
    [[nodiscard]] std::uint64_t next() noexcept override {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }

  private:
    std::uint64_t state_;
};

inline net::Acl any_client() {
    return net::Acl(std::vector<net::AclEntry>{net::AclEntry::parse("any").value()});
}

/// One policy with `prefix` for everybody, one upstream server for every name.
inline model::Settings make_settings(std::string_view prefix = "64:ff9b::/96",
                                     std::uint64_t generation = 1) {
    model::Settings settings;
    settings.generation = generation;
    model::Dns64Policy policy;
    policy.pref64 = net::Pref64::make(net::Ipv6Prefix::parse(prefix).value(), {}).value();
    policy.clients = any_client();
    policy.mapped = any_client();
    settings.policies.push_back(policy);
    settings.clients = model::ClientTable(any_client(), settings.policies, settings.policy_sets);
    model::UpstreamSet set;
    set.servers = {{*net::IpAddress::parse("192.0.2.53"), 53, 0}};
    set.key = 1;
    settings.upstream_zones.insert(set.zone, 0);
    settings.upstreams.push_back(std::move(set));
    return settings;
}

inline std::shared_ptr<const model::Settings> share(model::Settings settings) {
    return std::make_shared<const model::Settings>(std::move(settings));
}

/// A question that went upstream and waits for what the test says.
struct Sent {
    upstream::PathId path = 0;
    bool tcp = false;
    std::vector<std::uint8_t> message;
};

struct Reply {
    ReplyPath path;
    std::vector<std::uint8_t> message;
    [[nodiscard]] dns::Rcode rcode() const {
        return static_cast<dns::Rcode>(dns::Header::read(message).rcode());
    }
};

struct Explained {
    std::uint64_t id = 0;
    std::vector<TraceStep> steps;
    std::vector<std::uint8_t> message;
};

/// What the upstream says.
enum class Says { natural, aaaa, nxdomain, servfail, refused, truncated, loop };

/// An answer to `question` (a message of ours). natural: A 192.0.2.1, everything else NODATA.
inline std::vector<std::uint8_t> answer_to(base::Bytes question, Says says,
                                           std::uint32_t ttl = 300) {
    dns::Query query;
    CHECK(dns::parse_query(question, query) == dns::QueryError::none);
    std::vector<std::uint8_t> space(dns::edns_bytes_max);
    dns::MessageWriter writer(space);
    std::uint16_t flags = dns::flag::qr | dns::flag::rd | dns::flag::ra;
    if (says == Says::nxdomain) flags |= 3;
    if (says == Says::servfail) flags |= 2;
    if (says == Says::refused) flags |= 5;
    if (says == Says::truncated) flags |= dns::flag::tc;
    writer.start(query.header.id, flags);
    writer.question(query.name, query.type, query.klass);
    const std::uint8_t v4[] = {192, 0, 2, 1};
    const std::uint8_t v6[] = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6};
    const auto put = [&](std::uint16_t type, base::Bytes rdata) {
        (void)writer.record(dns::Section::answer, query.name, type, ttl, rdata);
    };
    if (says == Says::natural && query.type == dns::rr::a) {
        put(dns::rr::a, v4);
    } else if (says == Says::aaaa && query.type == dns::rr::aaaa) {
        put(dns::rr::aaaa, v6);
    } else if (says == Says::loop) {
        put(dns::rr::cname, query.name.wire());
    } else if (says == Says::natural || says == Says::aaaa || says == Says::nxdomain) {
        const dns::Name root;
        const model::EmptySoa soa(root, ttl);
        (void)writer.record(dns::Section::authority, root, dns::rr::soa, ttl, soa.rdata());
    }
    (void)writer.opt({});
    return {writer.message().begin(), writer.message().end()};
}

/// A client's question as a message.
struct Client {
    std::string_view name = "v4.example";
    std::string_view type = "AAAA";
    std::uint16_t flags = dns::flag::rd;
    bool dnssec_ok = false;
};
inline std::vector<std::uint8_t> query_message(const Client& client, std::uint16_t id = 1) {
    std::vector<std::uint8_t> space(dns::edns_bytes_max);
    dns::MessageWriter writer(space);
    writer.start(id, client.flags);
    writer.question(dns::Name::parse(client.name).value(), dns::parse_type(client.type).value(),
                    dns::klass::in);
    dns::OptFields opt;
    opt.dnssec_ok = client.dnssec_ok;
    (void)writer.opt(opt);
    return {writer.message().begin(), writer.message().end()};
}

/// One shard's outside.
class Shard final : public Effects {
  public:
    Shard(const PipelineLimits& limits, std::uint64_t seed)
        : random_(seed), pipeline(limits, *this, random_, counters, base::HashKey{3, 4}) {}

    void reply(const ReplyPath& path, base::Bytes message) override {
        replies.push_back({path, {message.begin(), message.end()}});
    }
    [[nodiscard]] bool mail(std::uint16_t shard, std::unique_ptr<Mail> letter) override {
        if (outbox.size() >= mailbox_max) return false;
        outbox.emplace_back(shard, std::move(letter));
        return true;
    }
    void explained(std::uint64_t id, std::unique_ptr<Trace> trace, base::Bytes message) override {
        explanations.push_back({id, trace->steps(), {message.begin(), message.end()}});
    }
    [[nodiscard]] upstream::PathId pick_udp(const net::Endpoint&) override { return ++paths_; }
    void send_udp(upstream::PathId path, base::Bytes message) override {
        sent.push_back({path, false, {message.begin(), message.end()}});
    }
    [[nodiscard]] upstream::PathId open_tcp(const net::Endpoint&, base::Bytes message) override {
        sent.push_back({++paths_, true, {message.begin(), message.end()}});
        return paths_;
    }
    void close_tcp(upstream::PathId) override {}

  private:
    SeededRandom random_;
    upstream::PathId paths_ = 0;

  public:
    metrics::Counters counters;
    std::vector<Reply> replies;
    std::vector<Explained> explanations;
    std::vector<Sent> sent;
    std::deque<std::pair<std::uint16_t, std::unique_ptr<Mail>>> outbox;
    std::size_t mailbox_max = 1 << 20;
    Pipeline pipeline;  ///< last: it uses the others
};

inline PipelineLimits small_limits() {
    PipelineLimits limits;
    limits.front_cache_bytes = 1 << 20;
    limits.waiters_max = 4096;
    limits.owner.source_cache_bytes = 1 << 20;
    limits.owner.jobs_max = 8192;
    limits.owner.upstream.asks_max = 4096;
    return limits;
}

class World {
  public:
    explicit World(std::uint16_t shard_count, const model::Settings& settings = make_settings(),
                   PipelineLimits limits = small_limits(), std::uint64_t seed = 64) {
        limits.shard_count = shard_count;
        for (std::uint16_t i = 0; i < shard_count; ++i) {
            limits.shard = i;
            shards_.push_back(std::make_unique<Shard>(limits, seed + i));
        }
        apply(settings);
    }
    void apply(const model::Settings& settings) {
        const auto shared = share(settings);
        for (auto& shard : shards_)
            shard->pipeline.apply(shared);
    }
    Shard& operator[](std::size_t i) { return *shards_[i]; }
    [[nodiscard]] std::size_t size() const { return shards_.size(); }

    void ask(std::size_t shard, const Client& client, std::string_view from = "2001:db8::1",
             Transport transport = Transport::udp) {
        ReplyPath path;
        path.transport = transport;
        path.peer = {*net::IpAddress::parse(from), 5353, 0};
        path.ifindex = ++asked;
        shards_[shard]->pipeline.on_query(path, query_message(client), now);
    }
    /// Until every mailbox is empty.
    void carry() {
        for (bool moved = true; moved;) {
            moved = false;
            for (auto& shard : shards_) {
                if (shard->outbox.empty()) continue;
                auto [to, letter] = std::move(shard->outbox.front());
                shard->outbox.pop_front();
                shards_[to]->pipeline.on_mail(std::move(letter), now);
                moved = true;
            }
        }
    }
    /// Answers everything that went upstream, and what follows of it.
    void answer_all(Says says = Says::natural) {
        carry();
        for (auto& shard : shards_) {
            for (std::size_t i = 0; i < shard->sent.size(); ++i) {
                const Sent packet = shard->sent[i];
                shard->pipeline.on_upstream_message(packet.path, answer_to(packet.message, says),
                                                    now);
            }
            shard->sent.clear();
        }
        carry();
    }
    /// Lets time pass, timers first come first served.
    void wait(base::Duration duration) {
        const base::Instant until = now + duration;
        for (;;) {
            base::Instant next = until;
            for (auto& shard : shards_)
                next = std::min(next, shard->pipeline.next_due());
            now = std::max(now, next);
            for (auto& shard : shards_)
                shard->pipeline.on_timer(now);
            carry();
            if (next >= until) return;
        }
    }
    [[nodiscard]] std::size_t replies() const {
        return sum([](const Shard& s) { return s.replies.size(); });
    }
    [[nodiscard]] std::size_t sent() const {
        return sum([](const Shard& s) { return s.sent.size(); });
    }
    [[nodiscard]] std::size_t waiting() const {
        return sum([](const Shard& s) { return std::size_t{s.pipeline.waiting()}; });
    }
    [[nodiscard]] std::uint64_t count(metrics::Count counter) const {
        return sum([counter](const Shard& s) {
            return static_cast<std::size_t>(s.counters.get(counter));
        });
    }

    base::Instant now{base::Duration(1'000'000)};
    std::uint32_t asked = 0;  ///< the last question's ReplyPath::ifindex

  private:
    template <typename Of>
    [[nodiscard]] std::size_t sum(Of of) const {
        std::size_t total = 0;
        for (const auto& shard : shards_)
            total += of(*shard);
        return total;
    }
    std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace gate64::dns64d::pipeline::test
