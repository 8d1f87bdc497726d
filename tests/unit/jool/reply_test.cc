// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/reply.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "shared/jool/bib_codec.h"
#include "shared/jool/global_codec.h"
#include "shared/jool/instance_codec.h"
#include "shared/jool/pool4_codec.h"
#include "shared/jool/session_codec.h"
#include "shared/jool/stats_codec.h"
#include "tests/kit/fake_jool.h"

namespace gate64::jool {
namespace {

const MessageHead head{.family = 0x20,
                       .command = 0,
                       .flags = 0,
                       .version = {4, 1, 9, 0},
                       .instance = "example",
                       .sequence = 7};

template <typename Fill>
Octets reply(Fill fill, std::uint8_t flags = 0) {
    MessageHead with_flags = head;
    with_flags.flags = flags;
    MessageWriter writer(with_flags);
    fill(writer);
    return writer.finish().value();
}

TEST(Reply, BothWaysToRefuseBecomeOneError) {
    const auto jool = Reply::parse(jool_error(head, ESRCH, "No such instance.\nReally.\n"));
    EXPECT_EQ(jool.error().errno_value, ESRCH);
    EXPECT_EQ(jool.error().message, "No such instance.\nReally.");
    const auto wordless = Reply::parse(jool_error(head, ENOMEM, ""));
    EXPECT_EQ(wordless.error().errno_value, ENOMEM);
    EXPECT_NE(wordless.error().message.find("annot allocate memory"), std::string::npos);
    const auto netlink = Reply::parse(netlink_error(reply([](auto&) {}), EINVAL));
    EXPECT_EQ(netlink.error().errno_value, EINVAL);
}

TEST(Reply, ReadsTheWordsOfNetlinksOwnErrors) {
    // nlmsghdr (ACK_TLVS and CAPPED), -EINVAL, the request's nlmsghdr, NLMSGERR_ATTR_MSG "no way".
    Octets octets{56,   0,    0,    0,    2,  0, 0, 3, 7,   0,   0,   0,   0,   0,   0, 0,
                  0xEA, 0xFF, 0xFF, 0xFF, 48, 0, 0, 0, 32,  0,   1,   0,   7,   0,   0, 0,
                  0,    0,    0,    0,    11, 0, 1, 0, 'n', 'o', ' ', 'w', 'a', 'y', 0, 0};
    octets[0] = static_cast<std::uint8_t>(octets.size());
    const auto refused = Reply::parse(octets);
    EXPECT_EQ(refused.error().errno_value, EINVAL);
    EXPECT_EQ(refused.error().message, "no way");
}

TEST(Reply, EveryCutIsMalformedAndNothingCrashes) {
    const Octets whole = reply([](MessageWriter& writer) {
        write_session(writer, abi::list::entry, Session{});
        write_session(writer, abi::list::entry, Session{});
    });
    ASSERT_TRUE(decode_sessions(whole).has_value());
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(decode_sessions(cut).has_value()) << size;
        if (size < 48) continue;
        cut[0] = static_cast<std::uint8_t>(size);
        cut[1] = static_cast<std::uint8_t>(size >> 8);
        // Only a cut between two entries leaves a reply that makes sense.
        EXPECT_EQ(decode_sessions(cut).has_value(), size == 48 || size == 48 + 140) << size;
    }
}

TEST(Reply, RefusesOtherMessages) {
    MessageHead request = head;
    request.command = 18;
    EXPECT_EQ(Reply::parse(MessageWriter(request).finish().value()).error().errno_value, EBADMSG);
    Octets siit = reply([](auto&) {});
    siit[28] = 1;
    EXPECT_EQ(Reply::parse(siit).error().errno_value, EBADMSG);
    Octets unmagic = reply([](auto&) {});
    unmagic[20] = 'J';
    EXPECT_EQ(Reply::parse(unmagic).error().errno_value, EBADMSG);
    Octets endless = reply([](auto&) {});
    std::fill(endless.begin() + 32, endless.begin() + 48, std::uint8_t{'x'});
    EXPECT_EQ(Reply::parse(endless).error().errno_value, EBADMSG);
}

TEST(Reply, RefusesValuesThatMakeNoSense) {
    const auto bib = [](std::uint8_t protocol, std::uint8_t is_static) {
        return reply([&](MessageWriter& writer) {
            const auto nest = writer.nest(abi::list::entry);
            write_endpoint(writer, abi::bib::src6, Endpoint6{});
            write_endpoint(writer, abi::bib::src4, Endpoint4{});
            writer.u8(abi::bib::proto, protocol);
            writer.u8(abi::bib::is_static, is_static);
        });
    };
    EXPECT_TRUE(decode_bib(bib(2, 1)).has_value());
    EXPECT_FALSE(decode_bib(bib(3, 1)).has_value());
    EXPECT_FALSE(decode_bib(bib(2, 2)).has_value());

    const auto pool = [](const char* prefix, std::uint16_t min, std::uint16_t max) {
        return decode_pool4(reply([&](MessageWriter& writer) {
            write_pool4(writer, abi::list::entry,
                        {.prefix = net::Ipv4Prefix::parse(prefix).value(),
                         .port_min = min,
                         .port_max = max,
                         .iterations = {}},
                        Pool4Form::listed);
        }));
    };
    EXPECT_TRUE(pool("192.0.2.1/32", 1, 2).has_value());
    EXPECT_FALSE(pool("192.0.0.0/23", 1, 2).has_value());
    EXPECT_FALSE(pool("192.0.2.1/32", 2, 1).has_value());
}

TEST(Reply, APageThatPromisesMoreHasALastEntry) {
    const Octets empty = reply([](auto&) {}, abi::flag::more);
    EXPECT_FALSE(decode_sessions(empty).has_value());
    EXPECT_FALSE(decode_stats(empty).has_value());
    EXPECT_FALSE(decode_globals(empty).has_value());
    EXPECT_FALSE(decode_instances(empty).has_value());
}

TEST(Reply, DoneSaysNothingElse) {
    EXPECT_TRUE(read_done(reply([](auto&) {})).has_value());
    // The flags of the request come back.
    EXPECT_TRUE(read_done(reply([](auto&) {}, abi::flag::force | abi::flag::quick)).has_value());
    EXPECT_FALSE(read_done(reply([](MessageWriter& w) { w.u8(1, 0); })).has_value());
}

TEST(Reply, UnsetPrefixAndUnknownIdsOfGlobals) {
    const auto page = decode_globals(reply([](MessageWriter& writer) {
        write_no_prefix(writer, abi::global::pool6);
        writer.u32(200, 5);
    }));
    ASSERT_TRUE(page.has_value());
    ASSERT_EQ(page->entries.size(), 1U);
    EXPECT_EQ(page->entries[0].value, GlobalValue());
    EXPECT_EQ(page->last_id, 200);
}

TEST(Reply, CountersSkipTheKernelsFiller) {
    const auto page = decode_stats(reply([](MessageWriter& writer) {
        writer.bytes(70, {});
        writer.u64(1, 0xFFFF'FFFF'FFFF'FFFFULL);
    }));
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->entries, (std::vector<Counter>{{1, UINT64_MAX}}));
}

}  // namespace
}  // namespace gate64::jool
