// SPDX-License-Identifier: Apache-2.0
// What parse_query() says to every malformed query that can be made of a header, a question and an
// additional section.
#include <gtest/gtest.h>

#include "shared/dns/message.h"
#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::copy;
using test::plain_query;
using test::Wire;

QueryError verdict(const Wire& wire) {
    Query query;
    return parse_query(wire.bytes(), query);
}

constexpr auto none = QueryError::none;
constexpr auto drop = QueryError::drop;
constexpr auto form_error = QueryError::form_error;
constexpr auto bad_opcode = QueryError::bad_opcode;
constexpr auto bad_version = QueryError::bad_version;

TEST(ParseQuery, OrdinaryQuery) {
    const Wire wire = Wire()
                          .header(0xBEEF, 0x0130, 1, 0, 0, 1)
                          .question("wWw.Example", 28)
                          .opt(Wire().option(10, Wire().fill(8, 1)), 1400, 0x8000);
    Query query;
    ASSERT_EQ(parse_query(wire.bytes(), query), none);
    EXPECT_EQ(query.header.id, 0xBEEF);
    EXPECT_TRUE(query.header.rd() && query.header.ad() && query.header.cd());
    EXPECT_FALSE(query.header.qr() || query.header.aa() || query.header.tc() || query.header.ra());
    EXPECT_EQ(query.name.text(), "wWw.Example.");
    EXPECT_EQ(query.type, rr::aaaa);
    EXPECT_EQ(query.klass, klass::in);
    EXPECT_EQ(copy(query.question), copy(wire.bytes().subspan(12, 17)));
    EXPECT_TRUE(query.edns.present && query.edns.dnssec_ok);
    EXPECT_EQ(query.edns.udp_size, 1400);
}

TEST(ParseQuery, NothingStaysFromTheQueryBefore) {
    Query query;
    const Wire first = plain_query(1).opt({}, 4096, 0x8000);
    ASSERT_EQ(parse_query(first.bytes(), query), none);
    ASSERT_EQ(parse_query(plain_query().bytes(), query), none);
    EXPECT_FALSE(query.edns.present || query.edns.dnssec_ok);
    const Wire empty = Wire().header(1, 0, 0, 0, 0, 0);
    EXPECT_EQ(parse_query(empty.bytes(), query), form_error);
    EXPECT_TRUE(query.question.empty());
    EXPECT_TRUE(query.name.view().is_root());
}

TEST(ParseQuery, DropsWhatIsNoQuery) {
    for (std::size_t size = 0; size < 12; ++size)
        EXPECT_EQ(verdict(plain_query().cut(size)), drop) << size;
    EXPECT_EQ(verdict(Wire().header(1, 0x8000, 1, 0, 0, 0).question("a", 1)), drop);
    EXPECT_EQ(verdict(Wire().header(1, 0xFFFF, 0, 0, 0, 0)), drop);
}

TEST(ParseQuery, OtherOpcodesKeepTheQuestion) {
    for (unsigned opcode = 1; opcode < 16; ++opcode) {
        const Wire wire = Wire().header(7, opcode << 11, 1, 5, 5, 5).question("a.b", 6).u8(99);
        Query query;
        EXPECT_EQ(parse_query(wire.bytes(), query), bad_opcode);
        EXPECT_EQ(query.header.id, 7);
        EXPECT_EQ(query.question.size(), 9U);
    }
    Query query;
    EXPECT_EQ(parse_query(Wire().header(7, 0x2800, 1, 0, 0, 0).u8(0x40).bytes(), query),
              bad_opcode);
    EXPECT_TRUE(query.question.empty());
}

