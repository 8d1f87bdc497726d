// SPDX-License-Identifier: Apache-2.0
// The load generator against servers that lose, delay and forge answers, on loopback.
#include "bench/load/load.h"

#include <gtest/gtest.h>

#include <thread>

#include "bench/limit/responder.h"

namespace gate64::bench {
namespace {

/// A responder on a free port for the time of one test.
class Server {
  public:
    /// It listens at once and answers after `silence`.
    explicit Server(std::chrono::milliseconds silence = std::chrono::milliseconds{0}) {
        std::atomic<bool> ready{false};
        thread_ = std::jthread([this, silence, &ready] {
            auto made = Responder::create({.address = net::Ipv4Address(0x7F000001), .port = 0});
            if (made) endpoint_ = (*made)->endpoint();
            ready = true;
            ready.notify_one();
            std::this_thread::sleep_for(silence);
            if (made) (void)(*made)->run(stop_, base::Duration{60'000});
        });
        ready.wait(false);
    }
    ~Server() { stop_ = true; }
    [[nodiscard]] const net::Endpoint& endpoint() const { return endpoint_; }

  private:
    std::atomic<bool> stop_{false};
    net::Endpoint endpoint_;
    std::jthread thread_;
};

LoadResult run(const LoadPlan& plan) {
    const auto questions = Questions::make(plan.questions);
    EXPECT_TRUE(questions);
    std::atomic<bool> stop{false};
    auto result = run_load(plan, *questions, stop);
    EXPECT_TRUE(result) << result.error().message;
    return result ? *result : LoadResult{};
}

TEST(Load, AClosedLoopAsksEveryQuestionOfItsPassOnce) {
    const Server server;
    LoadPlan plan{.server = server.endpoint(), .outstanding = 10, .clients = 3, .threads = 2};
    plan.seconds = 0;
    plan.sources = {net::IpPrefix::parse("127.0.7.0/24").value()};
    plan.questions = {.names = 500, .walk = true, .passes = 2};
    const LoadResult result = run(plan);
    EXPECT_EQ(result.tally.sent, 1000U);
    EXPECT_EQ(result.tally.answered, 1000U);
    EXPECT_EQ(result.tally.latency.count(), 1000U);
    EXPECT_EQ(result.tally.by_rcode[0], 1000U);
    EXPECT_EQ(result.tally.lost + result.tally.wrong() + result.tally.unknown, 0U);
}

TEST(Load, AnOpenLoopAsksAsManyAsTheRateSays) {
    const Server server;
    LoadPlan plan{.server = server.endpoint(), .rate = 2000, .seconds = 1};
    const LoadResult result = run(plan);
    EXPECT_EQ(result.tally.sent + result.tally.unsent, 2000U);
    EXPECT_EQ(result.tally.unsent, 0U);
    EXPECT_EQ(result.tally.answered, 2000U);
}

TEST(Load, AStallShowsAsLatencyOfAllWhoseTurnItWasNotAsFewerQuestions) {
    const Server server(std::chrono::milliseconds{500});
    LoadPlan plan{.server = server.endpoint(), .rate = 1000, .seconds = 1};
    const LoadResult result = run(plan);
    EXPECT_EQ(result.tally.answered, 1000U);
    // Half of them were due in the half second of silence: they waited 250 ms on average.
    EXPECT_GE(result.tally.latency.quantile(0.8), 200'000'000U);
    EXPECT_GE(result.tally.latency.max(), 450'000'000U);
}

TEST(Load, VerifyingFindsTheWrongAddress) {
    const Server server;  // answers 64:ff9b::11.0.0.0 to everything
    LoadPlan plan{.server = server.endpoint(), .seconds = 0};
    plan.questions = {.names = 10, .walk = true, .passes = 1};
    plan.verify = net::Pref64{};
    const LoadResult result = run(plan);
    EXPECT_EQ(result.tally.answered, 10U);
    EXPECT_EQ(result.tally.wrong_address, 9U) << "name 0 is the only one that has it";
}

TEST(Load, WithoutAServerEveryQuestionIsLost) {
    // An address of the loopback that no other test binds a port of.
    const net::Endpoint nobody = net::Endpoint::parse("127.89.77.3:5399", 53).value();
    for (const Transport transport : {Transport::udp, Transport::tcp}) {
        LoadPlan plan{.server = nobody, .transport = transport, .rate = 100, .seconds = 1};
        plan.timeout_ms = 100;
        const LoadResult result = run(plan);
        EXPECT_EQ(result.tally.answered, 0U);
        EXPECT_EQ(result.tally.lost, result.tally.sent);
        EXPECT_EQ(result.tally.sent + result.tally.unsent, 100U)
            << "planned questions stay counted";
    }
}

TEST(Load, ASourceThatIsNotOursIsAnError) {
    const Server server;
    LoadPlan plan{.server = server.endpoint()};
    plan.sources = {net::IpPrefix::parse("192.0.2.1").value()};
    const auto questions = Questions::make(plan.questions);
    std::atomic<bool> stop{false};
    const auto result = run_load(plan, *questions, stop);
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("192.0.2.1"), std::string::npos);
}

}  // namespace
}  // namespace gate64::bench
