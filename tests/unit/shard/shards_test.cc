// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/shards.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <future>

#include "tests/unit/shard/scripted_server.h"

namespace gate64::dns64d::shard {
namespace {

using metrics::Count;

std::shared_ptr<const model::Settings> settings_for(const net::Endpoint& server,
                                                    std::uint64_t generation) {
    auto settings = std::make_shared<model::Settings>();
    settings->generation = generation;
    const net::AclEntry any{.prefix = {}, .any = true};
    settings->clients =
        model::ClientTable(net::Acl(std::span(&any, 1)), settings->policies, settings->policy_sets);
    model::UpstreamSet set;
    set.servers = {server};
    set.key = 1;
    settings->upstreams.push_back(std::move(set));
    settings->upstream_zones.insert(dns::Name(), 0);
    return settings;
}

/// Runs a function on a shard and gives its result back.
template <typename Function>
class Call final : public ControlRequest {
  public:
    using Result = std::invoke_result_t<Function, ShardAccess&>;
    Call(Function function, std::promise<Result> promise)
        : function_(std::move(function)), promise_(std::move(promise)) {}
    void run(ShardAccess& shard) override { promise_.set_value(function_(shard)); }

  private:
    Function function_;
    std::promise<Result> promise_;
};

class ShardsTest : public ::testing::Test {
  protected:
    ScriptedServer server_;
    net::Endpoint listen_;
    std::unique_ptr<Shards> shards_;

    void start(std::uint32_t count) {
        FixedSettings fixed;
        fixed.shards = count;
        fixed.cache_octets = 8 << 20;
        fixed.upstream.udp_open = 64;
        fixed.upstream.udp_open_min = 16;
        auto listeners =
            io::open_listeners(std::array{io::endpoint("127.0.0.1:0")}, count, {}).value();
        listen_ = listeners[0][0].endpoint;
        auto started =
            Shards::start(fixed, std::move(listeners), settings_for(server_.endpoint(), 1));
        ASSERT_TRUE(started) << started.error().message;
        shards_ = std::move(*started);
    }
    std::uint64_t total(Count counter) const {
        std::uint64_t sum = 0;
        for (std::uint16_t i = 0; i < shards_->count(); ++i)
            sum += shards_->counters(i).get(counter);
        return sum;
    }
    template <typename Function>
    auto call(std::uint16_t shard, Function function) {
        std::promise<typename Call<Function>::Result> promise;
        auto future = promise.get_future();
        shards_->post(shard, std::make_unique<Call<Function>>(function, std::move(promise)));
        return future.get();
    }
    /// Asks for `count` names on as many sockets; how many were answered rightly.
    int ask_many(int count, const std::string& prefix) const {
        std::vector<base::UniqueFd> clients;
        for (int i = 0; i < count; ++i) {
            clients.push_back(io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_DGRAM));
            io::send_text(clients.back().get(), listen_,
                          query_for(static_cast<std::uint16_t>(i), prefix + std::to_string(i)));
        }
        int right = 0;
        for (int i = 0; i < count; ++i) {
            const auto answer = io::receive_text(clients[static_cast<std::size_t>(i)].get());
            right += answer && is_answer(answer->text, static_cast<std::uint16_t>(i)) ? 1 : 0;
        }
        return right;
    }
};

TEST_F(ShardsTest, AnswersWhicheverShardOwnsTheName) {
    start(3);
    EXPECT_EQ(ask_many(100, "n"), 100);
    EXPECT_EQ(total(Count::queries_udp), 100U);
    EXPECT_GT(total(Count::mail_sent), 0U);
    EXPECT_EQ(total(Count::mail_full), 0U);
    // Again: from the caches now.
    const int questions = server_.questions.load();
    EXPECT_EQ(ask_many(100, "n"), 100);
    EXPECT_EQ(server_.questions.load(), questions);
}

TEST_F(ShardsTest, OneQuestionGoesOutHoweverManyAsk) {
    start(2);
    server_.delay_ms = 100;
    std::vector<base::UniqueFd> clients;
    for (std::uint16_t i = 0; i < 50; ++i) {
        clients.push_back(io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_DGRAM));
        ASSERT_TRUE(io::send_text(clients.back().get(), listen_, query_for(i, "same")));
    }
    for (std::uint16_t i = 0; i < 50; ++i) {
        const auto answer = io::receive_text(clients[i].get());
        ASSERT_TRUE(answer);
        EXPECT_TRUE(is_answer(answer->text, i));
    }
    EXPECT_EQ(server_.questions.load(), 1);
}