TEST(ParseQuery, Counts) {
    EXPECT_EQ(verdict(Wire().header(1, 0, 0, 0, 0, 0)), form_error);
    EXPECT_EQ(verdict(Wire().header(1, 0, 0, 0, 0, 1).opt(Wire().option(10, Wire().fill(8, 1)))),
              form_error);
    EXPECT_EQ(verdict(Wire().header(1, 0, 2, 0, 0, 0).question("a", 1).question("a", 1)),
              form_error);
    EXPECT_EQ(verdict(Wire().header(1, 0, 2, 0, 0, 0).question("a", 1)), form_error);
    EXPECT_EQ(verdict(Wire().header(1, 0, 65535, 0, 0, 0)), form_error);
    EXPECT_EQ(verdict(Wire().header(1, 0, 1, 0, 0, 0)), form_error);
    const Wire address = Wire().raw({192, 0, 2, 1});
    EXPECT_EQ(verdict(Wire().header(1, 0, 1, 1, 0, 0).question("a", 1).record("a", 1, 0, address)),
              form_error);
    EXPECT_EQ(verdict(Wire().header(1, 0, 1, 0, 1, 0).question("a", 1).record("a", 1, 0, address)),
              form_error);
    EXPECT_EQ(verdict(Wire().header(1, 0, 1, 0, 1, 0).question("a", 1).opt({})), form_error);
    EXPECT_EQ(verdict(plain_query(65535)), form_error);
    EXPECT_EQ(verdict(plain_query(2).opt({})), form_error);
}

TEST(ParseQuery, EveryCutIsAFormError) {
    const Wire whole = plain_query(1).opt(Wire().option(12, Wire().fill(20, 0)));
    for (std::size_t size = 12; size < whole.size(); ++size) {
        const Wire cut = Wire(whole).cut(size);
        EXPECT_EQ(verdict(cut), form_error) << size;
    }
    EXPECT_EQ(verdict(whole), none);
    EXPECT_EQ(verdict(Wire(whole).u8(0)), form_error);
    EXPECT_EQ(verdict(plain_query().u8(0)), form_error);
    EXPECT_EQ(verdict(plain_query().opt({})), form_error);
}

TEST(ParseQuery, KeepsTheQuestionOfABrokenRest) {
    Query query;
    const Wire wire = plain_query(1).opt(Wire().u8(1));
    EXPECT_EQ(parse_query(wire.bytes(), query), form_error);
    EXPECT_EQ(query.question.size(), 17U);
    EXPECT_TRUE(query.edns.present);
}

TEST(ParseQuery, Names) {
    const auto asked = [](const Wire& name) {
        return verdict(Wire().header(1, 0, 1, 0, 0, 0).add(name.bytes()).u16(1).u16(1));
    };
    for (unsigned type = 64; type < 256; ++type)
        EXPECT_EQ(asked(Wire().u8(type).fill(type, 'a').u8(0)), form_error) << type;
    const Wire most = Wire().u8(63).fill(63, 'a').u8(63).fill(63, 'b').u8(63).fill(63, 'c');
    EXPECT_EQ(asked(Wire(most).u8(61).fill(61, 'd').u8(0)), none);
    EXPECT_EQ(asked(Wire(most).u8(62).fill(62, 'd').u8(0)), form_error);
    EXPECT_EQ(asked(Wire(most).u8(60).fill(60, 'd').pointer(12)), form_error);
    EXPECT_EQ(asked(Wire().pointer(12)), form_error);
    EXPECT_EQ(asked(Wire().pointer(14)), form_error);
    EXPECT_EQ(asked(Wire().pointer(0)), form_error);
    EXPECT_EQ(asked(Wire().labels("a").pointer(12)), form_error);
    EXPECT_EQ(asked(Wire().u8(0)), none);
    EXPECT_EQ(asked(Wire().raw({4, 0, '.', '\\', 0xFF, 0})), none);
}

TEST(ParseQuery, TypesAndClassesAreLeftToThePipeline) {
    for (unsigned type = 0; type < 65536; type = type < 300 ? type + 1 : type * 2) {
        const Wire wire = Wire().header(1, 0, 1, 0, 0, 0).question("", type);
        EXPECT_EQ(verdict(wire), type == rr::opt ? form_error : none) << type;
    }
    for (const unsigned klass : {0U, 3U, 4U, 254U, 255U, 65535U})
        EXPECT_EQ(verdict(Wire().header(1, 0, 1, 0, 0, 0).question("a", 1, klass)), none);
}

