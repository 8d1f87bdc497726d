// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/journal.h"

#include <gmock/gmock.h>

#include <random>

#include "nat64ctl/apply/change_json.h"
#include "nat64ctl/apply/value_json.h"
#include "nat64ctl/system/safe_file.h"
#include "tests/unit/nat64ctl/apply/kit.h"

namespace gate64::nat64ctl::apply {
namespace {

using testing::HasSubstr;

jool::Pool4Entry entry() {
    return {7, jool::Protocol::udp, net::Ipv4Prefix::parse("192.0.2.0/28").value(), 1, 65535, {}};
}

jool::BibEntry binding() {
    return {jool::Protocol::icmp,
            {net::Ipv6Address::parse("2001:db8::1").value(), 0},
            {net::Ipv4Address::parse("192.0.2.1").value(), 65535},
            true};
}

model::GuardSpec guard() {
    model::GuardSpec spec;
    spec.pool6 = net::Ipv6Prefix::parse("64:ff9b::/96").value();
    spec.denied = {{net::Ipv4Address(0x0A000000), net::Ipv4Address(0x0AFFFFFF)}};
    spec.own = {net::Ipv4Address(0xC0000201)};
    spec.hairpin = {{jool::Protocol::tcp, net::Ipv4Address(0xC0000201), 1, 2}};
    return spec;
}

plan::InstanceContent content() {
    return {{{22, std::uint32_t{300'000}},
             {7, std::uint8_t{1}},
             {24, true},
             {2, net::Ipv6Prefix::parse("64:ff9b::/96").value()},
             {3, std::monostate()},
             {8, std::vector<std::uint16_t>{1500, 68}}},
            {entry()},
            {binding()}};
}

std::vector<plan::Change> every_change() {
    const auto pool6 = net::Ipv6Prefix::parse("2001:db8:64::/96").value();
    return {plan::LoadModule{"jool"},
            plan::WriteSysctl{"net.ipv4.ip_local_port_range", "32768 60999", "1024 4095"},
            plan::AddInstance{"a", jool::Framework::iptables, pool6, content(), true},
            plan::RemoveInstance{"b", jool::Framework::netfilter, pool6, content()},
            plan::SetGlobals{"a", {{24, false}}, {{24, true}}},
            plan::AddPool4{"a", entry(), true},
            plan::RemovePool4{"a", entry()},
            plan::AddBib{"a", binding()},
            plan::RemoveBib{"a", binding()},
            plan::AddInterception{model::Family::ipv4, "a"},
            plan::RemoveInterception{model::Family::ipv6, "a"},
            plan::SetGuard{guard(), std::nullopt},
            plan::SetGuard{std::nullopt, guard()}};
}

TEST(ChangeJson, EveryChangeComesBackAsItWas) {
    for (const plan::Change& change : every_change()) {
        const Json json = json_of(change);
        const auto back = change_from(Json::parse(json.dump()));
        ASSERT_TRUE(back) << back.error().message << json.dump();
        EXPECT_EQ(*back, change) << json.dump();
    }
}

TEST(ChangeJson, WhatLacksAMemberOrHasAWrongOneIsRefused) {
    for (const plan::Change& change : every_change()) {
        const Json whole = json_of(change);
        for (const auto& [key, value] : whole.items()) {
            Json lacking = whole;
            lacking.erase(key);
            EXPECT_FALSE(change_from(lacking)) << lacking.dump();
            Json wrong = whole;
            wrong[key] = -1;
            EXPECT_FALSE(change_from(wrong)) << wrong.dump();
        }
    }
    EXPECT_THAT(change_from({{"do", "dance"}}).error().message, HasSubstr("\"dance\""));
    EXPECT_FALSE(change_from(Json::array()));
    EXPECT_FALSE(change_from(Json()));
}

TEST(ChangeJson, NumbersThatDoNotFitAreRefused) {
    Json json = json_of(plan::Change(plan::AddPool4{"a", entry(), false}));
    json["entry"]["port_max"] = 65536;
    EXPECT_FALSE(change_from(json));
}

TEST(SnapshotJson, ComesBackAsItWas) {
    plan::Snapshot snapshot;
    snapshot.instance = plan::AddInstance{"a", jool::Framework::netfilter, {}, content(), true};
    snapshot.interception = {{model::Family::ipv6, "a"}};
    snapshot.guard_pool6 = "64:ff9b::/96";
    snapshot.sysctls = {{"net.ipv4.conf.all.forwarding", "1"}};
    for (int round = 0; round < 2; ++round) {
        const auto back = snapshot_from(Json::parse(json_of(snapshot).dump()));
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_EQ(*back, snapshot);
        snapshot = {};
    }
}

Run some_run() {
    Run run;
    run.key = {"boot-1", 4026531840, "gate64"};
    run.id = "17";
    run.netns = "blue";
    run.verb = "apply";
    run.wanted = "file";
    run.confirm = std::chrono::seconds(60);
    run.started = WallTime(std::chrono::seconds(1'764'216'000));
    run.deeds.made_instance = true;
    run.deeds.sysctls = {{"net.ipv4.conf.all.forwarding", "0", "1"}};
    run.changes = every_change();
    return run;
}

std::string text_at(const test::Place& place) {
    return system::read_trusted_file(place.site().journal_path).value();
}

TEST(Journal, ComesBackAsItWas) {
    const test::Place place;
    const auto run = some_run();
    auto writer = JournalWriter::create(place.site().journal_path, run);
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->step(0, StepState::started));
    ASSERT_TRUE(writer->step(0, StepState::done));
    ASSERT_TRUE(writer->step(1, StepState::started));
    Journal journal = place.journal();
    EXPECT_EQ(journal.run.key, run.key);
    EXPECT_EQ(journal.run.id, "17");
    EXPECT_EQ(journal.run.netns, "blue");
    EXPECT_EQ(journal.run.confirm, run.confirm);
    EXPECT_EQ(journal.run.started, run.started);
    EXPECT_EQ(journal.run.deeds, run.deeds);
    EXPECT_EQ(journal.run.changes, run.changes);
    EXPECT_EQ(journal.ending, Ending::none);
    EXPECT_EQ(journal.text(),
              "the apply of instance gate64 begun at 2025-11-27 04:00:00 UTC stopped at step 2 of "
              "13 (set net.ipv4.ip_local_port_range = 1024 4095 (was 32768 60999))");
    ASSERT_TRUE(writer->await(run.started + run.confirm));
    EXPECT_EQ(place.journal().ending, Ending::unconfirmed);
    EXPECT_EQ(place.journal().deadline, run.started + run.confirm);
    ASSERT_TRUE(writer->end_unconfirmed("nobody came"));
    journal = place.journal();
    EXPECT_EQ(journal.ending, Ending::rolled_back);
    EXPECT_TRUE(journal.was_unconfirmed);
    EXPECT_EQ(journal.reason, "nobody came");
}

TEST(Journal, ALineThatWasCutIsAsIfNotWritten) {
    const test::Place place;
    auto writer = JournalWriter::create(place.site().journal_path, some_run());
    ASSERT_TRUE(writer);
    const std::size_t head = text_at(place).size();
    ASSERT_TRUE(writer->step(0, StepState::started));
    const std::string whole = text_at(place);
    for (std::size_t length = head; length < whole.size(); ++length) {
        ASSERT_TRUE(system::replace_file(place.site().journal_path, whole.substr(0, length)));
        EXPECT_EQ(place.journal().steps[0], StepState::waiting) << length;
        auto next = JournalWriter::reopen(place.site().journal_path);
        ASSERT_TRUE(next) << next.error().message;
        ASSERT_TRUE(next->end(Ending::done));
        EXPECT_EQ(place.journal().ending, Ending::done) << length;
    }
}

TEST(Journal, NamesThatAreNoTextAreKeptReadable) {
    const test::Place place;
    auto run = some_run();
    run.changes = {plan::RemoveInterception{model::Family::ipv4, "\xFF\xFE"}};
    ASSERT_TRUE(JournalWriter::create(place.site().journal_path, run));
    EXPECT_EQ(place.journal().steps.size(), 1U);
}

TEST(Journal, NothingIsReadOutOfDamage) {
    const test::Place place;
    ASSERT_TRUE(JournalWriter::create(place.site().journal_path, some_run())->end(Ending::done));
    const std::string whole = text_at(place);
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
        std::string text = whole;
        for (int i = 0; i < 3; ++i)
            text[random() % text.size()] = static_cast<char>(random());
        static_cast<void>(parse_journal(text));
        static_cast<void>(parse_journal(text.substr(0, random() % text.size())));
    }
    EXPECT_FALSE(parse_journal(""));
    EXPECT_FALSE(parse_journal("{}\n"));
    EXPECT_FALSE(parse_journal(whole + "{\"step\": 99, \"state\": \"done\"}\n"));
    EXPECT_TRUE(parse_journal(whole));
}

}  // namespace
}  // namespace gate64::nat64ctl::apply
