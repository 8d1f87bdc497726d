// SPDX-License-Identifier: Apache-2.0
#include "dns64d/pipeline/respond.h"

#include <gtest/gtest.h>

#include <array>

namespace gate64::dns64d::pipeline {
namespace {

const dns::Name owner_name = *dns::Name::parse("www.example.");

/// A finished answer of `count` A records, with the memory it views.
struct Finished {
    explicit Finished(unsigned count, std::uint32_t ttl = 300) {
        dns64::Answer answer;
        answer.ttl = ttl;
        answer.ede = dns::Ede::synthesized;
        answer.ede_text = "DNS64";
        answer.authentic = true;
        for (unsigned i = 0; i < count; ++i) {
            const std::array<std::uint8_t, 4> rdata{192, 0, 2, static_cast<std::uint8_t>(i)};
            answer.records.add(dns::Section::answer, owner_name, dns::rr::a, ttl, rdata);
        }
        finished =
            finish(owner_name, dns::rr::a, {.rd = true}, chain.view(), answer, space, ttl_offsets);
    }

    dns::RecordList chain;
    std::array<std::uint8_t, dns::message_bytes_max> space{};
    std::vector<std::uint16_t> ttl_offsets;
    cache::FinishedAnswer finished;
};

dns::Response respond_to(const ClientView& client, const dns::Name& name, const Finished& given,
                         bool& truncated) {
    std::vector<std::uint8_t> out(dns::message_bytes_max);
    const std::size_t size = respond(client, name.wire(), given.finished, out, truncated);
    dns::Response response;
    EXPECT_TRUE(dns::parse_response(base::Bytes(out).first(size), response));
    EXPECT_EQ(response.name.text(), name.text());
    return response;
}

TEST(Respond, PutsOnIdCaseAndTtlsThatRanDown) {
    Finished given(2);
    given.finished.age = 100;
    bool truncated = true;
    const dns::Response response =
        respond_to({.id = 77}, *dns::Name::parse("WwW.Example."), given, truncated);
    EXPECT_FALSE(truncated);
    EXPECT_EQ(response.header.id, 77);
    EXPECT_FALSE(response.edns.present);
    ASSERT_EQ(response.records.count(), 2U);
    for (const dns::RecordView record : response.records.view())
        EXPECT_EQ(record.ttl, 200U);
}

TEST(Respond, TtlNeverRunsBelowZero) {
    Finished given(1, 10);
    given.finished.age = 11;
    bool truncated = false;
    const dns::Response response = respond_to({}, owner_name, given, truncated);
    EXPECT_EQ((*response.records.view().begin()).ttl, 0U);
}

TEST(Respond, TooMuchForUdpIsTruncatedToTheQuestionAndOpt) {
    const Finished given(40);
    bool truncated = false;
    const dns::Response response =
        respond_to({.edns = true, .udp_size = 512}, owner_name, given, truncated);
    EXPECT_TRUE(truncated);
    EXPECT_TRUE(response.header.tc());
    EXPECT_EQ(response.records.count(), 0U);
    EXPECT_TRUE(response.edns.present);
    const dns::Response whole =
        respond_to({.edns = true, .stream = true}, owner_name, given, truncated);
    EXPECT_FALSE(truncated);
    EXPECT_EQ(whole.records.count(), 40U);
}

TEST(Respond, TheReasonGivesWayToRecordsAtTheLimit) {
    const Finished given(29);  // 493 octets; with OPT 504, with the reason more than 512
    bool truncated = true;
    const dns::Response response =
        respond_to({.edns = true, .udp_size = 512}, owner_name, given, truncated);
    EXPECT_FALSE(truncated);
    EXPECT_EQ(response.records.count(), 29U);
    EXPECT_EQ(response.edns.ede, dns::Ede::none);
}

TEST(Respond, ErrorRepeatsOpcodeAndQuestionAndNothingElse) {
    dns::Query query;
    query.header = {.id = 5, .flags = 0x2110};  // opcode 4, RD, CD
    const std::array<std::uint8_t, 5> question{0, 0, 1, 0, 1};
    query.question = question;
    std::array<std::uint8_t, 512> out{};
    const std::size_t size =
        respond_error({.id = 5}, query, dns::Rcode::notimp, dns::Ede::none, {}, out);
    EXPECT_EQ(size, dns::header_bytes + question.size());
    const dns::Header header = dns::Header::read(out);
    EXPECT_EQ(header.id, 5);
    EXPECT_EQ(header.flags, 0x8000 | 0x2110 | 0x0080 | 4);
    EXPECT_EQ(header.qdcount, 1);
}

TEST(Finish, ChainGoesFirstAndTakesAwayAd) {
    dns64::Answer answer;
    answer.authentic = true;
    answer.ttl = 300;
    dns::RecordList chain;
    chain.add(dns::Section::answer, owner_name, dns::rr::cname, 60,
              dns::Name::parse("a.example.")->wire());
    std::array<std::uint8_t, 512> space{};
    std::vector<std::uint16_t> offsets;
    const auto with =
        finish(owner_name, dns::rr::aaaa, {.ad = true}, chain.view(), answer, space, offsets);
    EXPECT_FALSE(dns::Header::read(with.message).ad());
    EXPECT_EQ(with.ttl, 60U);
    EXPECT_EQ(with.ttl_offsets.size(), 1U);
    const auto without =
        finish(owner_name, dns::rr::aaaa, {.ad = true}, {}, answer, space, offsets);
    EXPECT_TRUE(dns::Header::read(without.message).ad());
}

}  // namespace
}  // namespace gate64::dns64d::pipeline
