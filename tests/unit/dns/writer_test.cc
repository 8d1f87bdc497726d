// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/writer.h"

#include <gtest/gtest.h>

#include "shared/dns/message.h"
#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::copy;
using test::plain_response;
using test::Wire;

/// A writer with its own memory.
struct Output {
    explicit Output(std::size_t room = 4096) : space(room), writer(space) {
        writer.start(0x1234, 0x8180);
    }
    [[nodiscard]] std::vector<std::uint8_t> octets() const { return copy(writer.message()); }

    std::vector<std::uint8_t> space;
    MessageWriter writer;
};

Name name(std::string_view text) {
    return Name::parse(text).value();
}

Wire address() {
    return Wire().raw({192, 0, 2, 1});
}

TEST(MessageWriter, HeaderAndQuestion) {
    Output out;
    EXPECT_EQ(out.writer.question_end(), 12U);
    out.writer.question(name("www.example"), rr::aaaa, klass::in);
    EXPECT_EQ(out.octets(), copy(plain_response(0).bytes()));
    EXPECT_EQ(out.writer.question_end(), 29U);
    out.writer.set_flags(0x8583);
    EXPECT_EQ(out.octets(), copy(plain_response(0, 0, 0, 0x8583).bytes()));
    EXPECT_FALSE(out.writer.truncated());
}

TEST(MessageWriter, CompressesOwnersAndOldRdata) {
    Output out;
    out.writer.question(name("www.example"), rr::aaaa, klass::in);
    const Name target = name("v6.example");
    out.writer.record(Section::answer, name("www.example"), rr::cname, 60, target.wire());
    out.writer.record(Section::answer, target, rr::a, 1, address().bytes());
    out.writer.record(Section::answer, target, rr::a, 1, address().bytes());
    out.writer.record(Section::authority, name("example"), rr::mx, 1,
                      Wire().u16(10).name("mx.www.example").bytes());
    out.writer.record(Section::additional, Name(), rr::txt, 1, Wire().u8(0).bytes());
    EXPECT_EQ(out.octets(), copy(plain_response(3, 1, 1)
                                     .pointer(12)
                                     .body(rr::cname, 60, Wire().labels("v6").pointer(16))
                                     .pointer(41)
                                     .body(rr::a, 1, address())
                                     .pointer(41)
                                     .body(rr::a, 1, address())
                                     .pointer(16)
                                     .body(rr::mx, 1, Wire().u16(10).labels("mx").pointer(12))
                                     .u8(0)
                                     .body(rr::txt, 1, Wire().u8(0))
                                     .bytes()));
}

TEST(MessageWriter, SoaNamesShareTheirSuffix) {
    Output out;
    const Wire numbers = Wire().fill(20, 1);
    out.writer.record(
        Section::authority, name("example"), rr::soa, 5,
        Wire().name("ns.example").name("who.ns.example").add(numbers.bytes()).bytes());
    EXPECT_EQ(out.octets(),
              copy(Wire()
                       .header(0x1234, 0x8180, 0, 0, 1, 0)
                       .name("example")
                       .body(rr::soa, 5,
                             Wire().labels("ns").pointer(12).labels("who").pointer(31).add(
                                 numbers.bytes()))
                       .bytes()));
}

TEST(MessageWriter, LeavesNamesOfNewerTypesWhole) {
    for (const std::uint16_t type : {rr::dname, rr::srv, rr::rrsig, rr::nsec, rr::svcb, rr::rp}) {
        Output out;
        const Name owner = name("example");
        out.writer.record(Section::answer, owner, type, 1, owner.wire());
        EXPECT_EQ(out.octets().size(), 12U + 9 + 10 + 9) << type;
    }
}

TEST(MessageWriter, MatchesWithoutCaseAndKeepsTheQuestionsSpelling) {
    Output out;
    out.writer.question(name("wWw.eXample"), rr::a, klass::in);
    out.writer.record(Section::answer, name("www.example"), rr::a, 1, address().bytes());
    out.writer.record(Section::answer, name("FTP.EXAMPLE"), rr::a, 1, address().bytes());
    Response response;
    ASSERT_TRUE(parse_response(out.writer.message(), response));
    EXPECT_EQ(response.name.text(), "wWw.eXample.");
    RecordSpan::Iterator it = response.records.view().begin();
    EXPECT_EQ((*it).owner.text(), "wWw.eXample.");
    ++it;
    EXPECT_EQ((*it).owner.text(), "FTP.eXample.");
    EXPECT_EQ(out.octets().size(), 29U + 16 + 20);
}

TEST(MessageWriter, OddRdataOfCompressibleTypesIsWrittenAsItIs) {
    for (const Wire& rdata : {Wire(), Wire().u8(0x40), Wire().raw({3, 'a'}), Wire().fill(3, 0)}) {
        Output out;
        EXPECT_TRUE(out.writer.record(Section::answer, Name(), rr::mx, 1, rdata.bytes()));
        EXPECT_EQ(
            out.octets(),
            copy(Wire().header(0x1234, 0x8180, 0, 1, 0, 0).u8(0).body(rr::mx, 1, rdata).bytes()));
    }
}

