// SPDX-License-Identifier: Apache-2.0
#include "bench/core/questions.h"

#include <gtest/gtest.h>

#include <set>

#include "shared/dns/types.h"

namespace gate64::bench {
namespace {

using Kind = QuestionPlan::Kind;

struct Read {
    std::string name;
    std::uint16_t type = 0;
};

Read read(const Questions& questions, Questions::Key key) {
    std::array<std::uint8_t, question_bytes_max> space{};
    const std::size_t size = questions.write(key, space);
    base::ByteReader reader({space.data(), size});
    Read question;
    question.name = dns::Name::read(reader).text();
    question.type = reader.u16();
    EXPECT_EQ(reader.u16(), dns::klass::in);
    EXPECT_TRUE(reader.ok() && reader.at_end());
    return question;
}

TEST(Questions, AFileIsAskedInItsOrder) {
    const auto questions =
        Questions::make({.kind = Kind::file, .passes = 2},
                        "; a comment\nwww.example AAAA\n\n  mail.example.\tMX \r\n# another\n");
    ASSERT_TRUE(questions) << questions.error().message;
    auto cursor = questions->cursor(0, 1);
    for (int pass = 0; pass < 2; ++pass) {
        const Read first = read(*questions, questions->draw(cursor).value());
        EXPECT_EQ(first.name, "www.example.");
        EXPECT_EQ(first.type, dns::rr::aaaa);
        const Read second = read(*questions, questions->draw(cursor).value());
        EXPECT_EQ(second.name, "mail.example.");
        EXPECT_EQ(second.type, dns::rr::mx);
    }
    EXPECT_FALSE(questions->draw(cursor));
    EXPECT_FALSE(questions->expected(0));
}

TEST(Questions, AFileThatMakesNoSenseNamesTheLine) {
    const auto no_type = Questions::make({.kind = Kind::file}, "a.example A\nb.example\n");
    ASSERT_FALSE(no_type);
    EXPECT_NE(no_type.error().message.find("line 2"), std::string::npos);
    EXPECT_FALSE(Questions::make({.kind = Kind::file}, "a..example A\n"));
    EXPECT_FALSE(Questions::make({.kind = Kind::file}, "; nothing\n"));
}

TEST(Questions, AWalkAsksEachNameForEachTypeOnceAmongAllThreads) {
    const auto questions =
        Questions::make({.names = 10, .aaaa_share = 0.5, .walk = true, .passes = 1});
    ASSERT_TRUE(questions);
    std::set<std::string> seen;
    for (const std::uint32_t thread : {0U, 1U, 2U}) {
        auto cursor = questions->cursor(thread, 3);
        while (const auto key = questions->draw(cursor)) {
            const Read question = read(*questions, *key);
            EXPECT_TRUE(seen.insert(question.name + dns::type_text(question.type)).second);
        }
    }
    EXPECT_EQ(seen.size(), 20U);
    EXPECT_EQ(questions->pass_size(), 20U);
}

TEST(Questions, TypesAreMixedAsPlanned) {
    const auto questions = Questions::make({.names = 100, .aaaa_share = 0.6});
    auto cursor = questions->cursor(0, 1);
    int aaaa = 0;
    for (int i = 0; i < 10000; ++i)
        aaaa += read(*questions, questions->draw(cursor).value()).type == dns::rr::aaaa ? 1 : 0;
    EXPECT_NEAR(aaaa, 6000, 200);
}

TEST(Questions, TheRuleSaysWhichAddressIsExpected) {
    const auto questions = Questions::make({.names = 4, .dual_share = 0.5});
    const auto v4_only = questions->expected(0 << 1 | 1);
    EXPECT_TRUE(v4_only->synthesized);
    EXPECT_EQ(v4_only->v4->text(), "11.0.0.0");
    const auto dual = questions->expected(1 << 1 | 1);
    EXPECT_FALSE(dual->synthesized);
    EXPECT_EQ(dual->v6.text(), "2001:db8:64::1");
    const auto a = questions->expected(1 << 1);
    EXPECT_FALSE(a->synthesized);
    EXPECT_EQ(a->v4->text(), "11.0.0.1");
}

TEST(Questions, RandomNamesAreNew) {
    const auto questions = Questions::make({.kind = Kind::random});
    std::set<std::string> seen;
    for (const std::uint32_t thread : {0U, 1U}) {
        auto cursor = questions->cursor(thread, 2);
        for (int i = 0; i < 1000; ++i)
            seen.insert(read(*questions, questions->draw(cursor).value()).name);
    }
    EXPECT_EQ(seen.size(), 2000U);
}

TEST(Questions, TheSameSeedAsksTheSame) {
    const auto questions = Questions::make({.names = 1000, .zipf = 1});
    auto one = questions->cursor(0, 1);
    auto other = questions->cursor(0, 1);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(questions->draw(one), questions->draw(other));
}

TEST(Questions, ZonesThatLeaveNoRoomAreRefused) {
    std::string zone;
    for (int i = 0; i < 4; ++i)
        zone += std::string(60, 'x') + ".";
    EXPECT_FALSE(Questions::make({.zone = zone}));
    EXPECT_FALSE(Questions::make({.zone = "a..b"}));
}

}  // namespace
}  // namespace gate64::bench
