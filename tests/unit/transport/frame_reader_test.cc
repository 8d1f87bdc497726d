// SPDX-License-Identifier: Apache-2.0
#include "dns64d/transport/frame_reader.h"

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

FeedResult feed(FrameReader& reader, const Octets& octets, int ms = 0) {
    return reader.feed(octets, at_ms(ms));
}

Octets taken(FrameReader& reader) {
    const std::optional<base::Bytes> next = reader.next();
    return next ? copy(*next) : Octets();
}

TEST(FrameReader, WholeMessageInOneChunk) {
    FrameReader reader;
    EXPECT_FALSE(reader.next().has_value());
    EXPECT_EQ(feed(reader, framed(message(12))), FeedResult::ok);
    EXPECT_TRUE(reader.has_message());
    EXPECT_FALSE(reader.is_inside_message());
    EXPECT_EQ(taken(reader), message(12));
    EXPECT_FALSE(reader.next().has_value());
    EXPECT_EQ(reader.feed({}, at_ms(0)), FeedResult::ok);
}

TEST(FrameReader, LengthSplitInTwo) {
    FrameReader reader;
    const Octets frame = framed(message(300));
    EXPECT_EQ(feed(reader, {frame[0]}, 100), FeedResult::ok);
    EXPECT_TRUE(reader.is_inside_message());
    EXPECT_EQ(reader.message_started(), at_ms(100));
    EXPECT_EQ(feed(reader, {frame[1]}, 200), FeedResult::ok);
    EXPECT_FALSE(reader.has_message());
    EXPECT_EQ(feed(reader, Octets(frame.begin() + 2, frame.end()), 300), FeedResult::ok);
    EXPECT_EQ(taken(reader), message(300));
}

TEST(FrameReader, SeveralMessagesInOneChunk) {
    FrameReader reader;
    Octets chunk;
    for (unsigned i = 0; i < 20; ++i)
        chunk = joined(chunk, framed(message(12 + i, i)));
    chunk.push_back(0);  // the next one begins
    EXPECT_EQ(feed(reader, chunk, 7), FeedResult::ok);
    for (unsigned i = 0; i < 20; ++i)
        EXPECT_EQ(taken(reader), message(12 + i, i));
    EXPECT_FALSE(reader.next().has_value());
    EXPECT_TRUE(reader.is_inside_message());
    EXPECT_EQ(reader.message_started(), at_ms(7));
    EXPECT_EQ(feed(reader, joined({12}, message(12, 9)), 8), FeedResult::ok);
    EXPECT_EQ(taken(reader), message(12, 9));
}

TEST(FrameReader, LengthsBelowAHeaderAreRefused) {
    for (std::size_t size = 0; size < 12; ++size) {
        FrameReader reader;
        EXPECT_EQ(feed(reader, framed(message(size))), FeedResult::bad_length) << size;
    }
    FrameReader reader;
    EXPECT_EQ(feed(reader, {0}), FeedResult::ok);
    EXPECT_EQ(feed(reader, {11}), FeedResult::bad_length);
    FrameReader behind;
    EXPECT_EQ(feed(behind, joined(framed(message(30)), {0, 0})), FeedResult::bad_length);
}

TEST(FrameReader, OtherProtocolsEndSoon) {
    const std::string_view http = "GET / HTTP/1.1\r\n\r\n";
    FrameReader
        reader;  // "GE" announces 18,245 octets: it waits, and the message's time limit acts
    EXPECT_EQ(feed(reader, Octets(http.begin(), http.end())), FeedResult::ok);
    EXPECT_FALSE(reader.has_message());
    EXPECT_LE(reader.memory_bytes(), 64U);
}

TEST(FrameReader, FiftyReadsAMessage) {
    const Octets frame = framed(message(49));  // 51 octets
    FrameReader reader;
    for (std::size_t i = 0; i < 50; ++i)
        EXPECT_EQ(feed(reader, {frame[i]}), FeedResult::ok);
    EXPECT_EQ(feed(reader, {frame[50]}), FeedResult::ok);
    EXPECT_EQ(taken(reader), message(49));
    const Octets longer = framed(message(50));
    for (std::size_t i = 0; i < 50; ++i)
        EXPECT_EQ(feed(reader, {longer[i]}), FeedResult::ok);
    EXPECT_EQ(feed(reader, {longer[50]}), FeedResult::too_many_reads);
}