TEST(MessageWriter, Opt) {
    Output out;
    out.writer.question(name("www.example"), rr::aaaa, klass::in);
    EXPECT_TRUE(out.writer.opt({.ede = Ede::synthesized, .ede_text = "x"}));
    const Wire error = Wire().u16(29).u8('x');
    EXPECT_EQ(out.octets(), copy(plain_response(0, 0, 1).opt(Wire().option(15, error)).bytes()));
}

TEST(MessageWriter, StartsOverClean) {
    Output out(60);
    out.writer.question(name("www.example"), rr::aaaa, klass::in);
    out.writer.record(Section::answer, name("a.example"), rr::txt, 1, Wire().fill(99, 0).bytes());
    EXPECT_TRUE(out.writer.truncated());
    out.writer.start(0x1234, 0x8180);
    EXPECT_FALSE(out.writer.truncated());
    out.writer.question(name("www.example"), rr::aaaa, klass::in);
    EXPECT_EQ(out.octets(), copy(plain_response(0).bytes()));
}

/// A question, three records and OPT; how much of it was taken.
unsigned write_all(MessageWriter& writer) {
    writer.start(0x1234, 0x8180);
    writer.question(name("www.example"), rr::aaaa, klass::in);
    unsigned taken = 0;
    taken += writer.record(Section::answer, name("www.example"), rr::cname, 60,
                           name("a.b.c.example").wire());
    taken += writer.record(Section::answer, name("a.b.c.example"), rr::a, 1, address().bytes());
    taken += writer.record(Section::answer, name("b.c.example"), rr::cname, 60,
                           name("d.b.c.example").wire());
    taken += writer.opt({.ede = Ede::other, .ede_text = "text"});
    return taken;
}

TEST(MessageWriter, AllOrNothingAtEverySize) {
    Output whole;
    ASSERT_EQ(write_all(whole.writer), 4U);
    const std::size_t size = whole.octets().size();
    for (std::size_t room = 0; room <= size; ++room) {
        std::vector<std::uint8_t> space(room);  // its own block, so a step too far is seen
        MessageWriter writer(space);
        const unsigned taken = write_all(writer);
        EXPECT_EQ(writer.truncated(), room < size);
        if (room < 12) {
            EXPECT_TRUE(writer.message().empty());
            continue;
        }
        Response response;
        ASSERT_TRUE(parse_response(writer.message(), response)) << room;
        EXPECT_EQ(response.records.count() + (response.edns.present ? 1U : 0U), taken) << room;
        EXPECT_EQ(response.header.qdcount, room >= 29 ? 1 : 0);
    }
}

TEST(MessageWriter, NeverPointsBeyondTheReachOfAPointer) {
    Output out(70000);
    out.writer.question(name("www.example"), rr::txt, klass::in);
    const Wire filler = Wire().u8(0).fill(16000, 0);
    out.writer.record(Section::answer, Name(), 65280, 1, filler.bytes());
    for (int i = 0; i < 60; ++i) {
        const Name owner = name("n" + std::to_string(i) + ".far.example");
        out.writer.record(Section::answer, owner, rr::a, 1, address().bytes());
        out.writer.record(Section::answer, owner, rr::ns, 1, owner.wire());
    }
    Response response;
    ASSERT_TRUE(parse_response(out.writer.message(), response));
    EXPECT_EQ(response.records.count(), 121U);
    RecordSpan::Iterator it = response.records.view().begin();
    for (int i = 0; i < 119; ++i)
        ++it;
    EXPECT_EQ((*it).owner.text(), "n59.far.example.");
}

TEST(MessageWriter, UsesAtMostAMessage) {
    Output out(100000);
    const Wire big = Wire().fill(65523, 0);
    EXPECT_FALSE(out.writer.record(Section::answer, Name(), 65280, 1, big.bytes()));
    EXPECT_TRUE(out.writer.record(Section::answer, Name(), 65280, 1, big.bytes().first(65512)));
    EXPECT_EQ(out.octets().size(), message_bytes_max);
}

TEST(MessageWriter, ManyNamesCostNoMoreThanTheirOctets) {
    Output out(70000);
    unsigned count = 0;
    while (out.writer.record(Section::answer, name("h" + std::to_string(count) + ".x.example"),
                             rr::a, 1, address().bytes()))
        ++count;
    EXPECT_GT(count, 2500U);  // 24 octets a record where the suffix is shared
    Response response;
    ASSERT_TRUE(parse_response(out.writer.message(), response));
    EXPECT_EQ(response.records.count(), count);
}

}  // namespace
}  // namespace gate64::dns
