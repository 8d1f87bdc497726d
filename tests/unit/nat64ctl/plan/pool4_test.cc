// SPDX-License-Identifier: Apache-2.0
// pool4 and static bindings of a live instance: what is added, removed, and in which order.
#include <gmock/gmock.h>

#include "nat64ctl/plan/draft.h"
#include "nat64ctl/plan/names.h"
#include "tests/unit/nat64ctl/plan/kit.h"

namespace gate64::nat64ctl::plan {
namespace {

using nat64ctl::test::bare_box;
using nat64ctl::test::SimulatedBox;
using test::box_with;
using test::planned;
using test::refused;
using test::texts_of;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Wanted with(std::string_view entries) {
    return test::wanted("[[dns64]]\n[nat64]\nguard = false\n" + std::string(entries));
}

std::string entry(std::string_view address, std::string_view ports, std::string_view more = "") {
    return "[[nat64.pool4]]\naddress = \"" + std::string(address) + "\"\nports = \"" +
           std::string(ports) + "\"\nprotocols = [\"tcp\"]\n" + std::string(more) + '\n';
}

TEST(Pool4, GrowsBeforeItShrinks) {
    const SimulatedBox box = box_with(with(entry("192.0.2.1", "61000-62000")));
    EXPECT_THAT(texts_of(planned(with(entry("192.0.2.2", "61000-62000")), box.box())),
                ElementsAre("add 192.0.2.2 61000-62000 (tcp) to pool4",
                            "remove 192.0.2.1 61000-62000 (tcp) from pool4"));
}

TEST(Pool4, OnlyTheDifferenceIsTouched) {
    const SimulatedBox box = box_with(with(entry("192.0.2.1", "61000-62000")));
    const auto texts = texts_of(planned(with(entry("192.0.2.1", "61500-63000")), box.box()));
    EXPECT_THAT(texts, Contains("add 192.0.2.1 62001-63000 (tcp) to pool4"));
    EXPECT_THAT(texts, Contains("remove 192.0.2.1 61000-61499 (tcp) from pool4"));
}

TEST(Pool4, WrittenDifferentlyIsTheSame) {
    const SimulatedBox box = box_with(with(entry("192.0.2.0/30", "61000-62000")));
    EXPECT_THAT(
        planned(with(entry("192.0.2.0/31", "61000-61499") + entry("192.0.2.0/31", "61500-62000") +
                     entry("192.0.2.2/31", "61000-62000")),
                box.box())
            .steps,
        IsEmpty());
}

TEST(Pool4, ARangeThatChangesItsMarkGoesFirst) {
    const SimulatedBox box = box_with(with(entry("192.0.2.1", "61000-62000")));
    EXPECT_THAT(texts_of(planned(with(entry("192.0.2.1", "61000-62000", "mark = 7")), box.box())),
                ElementsAre("remove 192.0.2.1 61000-62000 (tcp) from pool4",
                            "add 192.0.2.1 61000-62000 (tcp, mark 7) to pool4"));
}

TEST(Pool4, OnePortForTwoMarksIsRefused) {
    EXPECT_THAT(refused(with(entry("192.0.2.1", "61000-62000") +
                             entry("192.0.2.1", "62000-63000", "mark = 7")),
                        bare_box()),
                HasSubstr("give each mark ports of its own"));
}

TEST(Pool4, TheFirstEntryEndsMasquerade) {
    SimulatedBox box = box_with(with(""));
    box.box().translator->instance->counters = {{5, 12}};
    const Plan plan = planned(with(entry("192.0.2.1", "61000-62000")), box.box());
    ASSERT_FALSE(plan.empty());
    EXPECT_EQ(plan.steps.back().cost, "strands 12 sessions of the empty pool4");
}

constexpr std::string_view web = R"(
[[nat64.bib]]
protocol = "tcp"
ipv6 = "[2001:db8::80]:443"
ipv4 = "192.0.2.1:443"
)";

TEST(Bib, ItsPortJoinsPool4) {
    const Wanted wanted = with(entry("192.0.2.1", "61000-62000", "mark = 3") + std::string(web));
    EXPECT_THAT(wanted.pool4.entries(),
                ElementsAre(test::pool4("192.0.2.1", 443, 443, jool::Protocol::tcp, 3),
                            test::pool4("192.0.2.1", 61000, 62000, jool::Protocol::tcp, 3)));
    const SimulatedBox box = box_with(wanted);
    EXPECT_EQ(box.box().translator->instance->static_bib.size(), 1U);
    EXPECT_THAT(planned(wanted, box.box()).steps, IsEmpty());
}

TEST(Bib, AnEmptyPool4StaysEmpty) {
    EXPECT_TRUE(with(web).pool4.empty());
}

TEST(Bib, GoesBeforeItsPortsAndComesAfterThem) {
    const SimulatedBox bare = box_with(with(entry("192.0.2.1", "61000-62000")));
    const Wanted wanted = with(entry("192.0.2.1", "61000-62000") + std::string(web));
    EXPECT_THAT(texts_of(planned(wanted, bare.box())),
                ElementsAre("set net.ipv4.ip_local_reserved_ports = 443,61000-62000 (was "
                            "61000-62000)",
                            "add 192.0.2.1 443 (tcp) to pool4",
                            "bind tcp [2001:db8::80]:443 as 192.0.2.1:443"));
    const SimulatedBox bound = box_with(wanted);
    const auto texts = texts_of(planned(with(entry("192.0.2.1", "61000-62000")), bound.box()));
    ASSERT_GE(texts.size(), 2U);
    EXPECT_EQ(texts[texts.size() - 2], "unbind tcp [2001:db8::80]:443 as 192.0.2.1:443");
    EXPECT_EQ(texts[texts.size() - 1], "remove 192.0.2.1 443 (tcp) from pool4");
}

TEST(Bib, SurvivesAChangeOfMark) {
    SimulatedBox box = box_with(with(entry("192.0.2.1", "61000-62000") + std::string(web)));
    const Wanted wanted = with(entry("192.0.2.1", "61000-62000", "mark = 7") + std::string(web));
    test::perform(box, planned(wanted, box.box()));
    EXPECT_EQ(box.box().translator->instance->static_bib.size(), 1U);
    EXPECT_THAT(planned(wanted, box.box()).steps, IsEmpty());
}

model::SocketFact socket(jool::Protocol protocol, const char* address, std::uint16_t port) {
    return {protocol, net::IpAddress::parse(address).value(), port};
}

TEST(Sockets, InPortsThatAreNewAreRefused) {
    const Wanted wanted = with(entry("192.0.2.1", "61000-62000"));
    for (const char* address : {"0.0.0.0", "::", "192.0.2.1"}) {
        model::Box box = bare_box();
        box.network->sockets = {socket(jool::Protocol::tcp, address, 61500)};
        EXPECT_THAT(refused(wanted, box), HasSubstr("61500, a port of pool4")) << address;
    }
}

TEST(Sockets, ElsewhereDoNotMatter) {
    model::Box box = bare_box();
    box.network->sockets = {socket(jool::Protocol::tcp, "127.0.0.1", 61500),
                            socket(jool::Protocol::tcp, "2001:db8::1", 61500),
                            socket(jool::Protocol::udp, "0.0.0.0", 61500),
                            socket(jool::Protocol::tcp, "0.0.0.0", 53)};
    EXPECT_FALSE(planned(with(entry("192.0.2.1", "61000-62000")), box).empty());
    box.network->sockets = {socket(jool::Protocol::tcp, "0.0.0.0", 61500)};
    EXPECT_FALSE(planned(with(entry("198.51.100.1", "61000-62000")), box).empty())
        << "no address of the box";
}

TEST(Sockets, InPortsThatAreThereAreSpokenOf) {
    const Wanted wanted = with(entry("192.0.2.1", "61000-62000"));
    SimulatedBox box = box_with(wanted);
    box.box().network->sockets = {socket(jool::Protocol::tcp, "0.0.0.0", 61500)};
    const Plan plan = planned(wanted, box.box());
    EXPECT_TRUE(plan.empty());
    EXPECT_THAT(plan.warnings, Contains(HasSubstr("it may lose packets to Jool")));
}

TEST(Sockets, AnAutomaticUdpPortIsPassing) {
    model::Box box = bare_box();
    box.network->sockets = {socket(jool::Protocol::udp, "0.0.0.0", 40000)};
    const Wanted wanted = test::wanted(
        "[[dns64]]\n[nat64]\n[[nat64.pool4]]\naddress = \"192.0.2.1\"\nports = \"39000-65535\"\n");
    EXPECT_THAT(planned(wanted, box).warnings, Contains(HasSubstr("40000")));
}

TEST(Addresses, NotOurOwnAreSpokenOf) {
    const Plan plan = planned(with(entry("198.51.100.1", "61000-62000")), bare_box());
    EXPECT_THAT(plan.warnings, Contains(HasSubstr("198.51.100.1 is on no interface")));
    EXPECT_THAT(planned(with(entry("192.0.2.1", "61000-62000")), bare_box()).warnings,
                Not(Contains(HasSubstr("is on no interface"))));
}

TEST(Addresses, NoneIsExplained) {
    EXPECT_THAT(planned(with(""), bare_box()).warnings, Contains(HasSubstr("pool4 is empty")));
}

TEST(Protocols, ThatAreLackingAreNamed) {
    EXPECT_THAT(planned(with(entry("192.0.2.1", "61000-62000")), bare_box()).warnings,
                Contains(HasSubstr("pool4 has no udp and icmp for mark 0")));
    EXPECT_THAT(planned(test::usual(), bare_box()).warnings, IsEmpty());
}

}  // namespace
}  // namespace gate64::nat64ctl::plan