TEST(ParseQuery, OddFlagsAndRcodesAreIgnored) {
    EXPECT_EQ(verdict(Wire().header(1, 0x07FF, 1, 0, 0, 0).question("a", 1)), none);
}

TEST(ParseQuery, AdditionalHoldsOneOptAndSignaturesOnly) {
    const Wire address = Wire().raw({192, 0, 2, 1});
    EXPECT_EQ(verdict(plain_query(1).record("a", 1, 0, address)), form_error);
    EXPECT_EQ(verdict(plain_query(2).opt({}).opt({})), form_error);
    EXPECT_EQ(verdict(plain_query(1).name("a").body(rr::opt, 0, {}, 1232)), form_error);
    EXPECT_EQ(verdict(plain_query(1).pointer(24).body(rr::opt, 0, {}, 1232)), form_error);
    EXPECT_EQ(verdict(plain_query(2).opt({}).record("a", 1, 0, address)), form_error);
}

TEST(ParseQuery, SignaturesComeLast) {
    const Wire mac = Wire().fill(30, 1);
    const Wire sig0 = Wire().u16(0).fill(30, 1);
    const Wire sig = Wire().u16(1).fill(30, 1);
    const auto tsig = [&](Wire wire) { return wire.name("key").body(rr::tsig, 0, mac, 255); };
    EXPECT_EQ(verdict(tsig(plain_query(1))), none);
    EXPECT_EQ(verdict(tsig(plain_query(2).opt({}))), none);
    EXPECT_EQ(verdict(tsig(plain_query(2)).opt({})), form_error);
    EXPECT_EQ(verdict(tsig(tsig(plain_query(2)))), form_error);
    EXPECT_EQ(verdict(tsig(plain_query(1)).u8(0)), form_error);
    EXPECT_EQ(verdict(plain_query(1).pointer(12).body(rr::tsig, 0, mac, 255)), none);
    EXPECT_EQ(verdict(plain_query(2).opt({}).u8(0).body(rr::sig, 0, sig0, 255)), none);
    EXPECT_EQ(verdict(plain_query(2).u8(0).body(rr::sig, 0, sig0, 255).opt({})), form_error);
    EXPECT_EQ(verdict(plain_query(1).u8(0).body(rr::sig, 0, sig, 255)), form_error);
    EXPECT_EQ(verdict(plain_query(1).u8(0).body(rr::sig, 0, Wire().u8(0), 255)), form_error);
}

TEST(ParseQuery, EdnsVersions) {
    Query query;
    for (const unsigned version : {1U, 100U, 255U}) {
        const Wire wire = plain_query(1).opt(Wire().raw({9}), 1232, version << 16);
        EXPECT_EQ(parse_query(wire.bytes(), query), bad_version);
        EXPECT_TRUE(query.edns.present);
        EXPECT_EQ(query.edns.version, version);
        EXPECT_EQ(verdict(Wire(wire).u8(0)), form_error);
    }
}

TEST(ParseQuery, BrokenOptionsAreFormErrors) {
    const auto with = [](const Wire& options) { return verdict(plain_query(1).opt(options)); };
    EXPECT_EQ(with(Wire().raw({0, 10, 0, 9}).fill(8, 0)), form_error);
    EXPECT_EQ(with(Wire().option(10, Wire().fill(7, 0))), form_error);
    EXPECT_EQ(with(Wire().option(8, Wire().raw({0, 3, 0, 0}))), form_error);
    Wire many;
    for (int i = 0; i < 12000; ++i)
        many.option(3, {});
    EXPECT_EQ(with(many), form_error);
    Wire repeated;
    for (int i = 0; i < 20; ++i)
        repeated.option(3, {}).option(10, Wire().fill(8, 1)).option(12, {}).option(11, {});
    EXPECT_EQ(with(repeated), none);
    // The OPT record claims more than the message has.
    Wire longer = plain_query(1).opt(Wire().option(12, Wire().fill(4, 0)));
    longer[longer.size() - 9] = 9;
    EXPECT_EQ(verdict(longer), form_error);
}

}  // namespace
}  // namespace gate64::dns