TEST_F(ShardsTest, ReloadsUnderLoadLoseNothing) {
    start(2);
    std::atomic<bool> done{false};
    std::thread reloader([&] {
        for (std::uint64_t generation = 2; !done.load(); ++generation) {
            shards_->reload(settings_for(server_.endpoint(), generation));
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    });
    for (int round = 0; round < 10; ++round)
        EXPECT_EQ(ask_many(30, "r" + std::to_string(round) + "-"), 30);
    done = true;
    reloader.join();
    EXPECT_GT(total(Count::reloads), 2U);
}

TEST_F(ShardsTest, ListenersChange) {
    start(2);
    auto added = io::open_listeners(std::array{io::endpoint("127.0.0.2:0")}, 2, {}).value();
    const net::Endpoint old = listen_;
    const net::Endpoint next = added[0][0].endpoint;
    shards_->change_listeners(std::move(added), {old});
    listen_ = next;
    EXPECT_EQ(ask_many(10, "l"), 10);
    for (int i = 0; i < 100 && !io::check_free(old); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_TRUE(io::check_free(old));
}

TEST_F(ShardsTest, RequestsRunOnTheShardInOrder) {
    start(2);
    for (std::uint16_t shard = 0; shard < 2; ++shard) {
        std::vector<int> order;
        for (int i = 0; i < 20; ++i) {
            const auto append = [&order, i](ShardAccess&) {
                order.push_back(i);
                return true;
            };
            std::promise<bool> promise;
            shards_->post(shard,
                          std::make_unique<Call<decltype(append)>>(append, std::move(promise)));
        }
        EXPECT_EQ(call(shard, [](ShardAccess& access) { return access.index(); }), shard);
        ASSERT_EQ(order.size(), 20U);
        EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
        EXPECT_EQ(call(shard, [](ShardAccess& access) { return access.upstream_sockets(); }), 32U);
    }
    const std::uint64_t beat = shards_->heartbeat(0);
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    EXPECT_GT(shards_->heartbeat(0), beat);
}

TEST_F(ShardsTest, DrainAnswersWhatIsUnderWay) {
    start(2);
    server_.delay_ms = 300;
    const auto client = io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_DGRAM);
    ASSERT_TRUE(io::send_text(client.get(), listen_, query_for(7, "late")));
    while (server_.questions.load() == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_FALSE(shards_->wait_ended(base::Duration{0}));
    shards_->drain();
    const auto answer = io::receive_text(client.get());
    ASSERT_TRUE(answer);
    EXPECT_TRUE(is_answer(answer->text, 7));
    EXPECT_TRUE(shards_->wait_ended(base::Duration{1000}));
    EXPECT_FALSE(shards_->failed());
    ::pollfd ended{.fd = shards_->ended_fd(), .events = POLLIN, .revents = 0};
    EXPECT_EQ(::poll(&ended, 1, 0), 1);
    // Requests to shards that have ended are dropped, not lost memory.
    shards_->reload(settings_for(server_.endpoint(), 9));
}

TEST_F(ShardsTest, DrainGivesUpAfterItsTime) {
    start(1);
    server_.delay_ms = 2800;
    const auto client = io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_DGRAM);
    ASSERT_TRUE(io::send_text(client.get(), listen_, query_for(7, "never")));
    while (server_.questions.load() == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto before = base::now();
    shards_->drain();
    EXPECT_TRUE(shards_->wait_ended(base::Duration{2600}));
    EXPECT_GE((base::now() - before).count(), 1800);
}

TEST(ShardsStartTest, NoPortLeftIsASentence) {
    FixedSettings fixed;
    fixed.source_ports.remove(0, 65535);
    const auto started = Shards::start(fixed, std::vector<std::vector<io::ListenerSockets>>(1),
                                       std::make_shared<model::Settings>());
    ASSERT_FALSE(started);
    EXPECT_NE(started.error().message.find("no source port"), std::string::npos);
}

TEST(FixedSettingsTest, DividesWhatTheProcessHas) {
    FixedSettings fixed;
    fixed.shards = 4;
    const auto limits = fixed.pipeline_limits(3);
    EXPECT_EQ(limits.shard, 3);
    EXPECT_EQ(limits.shard_count, 4);
    EXPECT_EQ(4 * (limits.front_cache_bytes + limits.owner.source_cache_bytes), fixed.cache_octets);
    EXPECT_EQ(fixed.udp_open_each(2), 128U);
    EXPECT_EQ(fixed.udp_open_each(100), 64U);
    EXPECT_EQ(fixed.udp_open_each(0), 0U);
    EXPECT_EQ(fixed.mailbox_capacity(), 8192U);
    EXPECT_GT(fixed.descriptors_max(), 8192U + 4096U);
}

}  // namespace
}  // namespace gate64::dns64d::shard
