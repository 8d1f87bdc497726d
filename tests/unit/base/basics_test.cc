// SPDX-License-Identifier: Apache-2.0
// Bytes, errors, random numbers, descriptors and the clock.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <set>

#include "shared/base/bytes.h"
#include "shared/base/check.h"
#include "shared/base/clock.h"
#include "shared/base/error.h"
#include "shared/base/random.h"
#include "shared/base/unique_fd.h"

namespace gate64::base {
namespace {

TEST(ByteReader, ReadsFieldAfterField) {
    const std::array<std::uint8_t, 8> data = {1, 2, 3, 4, 5, 6, 7, 8};
    ByteReader reader{Bytes(data)};
    EXPECT_EQ(reader.u8(), 1U);
    EXPECT_EQ(reader.u16(), 0x0203U);
    EXPECT_EQ(reader.u32(), 0x04050607U);
    EXPECT_EQ(reader.remaining(), 1U);
    EXPECT_EQ(reader.take(1)[0], 8U);
    EXPECT_TRUE(reader.at_end());
    EXPECT_TRUE(reader.ok());
}

TEST(ByteReader, ErrorSticks) {
    const std::array<std::uint8_t, 3> data = {1, 2, 3};
    ByteReader reader{Bytes(data)};
    EXPECT_EQ(reader.u32(), 0U);
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(reader.u8(), 0U);
    EXPECT_EQ(reader.position(), 0U);
    reader.skip(0);
    EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, TakingNothingIsFine) {
    ByteReader reader{Bytes()};
    EXPECT_TRUE(reader.take(0).empty());
    EXPECT_TRUE(reader.ok());
    reader.poison();
    EXPECT_FALSE(reader.ok());
}

TEST(ByteWriter, WritesAndPatches) {
    std::array<std::uint8_t, 9> space{};
    ByteWriter writer{MutableBytes(space)};
    writer.u16(0);
    writer.u32(0x01020304);
    writer.u8(0xFF);
    const std::array<std::uint8_t, 2> tail = {8, 9};
    writer.bytes(tail);
    writer.patch_u16(0, 0xABCD);
    EXPECT_TRUE(writer.ok());
    EXPECT_EQ(space, (std::array<std::uint8_t, 9>{0xAB, 0xCD, 1, 2, 3, 4, 0xFF, 8, 9}));
    EXPECT_EQ(writer.remaining(), 0U);
}

TEST(ByteWriter, ErrorSticksUntilRewind) {
    std::array<std::uint8_t, 3> space{};
    ByteWriter writer{MutableBytes(space)};
    writer.u8(1);
    const std::size_t mark = writer.position();
    writer.u32(5);
    EXPECT_FALSE(writer.ok());
    writer.u8(2);
    EXPECT_EQ(writer.position(), mark);
    writer.rewind(mark);
    writer.u16(0x0203);
    EXPECT_TRUE(writer.ok());
    EXPECT_EQ(space, (std::array<std::uint8_t, 3>{1, 2, 3}));
    writer.patch_u16(2, 0xFFFF);  // would end past what was written
    EXPECT_EQ(space[2], 3U);
}

TEST(Error, CarriesTheKernelsWords) {
    const Result<int> result = fail_errno("cannot open \"x\"", ENOENT);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().message, "cannot open \"x\": No such file or directory");
    EXPECT_EQ(Result<int>(fail("why")).error().message, "why");
}

/// Hands out the numbers it was given, then counts up.
class Scripted final : public Random {
  public:
    explicit Scripted(std::uint64_t first) : next_(first) {}
    [[nodiscard]] std::uint64_t next() noexcept override { return next_++ << 32; }

  private:
    std::uint64_t next_;
};

TEST(Random, BelowStaysBelow) {
    Csprng random;
    for (std::uint32_t bound : {1U, 2U, 3U, 7U, 1000U, 0x80000001U, 0xFFFFFFFFU}) {
        for (int i = 0; i < 200; ++i)
            EXPECT_LT(random.below(bound), bound);
    }
}

TEST(Random, BelowRejectsWhatWouldBias) {
    // 2^32 = 3 * 1431655765 + 1: of the 2^32 inputs exactly one, zero, must be thrown away.
    Scripted random(0);
    EXPECT_EQ(random.below(3), 0U);
    EXPECT_EQ(random.next() >> 32, 2U);
}

TEST(Random, BelowIsEven) {
    Csprng random;
    std::array<int, 10> seen{};
    for (int i = 0; i < 100'000; ++i)
        ++seen[random.below(10)];
    for (int count : seen) {
        EXPECT_GT(count, 9'000);
        EXPECT_LT(count, 11'000);
    }
}

TEST(Csprng, DoesNotRepeatItself) {
    Csprng a;
    Csprng b;
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        seen.insert(a.next());
        seen.insert(b.next());
    }
    EXPECT_EQ(seen.size(), 2000U);
}

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) >= 0;
}

TEST(UniqueFd, ClosesWhatItOwns) {
    int raw = -1;
    {
        const UniqueFd fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        ASSERT_TRUE(fd.valid());
        raw = fd.get();
        EXPECT_TRUE(is_open(raw));
    }
    EXPECT_FALSE(is_open(raw));
}

TEST(UniqueFd, MovesAndReleases) {
    UniqueFd a(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int raw = a.get();
    UniqueFd b(std::move(a));
    // NOLINTNEXTLINE(bugprone-use-after-move,clang-analyzer-cplusplus.Move): empty by contract
    EXPECT_FALSE(a.valid());
    UniqueFd c(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int replaced = c.get();
    c = std::move(b);
    EXPECT_EQ(c.get(), raw);
    EXPECT_FALSE(is_open(replaced));
    EXPECT_EQ(c.release(), raw);
    EXPECT_FALSE(c.valid());
    EXPECT_TRUE(is_open(raw));
    c.reset(raw);
    c.reset();
    EXPECT_FALSE(is_open(raw));
}

TEST(Clock, CountsWholeSeconds) {
    const Instant start = now();
    EXPECT_EQ(seconds_between(start, start + Duration(1999)), 1U);
    EXPECT_EQ(seconds_between(start, start - Duration(5000)), 0U);
    EXPECT_GE(now(), start);
}

TEST(CheckDeathTest, NamesThePlace) {
    EXPECT_DEATH(CHECK(1 + 1 == 3), "basics_test.cc:[0-9]+: broken invariant: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace gate64::base
