// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/shard/bench.h"

namespace gate64::dns64d::shard {
namespace {

using metrics::Count;

base::Bytes bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

class UpstreamTest : public ::testing::Test {
  protected:
    Bench bench_;
    base::UniqueFd server_ = io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_DGRAM);
    net::Endpoint address_ = address_of(server_);

    static net::Endpoint address_of(const base::UniqueFd& fd) {
        net::Endpoint endpoint = io::endpoint("127.0.0.1:0");
        endpoint.port = io::bound_port(fd.get());
        return endpoint;
    }
    /// Asks once; where the question came from.
    net::Endpoint ask(upstream::PathId path, const std::string& text) {
        bench_.upstream_udp.send(path, bytes_of(text), bench_.now());
        bench_.turns(1);
        const auto question = io::receive_text(server_.get());
        EXPECT_TRUE(question && question->text == text);
        return question ? question->from : net::Endpoint{};
    }
};

TEST_F(UpstreamTest, AsksAndHears) {
    bench_.upstream_udp.configure(std::array{address_}, bench_.now());
    EXPECT_EQ(bench_.upstream_udp.size(), 8U);
    const auto path = bench_.upstream_udp.pick(address_, bench_.now());
    ASSERT_NE(path, 0U);
    EXPECT_FALSE(UpstreamTcp::is_tcp(path));
    const auto from = ask(path, "question");
    ASSERT_TRUE(io::send_text(server_.get(), from, "answer"));
    const auto stranger = io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_DGRAM);
    ASSERT_TRUE(io::send_text(stranger.get(), from, "forged"));
    ASSERT_TRUE(bench_.turn_until([&] { return !bench_.answers.empty(); }));
    bench_.turns(2);
    ASSERT_EQ(bench_.answers.size(), 1U);
    EXPECT_EQ(bench_.answers[0].path, path);
    EXPECT_EQ(bench_.answers[0].text, "answer");
    EXPECT_EQ(bench_.upstream_udp.pick(io::endpoint("127.0.0.9:53"), bench_.now()), 0U);
}

TEST_F(UpstreamTest, SocketsAreUsedUpReplacedAndClosed) {
    bench_.upstream_udp.configure(std::array{address_}, bench_.now());
    std::set<upstream::PathId> paths;
    std::set<std::uint16_t> ports;
    upstream::PathId last = 0;
    net::Endpoint last_from;
    for (int i = 0; i < 60; ++i) {
        last = bench_.upstream_udp.pick(address_, bench_.now());
        ASSERT_NE(last, 0U);
        last_from = ask(last, "q");
        paths.insert(last);
        ports.insert(last_from.port);
    }
    // 60 questions of 3 to 5 on a socket.
    EXPECT_GE(paths.size(), 14U);
    EXPECT_GE(ports.size(), 14U);
    EXPECT_GT(bench_.upstream_udp.size(), 8U);
    // Late answers still come in.
    ASSERT_TRUE(io::send_text(server_.get(), last_from, "late"));
    ASSERT_TRUE(bench_.turn_until([&] { return !bench_.answers.empty(); }));
    EXPECT_EQ(bench_.answers[0].path, last);
    bench_.skew = base::Duration{6'100};
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.upstream_udp.size() == 8; }));
    const auto next = bench_.upstream_udp.pick(address_, bench_.now());
    EXPECT_NE(next, 0U);
}

TEST_F(UpstreamTest, NeverMoreSocketsThanTheLimitAndNeverNone) {
    bench_.upstream_udp.configure(std::array{address_}, bench_.now());
    for (int i = 0; i < 2000; ++i) {
        ASSERT_NE(bench_.upstream_udp.pick(address_, bench_.now()), 0U);
        if (i % 10 == 0) bench_.turn(base::Duration{0});
    }
    EXPECT_LE(bench_.upstream_udp.size(), bench_.fixed.upstream.udp_total_max);
}

TEST_F(UpstreamTest, AServerThatIsGoneIsReportedAndTheSocketLives) {
    bench_.upstream_udp.configure(std::array{address_}, bench_.now());
    const auto path = bench_.upstream_udp.pick(address_, bench_.now());
    server_.reset();
    bench_.upstream_udp.send(path, bytes_of("q"), bench_.now());
    ASSERT_TRUE(bench_.turn_until([&] { return !bench_.failures.empty(); }));
    EXPECT_EQ(bench_.failures[0], path);
    server_ = io::plain_socket(address_, SOCK_DGRAM);
    const auto from = ask(path, "again");
    ASSERT_TRUE(io::send_text(server_.get(), from, "answer"));
    ASSERT_TRUE(bench_.turn_until([&] { return !bench_.answers.empty(); }));
}

TEST_F(UpstreamTest, AReloadKeepsGoneServersForAWhile) {
    const auto other = io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_DGRAM);
    bench_.upstream_udp.configure(std::array{address_}, bench_.now());
    bench_.upstream_udp.configure(std::array{address_of(other)}, bench_.now());
    EXPECT_NE(bench_.upstream_udp.pick(address_, bench_.now()), 0U);
    EXPECT_NE(bench_.upstream_udp.pick(address_of(other), bench_.now()), 0U);
    bench_.skew = base::Duration{10'100};
    bench_.turns(2);
    EXPECT_EQ(bench_.upstream_udp.pick(address_, bench_.now()), 0U);
    bench_.skew = base::Duration{17'000};
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.upstream_udp.size() == 8; }));
    // And back again.
    bench_.upstream_udp.configure(std::array{address_}, bench_.now());
    EXPECT_NE(bench_.upstream_udp.pick(address_, bench_.now()), 0U);
}

