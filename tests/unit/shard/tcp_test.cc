// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "dns64d/io/socket_option.h"
#include "tests/unit/shard/bench.h"

namespace gate64::dns64d::shard {
namespace {

using metrics::Count;

class TcpTest : public ::testing::Test {
  protected:
    Bench bench_;
    net::Endpoint server_ = bench_.listen("127.0.0.1:0");

    std::vector<base::UniqueFd> connect_many(int count) {
        std::vector<base::UniqueFd> clients;
        for (int i = 0; i < count; ++i)
            clients.push_back(connect_to(server_));
        bench_.turns(4);
        return clients;
    }
};

TEST_F(TcpTest, PipelinedCutAndOutOfOrder) {
    const auto client = connect_to(server_);
    bench_.hold = true;
    const std::string all = framed(message('a')) + framed(message('b', 700)) + framed(message('c'));
    send_all(client.get(), all.substr(0, 1));
    bench_.turns(2);
    send_all(client.get(), all.substr(1, 30));
    bench_.turns(2);
    send_all(client.get(), all.substr(31));
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.held.size() == 3; }));
    for (const int i : {2, 0, 1})
        bench_.answer(bench_.held[static_cast<std::size_t>(i)].path,
                      bench_.held[static_cast<std::size_t>(i)].message);
    bench_.turns(3);
    EXPECT_EQ(read_now(client.get()),
              framed(message('c')) + framed(message('a')) + framed(message('b', 700)));
    EXPECT_EQ(bench_.held[0].path.peer.port, io::bound_port(client.get()));
}

TEST_F(TcpTest, HalfCloseStillGetsItsAnswer) {
    const auto client = connect_to(server_);
    bench_.hold = true;
    send_all(client.get(), framed(message('a')));
    ASSERT_EQ(::shutdown(client.get(), SHUT_WR), 0);
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.held.size() == 1; }));
    bench_.turns(3);
    EXPECT_FALSE(is_closed(client.get()));
    bench_.answer(bench_.held[0].path, bench_.held[0].message);
    bench_.turns(4);
    EXPECT_EQ(read_now(client.get()), framed(message('a')));
    EXPECT_TRUE(is_closed(client.get()));
    EXPECT_EQ(bench_.connections.size(), 0U);
    EXPECT_EQ(bench_.census.total(), 0U);
}

TEST_F(TcpTest, BrokenFramesAndResponsesEndOrAreIgnored) {
    auto client = connect_to(server_);
    send_all(client.get(), std::string("\0\0", 2));
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.count(Count::tcp_closed_error) == 1; }));
    client = connect_to(server_);
    std::string response = message('r');
    response[2] = '\x80';
    bench_.hold = true;
    send_all(client.get(), framed(response) + framed(message('q')));
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.held.size() == 2; }));
    bench_.answer(bench_.held[1].path, bench_.held[1].message);
    // An answer nobody waits for goes nowhere.
    bench_.answer(bench_.held[0].path, bench_.held[0].message);
    bench_.turns(3);
    EXPECT_EQ(read_now(client.get()), framed(message('q')));
    EXPECT_FALSE(is_closed(client.get()));
}

TEST_F(TcpTest, AnswersForAConnectionThatIsGoneAreDropped) {
    auto client = connect_to(server_);
    bench_.hold = true;
    send_all(client.get(), framed(message('a')));
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.held.size() == 1; }));
    ASSERT_TRUE(io::set_abort_on_close(client.get()));
    client.reset();
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.connections.size() == 0; }));
    const auto next = connect_to(server_);
    bench_.turns(3);
    bench_.answer(bench_.held[0].path, bench_.held[0].message);
    bench_.turns(2);
    EXPECT_EQ(read_now(next.get()), "");
}

