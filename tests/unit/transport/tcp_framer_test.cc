// SPDX-License-Identifier: Apache-2.0
#include "dns64d/transport/tcp_framer.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/transport/stream.h"

namespace gate64::dns64d::transport {
namespace {

using test::at_ms;
using test::copy;
using test::framed;
using test::joined;
using test::message;
using test::Octets;

constexpr TcpTimeouts timeouts;

TEST(TcpFramer, AsksAndAnswers) {
    TcpFramer framer(at_ms(0));
    EXPECT_TRUE(framer.wants_read());
    EXPECT_EQ(framer.feed(framed(message(30)), at_ms(1)), FeedResult::ok);
    EXPECT_FALSE(framer.wants_read());
    const auto query = framer.next_message();
    ASSERT_TRUE(query.has_value());
    EXPECT_EQ(copy(*query), message(30));
    EXPECT_EQ(framer.in_flight(), 1U);
    EXPECT_TRUE(framer.wants_read());
    EXPECT_FALSE(framer.next_message().has_value());
    EXPECT_TRUE(framer.queue_answer(message(40, 2), at_ms(2)));
    EXPECT_EQ(framer.in_flight(), 0U);
    EXPECT_EQ(copy(framer.pending_output()), framed(message(40, 2)));
    framer.consume_output(42, at_ms(3));
    EXPECT_TRUE(framer.is_idle());
    EXPECT_FALSE(framer.is_finished());
}

/// Takes all it may; how many.
unsigned take_all(TcpFramer& framer) {
    unsigned count = 0;
    while (framer.next_message())
        ++count;
    return count;
}

Octets many(unsigned count) {
    Octets chunk;
    for (unsigned i = 0; i < count; ++i)
        chunk = joined(chunk, framed(message(20)));
    return chunk;
}

TEST(TcpFramer, AHundredQueriesInFlight) {
    TcpFramer framer(at_ms(0));
    EXPECT_EQ(framer.feed(many(250), at_ms(0)), FeedResult::ok);
    EXPECT_EQ(take_all(framer), tcp_in_flight_max);
    EXPECT_FALSE(framer.wants_read());
    EXPECT_EQ(take_all(framer), 0U);
    framer.abandon_query(at_ms(1));
    EXPECT_EQ(take_all(framer), 1U);
    for (unsigned i = 0; i < 100; ++i)
        EXPECT_TRUE(framer.queue_answer(message(12), at_ms(2)));
    EXPECT_EQ(take_all(framer), 100U);
    for (unsigned i = 0; i < 100; ++i)
        EXPECT_TRUE(framer.queue_answer(message(12), at_ms(2)));
    EXPECT_EQ(take_all(framer), 49U);
    EXPECT_TRUE(framer.wants_read());
}

TEST(TcpFramer, AFullHundredWithNothingWaitingStopsReading) {
    TcpFramer framer(at_ms(0));
    EXPECT_EQ(framer.feed(many(100), at_ms(0)), FeedResult::ok);
    EXPECT_EQ(take_all(framer), 100U);
    EXPECT_FALSE(framer.has_message());
    EXPECT_FALSE(framer.wants_read());
    framer.abandon_query(at_ms(1));
    EXPECT_TRUE(framer.wants_read());
}

TEST(TcpFramer, APeerThatFetchesNothingIsHeldBackThenRefused) {
    TcpFramer framer(at_ms(0));
    EXPECT_EQ(framer.feed(many(20), at_ms(0)), FeedResult::ok);
    EXPECT_TRUE(framer.next_message().has_value());
    EXPECT_TRUE(framer.queue_answer(message(65535), at_ms(0)));
    EXPECT_FALSE(framer.wants_read());
    EXPECT_FALSE(framer.next_message().has_value());
    EXPECT_TRUE(framer.has_message());
    (void)framer.pending_output();
    framer.consume_output(2, at_ms(1));
    EXPECT_EQ(take_all(framer), 19U);
    for (int i = 0; i < 2; ++i)
        EXPECT_TRUE(framer.queue_answer(message(65535), at_ms(1)));
    EXPECT_TRUE(framer.queue_answer(message(65533), at_ms(1)));
    EXPECT_FALSE(framer.queue_answer(message(65535), at_ms(1)));
}

TEST(TcpFramer, HalfCloseStillGetsTheAnswer) {
    TcpFramer framer(at_ms(0));
    EXPECT_EQ(framer.feed(many(2), at_ms(0)), FeedResult::ok);
    framer.end_of_input();
    EXPECT_FALSE(framer.wants_read());
    EXPECT_FALSE(framer.is_finished());
    EXPECT_EQ(take_all(framer), 2U);
    EXPECT_TRUE(framer.queue_answer(message(12), at_ms(0)));
    framer.abandon_query(at_ms(0));
    EXPECT_FALSE(framer.is_finished());
    (void)framer.pending_output();
    framer.consume_output(14, at_ms(0));
    EXPECT_TRUE(framer.is_finished());
}

TEST(TcpFramer, EndInsideAMessageIsTheEnd) {
    TcpFramer framer(at_ms(0));
    EXPECT_EQ(framer.feed(Octets{0, 40, 1, 2, 3}, at_ms(0)), FeedResult::ok);
    framer.end_of_input();
    EXPECT_TRUE(framer.is_finished());
}

TEST(TcpFramer, BadStreamsAreReported) {
    TcpFramer framer(at_ms(0));
    EXPECT_EQ(framer.feed(Octets{0, 3}, at_ms(0)), FeedResult::bad_length);
    TcpFramer slow(at_ms(0));
    FeedResult result = slow.feed(Octets{0xFF, 0xFF}, at_ms(0));
    unsigned reads = 1;
    for (; result == FeedResult::ok; ++reads)
        result = slow.feed(Octets{1}, at_ms(0));
    EXPECT_EQ(result, FeedResult::too_many_reads);
    EXPECT_EQ(reads, reads_per_message_max + 1);
}

TEST(TcpFramer, Deadlines) {
    TcpFramer framer(at_ms(1000));
    EXPECT_EQ(framer.deadline(timeouts), at_ms(4000));  // nothing ever came
    EXPECT_EQ(framer.feed(Octets{0}, at_ms(2000)), FeedResult::ok);
    EXPECT_EQ(framer.deadline(timeouts), at_ms(7000));
    EXPECT_EQ(framer.feed(Octets{12}, at_ms(3000)), FeedResult::ok);
    EXPECT_EQ(framer.deadline(timeouts), at_ms(7000));  // a drip does not extend it
    EXPECT_EQ(framer.feed(message(12), at_ms(4000)), FeedResult::ok);
    EXPECT_TRUE(framer.next_message().has_value());
    EXPECT_EQ(framer.deadline(timeouts), base::Instant::max());  // only we are busy
    EXPECT_TRUE(framer.queue_answer(message(20), at_ms(5000)));
    EXPECT_EQ(framer.deadline(timeouts), at_ms(15000));
    (void)framer.pending_output();
    framer.consume_output(3, at_ms(6000));
    EXPECT_EQ(framer.deadline(timeouts), at_ms(16000));
    framer.consume_output(19, at_ms(7000));
    EXPECT_EQ(framer.deadline(timeouts), at_ms(17000));  // idle
    EXPECT_EQ(framer.last_activity(), at_ms(7000));
}

TEST(TcpFramer, FurtherAnswersDoNotExtendTheWriteDeadline) {
    TcpFramer framer(at_ms(0));
    EXPECT_EQ(framer.feed(many(3), at_ms(0)), FeedResult::ok);
    EXPECT_EQ(take_all(framer), 3U);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(framer.queue_answer(message(20), at_ms(1000 * i)));
    EXPECT_EQ(framer.deadline(timeouts), at_ms(10000));
}

TEST(TcpFramer, HoldingThePeerBackIsNotItsFault) {
    TcpFramer framer(at_ms(0));
    EXPECT_EQ(framer.feed(joined(many(100), {0}), at_ms(0)), FeedResult::ok);
    EXPECT_EQ(take_all(framer), 100U);
    EXPECT_EQ(framer.deadline(timeouts), base::Instant::max());
    framer.abandon_query(at_ms(9000));
    EXPECT_TRUE(framer.wants_read());
    EXPECT_EQ(framer.deadline(timeouts), at_ms(14000));
}

TEST(TcpFramer, IdleConnectionsAreSmall) {
    TcpFramer framer(at_ms(0));
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(framer.feed(framed(message(65535)), at_ms(0)), FeedResult::ok);
        EXPECT_EQ(take_all(framer), 1U);
        EXPECT_TRUE(framer.queue_answer(message(60000), at_ms(0)));
        while (!framer.pending_output().empty())
            framer.consume_output(framer.pending_output().size(), at_ms(0));
        EXPECT_TRUE(framer.is_idle());
        EXPECT_LE(framer.memory_bytes(), 4096U);
    }
}

TEST(TcpFramer, RandomConversationsLoseNothing) {
    std::mt19937 random(21);
    for (int round = 0; round < 300; ++round) {
        TcpFramer framer(at_ms(0));
        const unsigned count = static_cast<unsigned>(1 + random() % 300);
        const Octets stream = many(count);
        std::size_t fed = 0;
        std::size_t received = 0;
        unsigned taken = 0;
        unsigned answered = 0;
        for (int step = 0; received < 22 * std::size_t{count}; ++step) {
            ASSERT_LT(step, 100000);
            ASSERT_LE(framer.in_flight(), tcp_in_flight_max);
            if (framer.wants_read() && fed < stream.size()) {
                const std::size_t size = std::min(stream.size() - fed, 20 + random() % 3000);
                ASSERT_EQ(framer.feed(base::Bytes(stream).subspan(fed, size), at_ms(step)),
                          FeedResult::ok);
                fed += size;
            }
            taken += take_all(framer);
            if (answered < taken && random() % 2 == 0) {
                ASSERT_TRUE(framer.queue_answer(message(20), at_ms(step)));
                ++answered;
            }
            const base::Bytes pending = framer.pending_output();
            const std::size_t sent = random() % (pending.size() + 1);
            framer.consume_output(sent, at_ms(step));
            received += sent;
        }
        EXPECT_EQ(answered, count);
        EXPECT_TRUE(framer.is_idle());
    }
}

}  // namespace
}  // namespace gate64::dns64d::transport