TEST_F(UpstreamTest, WhenOurAddressIsGoneThePoolIsReplacedOnceASecond) {
    bench_.upstream_udp.configure(std::array{address_}, bench_.now());
    const auto path = bench_.upstream_udp.pick(address_, bench_.now());
    bench_.upstream_udp.on_send_failed(path, -EINVAL);
    EXPECT_EQ(bench_.failures, std::vector{path});
    bench_.turns(1);
    EXPECT_EQ(bench_.upstream_udp.size(), 16U);
    const auto next = bench_.upstream_udp.pick(address_, bench_.now());
    ASSERT_NE(next, 0U);
    bench_.upstream_udp.on_send_failed(next, -EINVAL);
    bench_.turns(1);
    EXPECT_EQ(bench_.upstream_udp.size(), 16U);
    bench_.skew = base::Duration{6'500};
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.upstream_udp.size() == 8; }));
}

class UpstreamTcpTest : public ::testing::Test {
  protected:
    Bench bench_;
    base::UniqueFd listener_ = io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_STREAM);
    net::Endpoint address_ = io::endpoint("127.0.0.1:0");

    void SetUp() override {
        ASSERT_EQ(::listen(listener_.get(), 8), 0);
        address_.port = io::bound_port(listener_.get());
    }
    base::UniqueFd accept() {
        bench_.turns(2);
        base::UniqueFd fd(::accept(listener_.get(), nullptr, nullptr));
        io::set_receive_timeout(fd.get(), 2000);
        return fd;
    }
};

TEST_F(UpstreamTcpTest, OneQuestionOneAnswer) {
    const auto path = bench_.upstream_tcp.open(address_, bytes_of(message('q')), bench_.now());
    ASSERT_NE(path, 0U);
    EXPECT_TRUE(UpstreamTcp::is_tcp(path));
    const auto server = accept();
    bench_.turns(3);
    EXPECT_EQ(read_now(server.get()), framed(message('q')));
    const std::string answer = framed(message('a', 5000));
    send_all(server.get(), answer.substr(0, 1));
    bench_.turns(2);
    send_all(server.get(), answer.substr(1, 2000));
    bench_.turns(2);
    send_all(server.get(), answer.substr(2001));
    ASSERT_TRUE(bench_.turn_until([&] { return !bench_.answers.empty(); }));
    EXPECT_EQ(bench_.answers[0].path, path);
    EXPECT_EQ(bench_.answers[0].text, message('a', 5000));
    bench_.upstream_tcp.close(path);
    bench_.turns(3);
    EXPECT_TRUE(is_closed(server.get()));
    EXPECT_EQ(bench_.upstream_tcp.size(), 0U);
    EXPECT_TRUE(bench_.failures.empty());
    bench_.upstream_tcp.close(path);
}

TEST_F(UpstreamTcpTest, EndsAreReportedOnce) {
    const auto cut = bench_.upstream_tcp.open(address_, bytes_of(message('q')), bench_.now());
    auto server = accept();
    bench_.turns(2);
    send_all(server.get(), std::string("\x01", 1));
    server.reset();
    ASSERT_TRUE(bench_.turn_until([&] { return !bench_.failures.empty(); }));
    EXPECT_EQ(bench_.failures, std::vector{cut});
    bench_.failures.clear();

    const auto zero = bench_.upstream_tcp.open(address_, bytes_of(message('q')), bench_.now());
    server = accept();
    send_all(server.get(), std::string("\0\0", 2));
    ASSERT_TRUE(bench_.turn_until([&] { return !bench_.failures.empty(); }));
    EXPECT_EQ(bench_.failures, std::vector{zero});
    bench_.failures.clear();

    const auto late = bench_.upstream_tcp.open(address_, bytes_of(message('q')), bench_.now());
    server = accept();
    bench_.skew = base::Duration{3'100};
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.upstream_tcp.size() == 0; }));
    EXPECT_EQ(bench_.failures, std::vector{late});
    bench_.failures.clear();

    listener_.reset();
    const auto refused = bench_.upstream_tcp.open(address_, bytes_of(message('q')), bench_.now());
    ASSERT_TRUE(bench_.turn_until([&] { return !bench_.failures.empty(); }));
    EXPECT_EQ(bench_.failures, std::vector{refused});
}

TEST_F(UpstreamTcpTest, LimitAndClosingAtEveryStage) {
    std::vector<upstream::PathId> paths;
    for (int i = 0; i < 4; ++i)
        paths.push_back(bench_.upstream_tcp.open(address_, bytes_of(message('q')), bench_.now()));
    EXPECT_EQ(bench_.upstream_tcp.open(address_, bytes_of(message('q')), bench_.now()), 0U);
    for (int stage = 0; stage < 4; ++stage) {
        bench_.upstream_tcp.close(paths[static_cast<std::size_t>(stage)]);
        bench_.turn(base::Duration{1});
    }
    ASSERT_TRUE(bench_.turn_until([&] { return bench_.upstream_tcp.size() == 0; }));
    EXPECT_TRUE(bench_.failures.empty());
}

}  // namespace
}  // namespace gate64::dns64d::shard