TEST_F(TcpTest, TimeLimits) {
    auto silent = connect_to(server_);
    auto slow = connect_to(server_);
    auto idle = connect_to(server_);
    send_all(slow.get(), "\x40");
    send_all(idle.get(), framed(message('a')));
    bench_.turns(5);
    EXPECT_EQ(read_now(idle.get()), framed(message('a')));
    bench_.skew = base::Duration{3'500};
    bench_.turns(4);
    EXPECT_TRUE(is_closed(silent.get()));
    EXPECT_FALSE(is_closed(slow.get()));
    bench_.skew = base::Duration{5'500};
    bench_.turns(4);
    EXPECT_TRUE(is_closed(slow.get()));
    EXPECT_FALSE(is_closed(idle.get()));
    EXPECT_EQ(bench_.count(Count::tcp_closed_slow), 1U);
    bench_.skew = base::Duration{11'000};
    bench_.turns(4);
    EXPECT_TRUE(is_closed(idle.get()));
    EXPECT_EQ(bench_.count(Count::tcp_closed_idle), 2U);
    EXPECT_EQ(bench_.connections.size(), 0U);
}

TEST_F(TcpTest, OneClientHasItsLimit) {
    const auto clients = connect_many(12);
    EXPECT_EQ(bench_.connections.size(), 8U);
    EXPECT_EQ(bench_.count(Count::tcp_refused_client), 4U);
    EXPECT_TRUE(is_closed(clients[11].get()));
    EXPECT_FALSE(is_closed(clients[0].get()));
}

TEST(TcpLimitTest, AFullHouseGivesUpItsQuietest) {
    FixedSettings fixed = small_settings();
    fixed.tcp.clients_max = 4;
    Bench bench(fixed);
    const net::Endpoint server = bench.listen("[::1]:0");
    std::vector<base::UniqueFd> clients;
    for (int i = 0; i < 4; ++i)
        clients.push_back(connect_to(server));
    bench.turns(3);
    // The first asks and drips; dripping does not keep the second.
    send_all(clients[0].get(), framed(message('a')));
    send_all(clients[1].get(), "\x01");
    bench.turns(3);
    clients.push_back(connect_to(server));
    bench.turns(4);
    EXPECT_TRUE(is_closed(clients[1].get()));
    EXPECT_EQ(read_now(clients[0].get()), framed(message('a')));
    EXPECT_FALSE(is_closed(clients[0].get()));
    EXPECT_EQ(bench.census.total(), 4U);
    // With a question waiting on each, there is nobody to give up.
    bench.hold = true;
    for (const std::size_t i : {0U, 2U, 3U, 4U})
        send_all(clients[i].get(), framed(message('b')));
    ASSERT_TRUE(bench.turn_until([&] { return bench.held.size() == 4; }));
    const auto refused = connect_to(server);
    bench.turns(3);
    EXPECT_TRUE(is_closed(refused.get()));
    EXPECT_EQ(bench.count(Count::tcp_refused_total), 1U);
    EXPECT_EQ(bench.census.total(), 4U);
}

TEST_F(TcpTest, APeerThatNeverReadsIsHeldBackAndThenFreed) {
    const auto client = connect_to(server_);
    const int small = 4096;
    ASSERT_EQ(::setsockopt(client.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
    const std::string frame = framed(message('a', 4000));
    std::size_t sent = 0;
    for (int i = 0; i < 4000; ++i) {
        const auto count =
            ::send(client.get(), frame.data(), frame.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count != static_cast<ssize_t>(frame.size())) break;
        ++sent;
        bench_.turn(base::Duration{0});
    }
    EXPECT_LT(sent, 4000U);
    EXPECT_EQ(bench_.connections.size(), 1U);
    bench_.skew = base::Duration{8'500};
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.connections.size() == 0; }));
    EXPECT_EQ(bench_.count(Count::tcp_closed_slow), 1U);
}

TEST(TcpDescriptorTest, WithoutThemItPausesAndGivesUpTheQuietest) {
    ::rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    // The kernel notes the limit when the accept is armed.
    const ::rlimit few{.rlim_cur = 200, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    Bench bench;
    const net::Endpoint server = bench.listen("127.0.0.1:0");
    const auto quiet = connect_to(server);
    ASSERT_TRUE(bench.turn_until([&] { return bench.connections.size() == 1; }));
    const auto first = connect_to(server);
    const auto second = connect_to(server);
    std::vector<base::UniqueFd> all;
    for (int fd = ::dup(0); fd >= 0; fd = ::dup(0))
        all.emplace_back(fd);
    int turns = 0;
    const base::Instant end = base::now() + base::Duration{80};
    for (; base::now() < end; ++turns)
        bench.turn(base::Duration{20});
    EXPECT_LT(turns, 20);
    EXPECT_TRUE(is_closed(quiet.get()));
    all.clear();
    ASSERT_TRUE(bench.turn_until([&] { return bench.count(Count::tcp_accepted) == 3; }));
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    send_all(second.get(), framed(message('a')));
    bench.turns(4);
    EXPECT_EQ(read_now(second.get()), framed(message('a')));
}

TEST_F(TcpTest, DrainFinishesWhatWasAsked) {
    const auto idle = connect_to(server_);
    const auto asking = connect_to(server_);
    bench_.hold = true;
    send_all(asking.get(), framed(message('a')));
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.held.size() == 1; }));
    bench_.tcp.stop();
    bench_.connections.drain(bench_.now());
    bench_.turns(3);
    EXPECT_TRUE(is_closed(idle.get()));
    EXPECT_EQ(bench_.connections.size(), 1U);
    bench_.answer(bench_.held[0].path, bench_.held[0].message);
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.connections.size() == 0; }));
    EXPECT_EQ(read_now(asking.get()), framed(message('a')));
}

}  // namespace
}  // namespace gate64::dns64d::shard
