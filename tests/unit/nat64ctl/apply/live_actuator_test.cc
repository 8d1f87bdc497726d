// SPDX-License-Identifier: Apache-2.0
// The changes that go to Jool, against a Jool in memory. Module, settings and packet filter are the
// box's own and are tested in the virtual machine.
#include "nat64ctl/apply/live_actuator.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "nat64ctl/apply/site.h"
#include "tests/kit/fake_jool.h"
#include "tests/unit/nat64ctl/apply/kit.h"

namespace gate64::nat64ctl::apply {
namespace {

jool::Pool4Entry pool4(std::uint16_t first, std::uint16_t last) {
    return {0, jool::Protocol::tcp, net::Ipv4Prefix::parse("192.0.2.1").value(), first, last, {}};
}

jool::BibEntry binding(std::uint16_t port) {
    return {jool::Protocol::tcp,
            {net::Ipv6Address::parse("2001:db8::80").value(), port},
            {net::Ipv4Address::parse("192.0.2.1").value(), port},
            true};
}

struct LiveActuatorTest : testing::Test {
    jool::FakeJool jool{{4, 1, 15, 0}};
    LiveActuator actuator{{.observe = [] { return nat64ctl::test::bare_box(); },
                           .connect = [this]() -> base::Result<std::unique_ptr<jool::Client>> {
                               return jool.connect();
                           }}};
    const jool::Global& udp_timeout = *jool::find_global("udp-timeout");
    const net::Ipv6Prefix pool6 = net::Ipv6Prefix::parse("2001:db8:64::/96").value();

    plan::AddInstance whole() {
        return {
            "gate64",
            jool::Framework::netfilter,
            pool6,
            {{{udp_timeout.id, std::uint32_t{600'000}}}, {pool4(61000, 65535)}, {binding(61080)}},
            false};
    }
};

TEST_F(LiveActuatorTest, MakesAnInstanceWhole) {
    const auto done = actuator.perform(whole());
    ASSERT_TRUE(done) << done.error().message;
    const jool::FakeInstance& made = jool.at("gate64");
    EXPECT_EQ(made.globals.at(jool::find_global("pool6")->id), jool::GlobalValue(pool6));
    EXPECT_EQ(made.globals.at(udp_timeout.id), jool::GlobalValue(std::uint32_t{600'000}));
    EXPECT_EQ(made.pool4, jool::PoolSet(std::vector{pool4(61000, 65535)}));
    ASSERT_EQ(made.bib.size(), 1U);
    EXPECT_TRUE(made.bib[0].is_static);
}

TEST_F(LiveActuatorTest, DoesNotReplaceOneThatCameUpMeanwhile) {
    jool.add("gate64").counters[1] = 99;
    const auto done = actuator.perform(whole());
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().errno_value, EEXIST);
    EXPECT_EQ(jool.at("gate64").counters.at(1), 99U);
}

TEST_F(LiveActuatorTest, ChangesWhatIsThere) {
    jool.add("gate64");
    const std::vector<plan::Change> changes{
        plan::SetGlobals{"gate64",
                         {{udp_timeout.id, std::uint32_t{300'000}}},
                         {{udp_timeout.id, std::uint32_t{120'000}}}},
        plan::AddPool4{"gate64", pool4(61000, 65535), false},
        plan::AddPool4{"gate64", pool4(40000, 40010), true}, plan::AddBib{"gate64", binding(61080)},
        plan::RemovePool4{"gate64", pool4(65000, 65535)}};
    for (const plan::Change& change : changes) {
        const auto done = actuator.perform(change);
        ASSERT_TRUE(done) << plan::text_of(change) << ": " << done.error().message;
    }
    EXPECT_EQ(jool.at("gate64").pool4,
              jool::PoolSet(std::vector{pool4(61000, 64999), pool4(40000, 40010)}));
    ASSERT_TRUE(actuator.perform(plan::RemoveBib{"gate64", binding(61080)}));
    EXPECT_TRUE(jool.at("gate64").bib.empty());
    ASSERT_TRUE(actuator.perform(plan::RemoveInstance{"gate64", {}, {}, {}}));
    EXPECT_TRUE(jool.instances.empty());
}

TEST_F(LiveActuatorTest, WhatIsGoneAlreadyIsDone) {
    EXPECT_TRUE(actuator.perform(plan::RemoveInstance{"gate64", {}, {}, {}}));
    jool.add("gate64");
    EXPECT_TRUE(actuator.perform(plan::RemoveBib{"gate64", binding(443)}));
    EXPECT_TRUE(actuator.perform(plan::RemovePool4{"gate64", pool4(1, 2)}));
}

TEST_F(LiveActuatorTest, RefusalsKeepTheKernelsWords) {
    const auto done = actuator.perform(plan::AddPool4{"gate64", pool4(61000, 65535), false});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().errno_value, ESRCH);
    jool.add("gate64");
    EXPECT_FALSE(actuator.perform(plan::AddPool4{"gate64", pool4(40000, 40010), false}))
        << "4.1.15 minds the ephemeral range";
}

TEST(Site, IsOfThisNamespaceAndBoot) {
    const auto site = make_site("gate64", "");
    ASSERT_TRUE(site) << site.error().message;
    EXPECT_EQ(site->key.instance, "gate64");
    EXPECT_NE(site->key.boot_id, "");
    EXPECT_EQ(site->journal_path, journal_path);
}

}  // namespace
}  // namespace gate64::nat64ctl::apply
