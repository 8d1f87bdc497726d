// SPDX-License-Identifier: Apache-2.0
#include "dns64d/transport/frame_writer.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/transport/stream.h"

namespace gate64::dns64d::transport {
namespace {

using test::copy;
using test::framed;
using test::joined;
using test::message;
using test::Octets;

TEST(FrameWriter, LengthAndMessageTogether) {
    FrameWriter writer;
    EXPECT_TRUE(writer.empty());
    EXPECT_TRUE(writer.pending().empty());
    EXPECT_TRUE(writer.queue(message(300, 1)));
    EXPECT_TRUE(writer.queue(message(12, 2)));
    EXPECT_EQ(writer.size(), 316U);
    EXPECT_EQ(copy(writer.pending()), joined(framed(message(300, 1)), framed(message(12, 2))));
    writer.consume(316);
    EXPECT_TRUE(writer.empty());
    EXPECT_TRUE(writer.pending().empty());
}

TEST(FrameWriter, PartialSends) {
    FrameWriter writer;
    const Octets frame = framed(message(100, 5));
    EXPECT_TRUE(writer.queue(message(100, 5)));
    (void)writer.pending();
    writer.consume(1);
    EXPECT_EQ(copy(writer.pending()), Octets(frame.begin() + 1, frame.end()));
    writer.consume(0);
    writer.consume(100);
    EXPECT_EQ(writer.size(), 1U);
    writer.consume(1);
    EXPECT_TRUE(writer.empty());
}

TEST(FrameWriter, WhatIsBeingSentStaysInPlace) {
    FrameWriter writer;
    EXPECT_TRUE(writer.queue(message(20, 1)));
    const base::Bytes under_way = writer.pending();
    for (unsigned i = 0; i < 100; ++i)
        EXPECT_TRUE(writer.queue(message(1000, 2)));
    EXPECT_EQ(writer.pending().data(), under_way.data());
    EXPECT_EQ(copy(under_way), framed(message(20, 1)));
    writer.consume(22);
    EXPECT_EQ(writer.pending().size(), 100U * 1002);
}

TEST(FrameWriter, Bounds) {
    FrameWriter writer;
    EXPECT_FALSE(writer.queue(message(65536)));
    EXPECT_TRUE(writer.empty());
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(writer.queue(message(65535)));
    EXPECT_FALSE(writer.queue(message(65535)));
    EXPECT_EQ(writer.size(), 3U * 65537);
    EXPECT_TRUE(writer.queue(message(output_bytes_max - 3 * 65537 - 2)));
    EXPECT_EQ(writer.size(), output_bytes_max);
    EXPECT_FALSE(writer.queue({}));
}

TEST(FrameWriter, EmptyMeansSmall) {
    FrameWriter writer;
    for (int round = 0; round < 4; ++round) {
        EXPECT_TRUE(writer.queue(message(60000)));
        (void)writer.pending();
        EXPECT_TRUE(writer.queue(message(50000)));
        while (!writer.empty())
            writer.consume(writer.pending().size());
        EXPECT_LE(writer.memory_bytes(), 2 * output_keep_bytes_max);
    }
}

TEST(FrameWriter, NothingIsLostInAnyOrderOfSteps) {
    std::mt19937 random(9);
    for (int round = 0; round < 500; ++round) {
        FrameWriter writer;
        Octets queued;
        Octets sent;
        for (int step = 0; step < 60; ++step) {
            if (random() % 2 == 0) {
                const Octets next = message(12 + random() % 2000, static_cast<unsigned>(random()));
                ASSERT_TRUE(writer.queue(next));
                queued = joined(queued, framed(next));
            } else {
                const base::Bytes pending = writer.pending();
                const std::size_t count = random() % (pending.size() + 1);
                sent = joined(sent, copy(pending.first(count)));
                writer.consume(count);
            }
            ASSERT_EQ(writer.size(), queued.size() - sent.size());
        }
        while (!writer.empty()) {
            sent = joined(sent, copy(writer.pending()));
            writer.consume(writer.pending().size());
        }
        ASSERT_EQ(sent, queued);
    }
}

}  // namespace
}  // namespace gate64::dns64d::transport
