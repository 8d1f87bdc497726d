// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/state.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "tests/unit/nat64ctl/system/kit.h"

namespace gate64::nat64ctl::system {
namespace {

constexpr const char* forwarding = "net.ipv4.conf.all.forwarding";

State sample() {
    State state;
    Deeds& deeds = state.deeds_of({"boot", 4026531840, "gate64"});
    deeds.note_sysctl(forwarding, "0", "1");
    deeds.made_instance = true;
    deeds.note_interception(model::Family::ipv6, true);
    deeds.installed_guard = true;
    state.persistent = {{"net.ipv4.ip_local_port_range", "32768 60999", "10000 20000"}};
    return state;
}

TEST(Deeds, TheFirstValueOfASettingIsTheOneToGoBackTo) {
    Deeds deeds;
    deeds.note_sysctl("a.b", "1", "2");
    deeds.note_sysctl("a.b", "2", "3");
    EXPECT_EQ(deeds.sysctls, (std::vector<SysctlChange>{{"a.b", "1", "3"}}));
    deeds.note_sysctl("a.b", "3", "1");
    EXPECT_TRUE(deeds.empty());
}

TEST(Deeds, RulesAreRememberedOnceAFamily) {
    Deeds deeds;
    deeds.note_interception(model::Family::ipv4, true);
    deeds.note_interception(model::Family::ipv4, true);
    EXPECT_EQ(deeds.interception.size(), 1U);
    deeds.note_interception(model::Family::ipv4, false);
    EXPECT_TRUE(deeds.empty());
}

TEST(State, TextHoldsEverything) {
    EXPECT_EQ(parse_state(state_text(sample())).value(), sample());
    EXPECT_EQ(parse_state(state_text(State{})).value(), State{});
}

TEST(State, EmptyRecordsAreNotWritten) {
    State state;
    static_cast<void>(state.deeds_of({"boot", 1, "gate64"}));
    EXPECT_EQ(parse_state(state_text(state)).value(), State{});
}

TEST(State, OtherTextIsRefused) {
    for (const char* text :
         {"", "{", "[]", "{}", R"({"version": 2, "records": [], "persistent": []})",
          R"({"version": 1, "records": {}, "persistent": []})",
          R"({"version": 1, "records": [1], "persistent": []})",
          R"({"version": 1, "records": [], "persistent": [{"key": 1}]})",
          R"({"version": 1, "records": [{"boot_id": "b", "network_namespace": 1,
              "instance": "i", "sysctls": [], "interception": ["ipx"]}], "persistent": []})"}) {
        EXPECT_FALSE(parse_state(text)) << text;
    }
}

TEST(State, OctetsThatAreNoTextAreWrittenAllTheSame) {
    State state;
    state.deeds_of({"boot", 1, "gate64"}).note_sysctl("a.b", "\xff", "1");
    EXPECT_TRUE(parse_state(state_text(state)));
}

TEST(State, AnotherInstanceOfTheNamespaceSharesIt) {
    State state = sample();
    const StateKey ours{"boot", 4026531840, "gate64"};
    EXPECT_FALSE(state.is_shared(ours));
    Deeds& other = state.deeds_of({"boot", 4026531840, "other"});
    EXPECT_FALSE(state.is_shared(ours));
    other.made_instance = true;
    EXPECT_TRUE(state.is_shared(ours));
    state.forget({"boot", 4026531840, "other"});
    state.deeds_of({"boot", 7, "other"}).made_instance = true;
    EXPECT_FALSE(state.is_shared(ours));
}

TEST(State, SavedAndLoadedButNotOverABoot) {
    const test::Folder box;
    const std::string path = box.path() + "/gate64/state.json";
    EXPECT_EQ(load_state("boot", path).value(), State{});
    ASSERT_TRUE(save_state(sample(), path));
    struct stat info{};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777U, 0600U);
    EXPECT_EQ(load_state("boot", path).value(), sample());
    const auto later = load_state("another boot", path);
    ASSERT_TRUE(later);
    EXPECT_TRUE(later->records.empty());
    EXPECT_EQ(later->persistent, sample().persistent);
}

TEST(State, AFileOthersMayWriteIsNotBelieved) {
    const test::Folder box;
    const std::string path = box.put("/state.json", state_text(sample()));
    ::chmod(path.c_str(), 0666);
    EXPECT_EQ(load_state("boot", path).error().errno_value, EACCES);
    ::chmod(path.c_str(), 0600);
    EXPECT_TRUE(load_state("boot", path));
    const auto broken = load_state("boot", box.put("/state.json", "{"));
    EXPECT_EQ(broken.error().errno_value, EPROTO);
    EXPECT_NE(broken.error().message.find(path), std::string::npos);
}

TEST(State, TheKeyTellsNamespacesApart) {
    const auto here = state_key("gate64");
    ASSERT_TRUE(here) << here.error().message;
    EXPECT_EQ(here->boot_id.size(), 36U);
    EXPECT_EQ(state_key("gate64").value(), *here);
    const bool is_made = test::in_own_namespace(
        [&] { EXPECT_NE(state_key("gate64").value().network_namespace, here->network_namespace); });
    if (!is_made) GTEST_SKIP() << "making a network namespace takes root";
}

}  // namespace
}  // namespace gate64::nat64ctl::system
