// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/tune.h"

#include <gmock/gmock.h>

#include "tests/unit/nat64ctl/plan/kit.h"

namespace gate64::nat64ctl::plan {
namespace {

using nat64ctl::test::bare_box;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

model::PortSet ports(std::string_view text) {
    return model::parse_port_list(text).value();
}

model::PortRange range(std::string_view text) {
    return model::parse_port_pair(text).value();
}

std::vector<std::string> writes_of(const Tuning& tuning) {
    std::vector<std::string> writes;
    for (const Tuning::Write& write : tuning.writes)
        writes.push_back(write.sysctl.key + '=' + write.sysctl.after);
    return writes;
}

/// Of a box whose forwarding is on, so that only ports are spoken of.
Tuning tuned(std::vector<jool::Pool4Entry> pool4, std::string_view reserved = "",
             std::string_view by_us = "") {
    model::Box box = bare_box();
    box.sysctl->ipv4_forwarding = box.sysctl->ipv6_forwarding = true;
    box.network->interfaces[0].has_ra_default_route = false;
    box.sysctl->reserved = ports(reserved);
    const auto tuning = tuning_for(pool4, *box.sysctl, &*box.network, ports(by_us));
    EXPECT_TRUE(tuning) << tuning.error().message;
    return tuning.value_or(Tuning());
}

TEST(EphemeralRange, StaysWhereItIsClear) {
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("61000-65535")), range("32768 60999"));
    EXPECT_EQ(ephemeral_range({32768, 60999}, {}), range("32768 60999"));
}

TEST(EphemeralRange, ShrinksToItsWidestPartWhenThatIsEnough) {
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("50000-65535")), range("32768 49999"));
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("33001-34000")), range("34002 60999"))
        << "the ends differ in parity";
}

TEST(EphemeralRange, MovesToTheTopOfTheWidestGap) {
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("40000-65535")), range("11768 39999"));
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("4096-65535")), range("1024 4095"));
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("1024-60000")), range("60002 65535"));
}

TEST(EphemeralRange, WantsAFewPorts) {
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("1024-65535")), std::nullopt);
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("3071-65535")), std::nullopt);
    EXPECT_EQ(ephemeral_range({32768, 60999}, ports("3072-65535")), range("1024 3071"));
}

TEST(EphemeralRange, EveryChoiceIsClearAndAllowed) {
    for (unsigned first = 1; first < 65536; first += 977) {
        for (unsigned last = first; last < 65536; last += 1013) {
            const model::PortSet taken{
                {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)}};
            const auto chosen = ephemeral_range({32768, 60999}, taken);
            if (!chosen) continue;
            EXPECT_THAT(model::common({*chosen}, taken), IsEmpty());
            EXPECT_GE(chosen->first, 1024);
            EXPECT_EQ((chosen->first ^ chosen->last) & 1, 1);
            EXPECT_GE(model::count_of({*chosen}), ephemeral_ports_min);
        }
    }
}

TEST(Tune, TheScriptsPoolOnlyNeedsItsReservation) {
    EXPECT_THAT(writes_of(tuned({test::pool4("192.0.2.1", 61000, 65535)})),
                ElementsAre("net.ipv4.ip_local_reserved_ports=61000-65535"));
}

TEST(Tune, IcmpIdentifiersAreNoPorts) {
    EXPECT_THAT(writes_of(tuned({test::pool4("192.0.2.1", 0, 65535, jool::Protocol::icmp)})),
                IsEmpty());
}

TEST(Tune, ReservationsOfOthersStay) {
    const std::vector pool4{test::pool4("192.0.2.1", 61000, 65535)};
    EXPECT_THAT(writes_of(tuned(pool4, "8080,9000-9010")),
                ElementsAre("net.ipv4.ip_local_reserved_ports=8080,9000-9010,61000-65535"));
    EXPECT_THAT(writes_of(tuned(pool4, "8080,61000-65535")), IsEmpty());
    EXPECT_THAT(writes_of(tuned(pool4, "8080,50000-65535", "50000-65535")),
                ElementsAre("net.ipv4.ip_local_reserved_ports=8080,61000-65535"))
        << "what we reserved before and no longer need is given back";
}

