// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/ask.h"

#include <gtest/gtest.h>

#include "tests/unit/upstream/records.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
namespace rr = dns::rr;

TEST(AskTable, FoundByQuestionWhateverTheCase) {
    AskTable table(16, base::HashKey{1, 2});
    const dns::Name qname = name("www.example.");
    Ask* ask = table.create({qname, rr::a, false, 3});
    ASSERT_NE(ask, nullptr);
    EXPECT_EQ(table.find({name("WWW.Example."), rr::a, false, 3}), ask);
    EXPECT_EQ(table.find({qname, rr::aaaa, false, 3}), nullptr);
    EXPECT_EQ(table.find({qname, rr::a, true, 3}), nullptr);
    EXPECT_EQ(table.find({qname, rr::a, false, 4}), nullptr);
    EXPECT_EQ(table.find({name("example."), rr::a, false, 3}), nullptr);
    table.unlink(*ask);
    EXPECT_EQ(table.find({qname, rr::a, false, 3}), nullptr);
    EXPECT_EQ(table.get(ask->self), ask);
    const base::Handle handle = ask->self;
    table.release(*ask);
    EXPECT_EQ(table.get(handle), nullptr);
}

TEST(AskTable, ChainsSurviveRemovals) {
    AskTable table(2000, base::HashKey{5, 6});
    std::vector<Ask*> all;
    std::vector<dns::Name> names;
    for (int i = 0; i < 2000; ++i) {
        names.push_back(name("n" + std::to_string(i) + ".example."));
        all.push_back(table.create({names.back(), rr::a, false, 0}));
        ASSERT_NE(all.back(), nullptr);
    }
    EXPECT_EQ(table.create({name("one.more."), rr::a, false, 0}), nullptr);
    for (std::size_t i = 0; i < all.size(); i += 3) {
        table.unlink(*all[i]);
        table.release(*all[i]);
        all[i] = nullptr;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        ASSERT_EQ(table.find({names[i], rr::a, false, 0}), all[i]);
}

TEST(AskTable, ProbesHaveRoomOfTheirOwn) {
    AskTable table(2, base::HashKey{1, 2});
    const dns::Name qname = name("a.");
    Ask* ask = table.create({qname, rr::a, false, 0});
    std::vector<Ask*> probes;
    while (Ask* probe = table.create_probe(*ask))
        probes.push_back(probe);
    EXPECT_EQ(probes.size(), 64U);
    EXPECT_EQ(table.find({qname, rr::a, false, 0}), ask) << "a probe is not found";
    const Ask* other = table.create({name("b."), rr::a, false, 0});
    ASSERT_NE(other, nullptr);
    EXPECT_LT(other->self.index, 2U) << "others keep tables by this index";
    EXPECT_EQ(table.at(probes[3]->self.index), probes[3]);
    EXPECT_EQ(table.at(other->self.index), other);
    EXPECT_EQ(table.create({name("c."), rr::a, false, 0}), nullptr);
    table.release(*probes[0]);
    EXPECT_NE(table.create_probe(*ask), nullptr);
}

TEST(Ask, DueIsTheEarliestThatMatters) {
    Ask ask;
    const auto at = [](int ms) { return base::Instant{base::Duration{ms}}; };
    ask.deadline = at(5000);
    EXPECT_EQ(ask.due(), at(5000));
    ask.next_try = at(400);
    EXPECT_EQ(ask.due(), at(400));
    ask.sends = 2;
    ask.attempts[0].due = at(300);
    ask.attempts[1].due = at(100);
    ask.attempts[1].state = Attempt::State::late;
    EXPECT_EQ(ask.due(), at(300));
    ask.attempts[1].server = 3;
    EXPECT_EQ(ask.tries()[0], 1);
    EXPECT_EQ(ask.tries()[3], 1);
    EXPECT_TRUE(ask.any(Attempt::State::late));
    EXPECT_FALSE(ask.any(Attempt::State::failed));
}

}  // namespace
}  // namespace gate64::dns64d::upstream