TEST(FrameReader, ReadsAreCountedAMessageNotAConnection) {
    FrameReader reader;
    const Octets frame = framed(message(20));
    for (int i = 0; i < 1000; ++i) {
        // One message ends and the next begins in every chunk.
        Octets chunk(frame.begin() + 5, frame.end());
        chunk.insert(chunk.end(), frame.begin(), frame.begin() + 5);
        if (i == 0) chunk = Octets(frame.begin(), frame.begin() + 5);
        ASSERT_EQ(feed(reader, chunk, i), FeedResult::ok);
        EXPECT_EQ(reader.message_started(), at_ms(i));
        EXPECT_EQ(taken(reader), i > 0 ? message(20) : Octets());
    }
}

TEST(FrameReader, LongestMessage) {
    const Octets frame = framed(message(65535, 3));
    FrameReader reader;
    for (std::size_t at = 0; at < frame.size(); at += 1460) {
        const std::size_t end = std::min(frame.size(), at + 1460);
        ASSERT_EQ(reader.feed(base::Bytes(frame).subspan(at, end - at), at_ms(0)), FeedResult::ok);
    }
    EXPECT_LE(reader.memory_bytes(), frame_bytes_max);
    EXPECT_EQ(taken(reader), message(65535, 3));
    EXPECT_FALSE(reader.next().has_value());
    EXPECT_EQ(reader.memory_bytes(), 0U);
}

TEST(FrameReader, AnAnnouncedLengthCostsNothing) {
    FrameReader reader;
    EXPECT_EQ(feed(reader, {0xFF, 0xFF, 1}), FeedResult::ok);
    EXPECT_LE(reader.memory_bytes(), 16U);
    for (int i = 0; i < 40; ++i)
        EXPECT_EQ(feed(reader, message(10)), FeedResult::ok);
    EXPECT_LE(reader.memory_bytes(), 1000U);
}

TEST(FrameReader, RoomEndsWithTheAnnouncedLength) {
    FrameReader reader;
    const Octets frame = framed(message(1000));
    EXPECT_EQ(reader.feed(base::Bytes(frame).first(600), at_ms(0)), FeedResult::ok);
    EXPECT_EQ(reader.feed(base::Bytes(frame).subspan(600, 100), at_ms(0)), FeedResult::ok);
    EXPECT_LE(reader.memory_bytes(), frame.size());
}

TEST(FrameReader, HoldsBackABoundedAmount) {
    FrameReader reader;
    EXPECT_EQ(feed(reader, framed(message(65535, 1))), FeedResult::ok);
    EXPECT_EQ(feed(reader, framed(message(65535, 2))), FeedResult::ok);
    EXPECT_EQ(feed(reader, {0}), FeedResult::too_much);
    FrameReader drained;
    EXPECT_EQ(feed(drained, framed(message(65535, 1))), FeedResult::ok);
    EXPECT_EQ(feed(drained, framed(message(65535, 2))), FeedResult::ok);
    EXPECT_EQ(taken(drained), message(65535, 1));
    EXPECT_EQ(feed(drained, framed(message(65535, 3))), FeedResult::ok);
    EXPECT_EQ(taken(drained), message(65535, 2));
    EXPECT_EQ(taken(drained), message(65535, 3));
}

TEST(FrameReader, AnyCutGivesTheSameMessages) {
    std::mt19937 random(3);
    for (int round = 0; round < 2000; ++round) {
        std::vector<Octets> sent;
        Octets stream;
        for (std::size_t i = 0; i < 1 + random() % 12; ++i) {
            sent.push_back(message(12 + random() % (round % 50 == 0 ? 5000 : 90),
                                   static_cast<unsigned>(random())));
            stream = joined(stream, framed(sent.back()));
        }
        FrameReader reader;
        std::vector<Octets> got;
        const std::size_t piece_max = 1 + stream.size() / (1 + random() % 30);
        for (std::size_t at = 0; at < stream.size();) {
            const std::size_t size = std::min(stream.size() - at, 1 + random() % piece_max);
            const FeedResult result = reader.feed(base::Bytes(stream).subspan(at, size), at_ms(0));
            ASSERT_NE(result, FeedResult::bad_length);
            if (result == FeedResult::too_many_reads) break;  // tiny pieces of a long message
            at += size;
            while (random() % 4 != 0 && reader.has_message())
                got.push_back(taken(reader));
        }
        while (reader.has_message())
            got.push_back(taken(reader));
        ASSERT_LE(got.size(), sent.size());
        for (std::size_t i = 0; i < got.size(); ++i)
            ASSERT_EQ(got[i], sent[i]);
    }
}

}  // namespace
}  // namespace gate64::dns64d::transport