TEST(Tune, ALargePoolMovesTheRange) {
    const Tuning tuning = tuned({test::pool4("192.0.2.1", 4096, 65535)});
    EXPECT_THAT(writes_of(tuning), ElementsAre("net.ipv4.ip_local_port_range=1024 4095",
                                               "net.ipv4.ip_local_reserved_ports=4096-65535"));
    EXPECT_THAT(tuning.writes[0].why, HasSubstr("3072 ports stay"));
}

TEST(Tune, APoolThatLeavesNothingIsRefusedOnOurOwnAddress) {
    const model::Box box = bare_box();
    const std::vector all{test::pool4("192.0.2.1", 1024, 65535)};
    const auto refused = tuning_for(all, *box.sysctl, &*box.network, {});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("Start pool4 at port 3072"));
    EXPECT_FALSE(tuning_for(all, *box.sysctl, nullptr, {})) << "unknown addresses may be ours";
}

TEST(Tune, APoolOfAnotherAddressMayTakeEveryPort) {
    const Tuning tuning = tuned({test::pool4("198.51.100.1", 1, 65535)});
    EXPECT_TRUE(tuning.overlaps_elsewhere);
    EXPECT_THAT(writes_of(tuning), IsEmpty());
    EXPECT_FALSE(tuned({test::pool4("198.51.100.1", 40000, 65535)}).overlaps_elsewhere);
}

TEST(Tune, MasqueradeTakesTheTop) {
    EXPECT_THAT(writes_of(tuned({})), ElementsAre("net.ipv4.ip_local_reserved_ports=61001-65535"));
}

TEST(Tune, RouterAdvertisementsAreKeptBeforeForwardingIsOn) {
    model::Box box = bare_box();
    box.network->interfaces[0].name = "eth0.100";
    const auto tuning = tuning_for({}, *box.sysctl, &*box.network, {});
    ASSERT_TRUE(tuning);
    const auto writes = writes_of(*tuning);
    ASSERT_GE(writes.size(), 3U);
    EXPECT_EQ(writes[0], "net.ipv6.conf.eth0/100.accept_ra=2");
    EXPECT_EQ(writes[1], "net.ipv4.conf.all.forwarding=1");
    EXPECT_EQ(writes[2], "net.ipv6.conf.all.forwarding=1");
    for (const int accept_ra : {0, 2}) {
        box.network->interfaces[0].accept_ra = accept_ra;
        EXPECT_THAT(writes_of(*tuning_for({}, *box.sysctl, &*box.network, {})),
                    testing::Not(Contains(HasSubstr("accept_ra"))));
    }
}

TEST(Settings, WithoutTuneAnOverlapIsRefusedWhenItIsNew) {
    const Wanted wanted = test::wanted(
        "[[dns64]]\n[nat64]\ntune = false\n[[nat64.pool4]]\naddress = \"192.0.2.1\"\nports = "
        "\"50000-65535\"\n");
    EXPECT_THAT(test::refused(wanted, bare_box()), HasSubstr("in the ephemeral range 32768-60999"));
    Wanted tuned = wanted;
    tuned.tune = true;
    nat64ctl::test::SimulatedBox box = test::box_with(tuned);
    box.box().sysctl->ephemeral = {32768, 60999};
    EXPECT_THAT(test::planned(wanted, box.box()).warnings, Contains(HasSubstr("collide")));
}

TEST(Settings, WithoutTuneForwardingIsOnlySpokenOf) {
    const Plan plan = test::planned(test::usual("tune = false\n"), bare_box());
    EXPECT_THAT(plan.warnings, Contains(HasSubstr("IPv6 forwarding is off")));
    for (const Step& step : plan.steps)
        EXPECT_FALSE(std::holds_alternative<WriteSysctl>(step.change));
}

}  // namespace
}  // namespace gate64::nat64ctl::plan
