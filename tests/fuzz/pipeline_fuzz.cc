// SPDX-License-Identifier: Apache-2.0
// Octets as a story: clients' packets, upstreams' packets, mail, time, reloads and flushes, told to
// two shards. Whatever comes in: every packet that asks for an answer gets at most one, what we
// send upstream can be read, and at the end nobody waits.

#include <map>

#include "tests/unit/pipeline/kit.h"

namespace {

using namespace gate64;
using namespace gate64::dns64d;
using namespace gate64::dns64d::pipeline::test;

/// What the story is told with; it gives zeros when it is over.
class Story {
  public:
    Story(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}
    [[nodiscard]] bool over() const { return rest_.empty(); }
    std::uint8_t octet() {
        if (rest_.empty()) return 0;
        const std::uint8_t value = rest_[0];
        rest_ = rest_.subspan(1);
        return value;
    }
    base::Bytes some(std::size_t size) {
        const base::Bytes taken = rest_.first(std::min(size, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }

  private:
    base::Bytes rest_;
};

class Teller {
  public:
    explicit Teller(Story story) : story_(story), world_(2, make_settings(), limits()) {}

    void run() {
        for (int events = 0; events < 200 && !story_.over(); ++events)
            event();
        for (std::size_t s = 0; s < world_.size(); ++s)
            world_[s].mailbox_max = 1 << 20;
        // What is still in a mailbox, a refresh say, has its time before the end too.
        world_.carry();
        world_.wait(base::Duration(30'000));
        CHECK(world_.waiting() == 0);
        std::map<std::uint32_t, unsigned> answers;
        for (std::size_t s = 0; s < world_.size(); ++s) {
            CHECK(world_[s].pipeline.owner().jobs() == 0);
            for (const Reply& reply : world_[s].replies) {
                dns::Response response;
                CHECK(dns::parse_response(reply.message, response));
                CHECK(++answers[reply.path.ifindex] == 1);
            }
        }
    }

  private:
    static pipeline::PipelineLimits limits() {
        pipeline::PipelineLimits limits;
        limits.front_cache_bytes = 64 << 10;
        limits.waiters_max = 32;
        limits.owner.source_cache_bytes = 64 << 10;
        limits.owner.jobs_max = 32;
        limits.owner.upstream.asks_max = 32;
        return limits;
    }

    void event() {
        Shard& shard = world_[story_.octet() % 2];
        switch (story_.octet() % 10) {
            case 0:
                return raw_query(shard);
            case 1:
            case 2:
            case 3:
                return plain_query();
            case 4:
                return hear(shard, false);
            case 5:
                return hear(shard, true);
            case 6:
                return world_.wait(base::Duration(story_.octet() * 16));
            case 7:
                return world_.carry();
            case 8:
                return change();
            default:
                shard.mailbox_max = story_.octet();
        }
    }

    void raw_query(Shard& shard) {
        pipeline::ReplyPath path;
        path.transport =
            story_.octet() % 2 == 0 ? pipeline::Transport::udp : pipeline::Transport::tcp;
        path.peer = {*net::IpAddress::parse("2001:db8::1"), 5353, 0};
        path.ifindex = ++world_.asked;
        shard.pipeline.on_query(path, story_.some(story_.octet()), world_.now);
    }

    void plain_query() {
        static constexpr std::string_view names[] = {
            "a.example", "b.example", "ipv4only.arpa", "localhost",
            "1.2.4.0.8.0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa"};
        static constexpr std::string_view types[] = {"AAAA", "A", "PTR", "CNAME"};
        const std::uint8_t how = story_.octet();
        const auto flags = static_cast<std::uint16_t>(((how & 1) != 0 ? 0 : dns::flag::rd) |
                                                      ((how & 2) != 0 ? dns::flag::cd : 0));
        world_.ask((how >> 2) & 1, {.name = names[story_.octet() % std::size(names)],
                                    .type = types[story_.octet() % std::size(types)],
                                    .flags = flags,
                                    .dnssec_ok = (how & 8) != 0});
    }

    /// From upstream: a made answer, or octets behind the right id and question.
    void hear(Shard& shard, bool raw) {
        if (shard.sent.empty()) return;
        const std::size_t at = story_.octet() % shard.sent.size();
        const Sent packet = shard.sent[at];
        dns::Query asked;
        CHECK(dns::parse_query(packet.message, asked) == dns::QueryError::none);
        const std::uint8_t how = story_.octet();
        if (how % 16 == 15) return shard.pipeline.on_upstream_failed(packet.path, world_.now);
        std::vector<std::uint8_t> message = answer_to(packet.message, Says{how % 7});
        if (raw) {
            message.resize(dns::header_bytes + asked.question.size());
            for (std::size_t i = 2; i < dns::header_bytes; ++i)
                message[i] = story_.octet();
            message[4] = 0;
            message[5] = 1;
            const base::Bytes more = story_.some(story_.octet());
            message.insert(message.end(), more.begin(), more.end());
        }
        shard.pipeline.on_upstream_message(packet.path, message, world_.now);
    }

    void change() {
        const std::uint8_t how = story_.octet();
        if (how % 4 == 0) return world_[0].pipeline.flush_all();
        model::Settings settings =
            make_settings(how % 4 == 1 ? "2001:db8::/32" : "64:ff9b::/96", ++generation_);
        settings.policies[0].parallel = (how & 8) != 0;
        settings.policies[0].on_error =
            (how & 16) != 0 ? model::OnError::fail : model::OnError::synthesize;
        settings.limits.per_zone = (how & 32) != 0 ? 1 : 100;
        world_.apply(settings);
    }

    Story story_;
    World world_;
    std::uint64_t generation_ = 1;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Teller(Story(data, size)).run();
    return 0;
}
