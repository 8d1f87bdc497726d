// SPDX-License-Identifier: Apache-2.0
// What is printed of plans: texts, shell commands, the configuration of a live instance, capacity.
#include <gmock/gmock.h>

#include "nat64ctl/plan/adopt.h"
#include "nat64ctl/plan/capacity.h"
#include "nat64ctl/plan/draft.h"
#include "nat64ctl/plan/names.h"
#include "nat64ctl/plan/shell.h"
#include "shared/jool/globals.h"
#include "tests/unit/nat64ctl/plan/kit.h"

namespace gate64::nat64ctl::plan {
namespace {

using nat64ctl::test::bare_box;
using nat64ctl::test::SimulatedBox;
using test::box_with;
using test::planned;
using testing::HasSubstr;

jool::GlobalSetting global(std::string_view key, jool::GlobalValue value) {
    return {jool::find_global(key)->id, std::move(value)};
}

TEST(SettingText, IsWhatEachReaderTakes) {
    const auto timeout = global("udp-timeout", std::uint32_t{300'000});
    EXPECT_EQ(value_text(timeout), "5m");
    EXPECT_EQ(toml_text(timeout), "\"5m\"");
    EXPECT_EQ(shell_text(timeout), "300.000");
    EXPECT_EQ(toml_text(global("icmp-timeout", std::uint32_t{1'001})), "\"1001ms\"");
    EXPECT_EQ(shell_text(global("icmp-timeout", std::uint32_t{1'001})), "1.001");
    const auto plateaus = global("mtu-plateaus", std::vector<std::uint16_t>{1500, 1492});
    EXPECT_EQ(toml_text(plateaus), "[1500, 1492]");
    EXPECT_EQ(shell_text(plateaus), "1500,1492");
    EXPECT_EQ(toml_text(global("f-args", std::uint8_t{11})), "11");
    EXPECT_EQ(toml_text(global("logging-bib", true)), "true");
    EXPECT_EQ(key_of({999, true}), "global 999");
}

TEST(Shell, IsTheScriptThatItReplaces) {
    const std::string script = shell_script(
        planned(test::usual("instance = \"example\"\nframework = \"iptables\"\nguard = false"),
                bare_box()));
    for (const char* line : {"modprobe jool\n", "sysctl -w 'net.ipv4.conf.all.forwarding=1'\n",
                             "sysctl -w 'net.ipv6.conf.all.forwarding=1'\n",
                             "jool instance add 'example' --iptables --pool6 64:ff9b::/96\n",
                             "ip6tables -t mangle -A PREROUTING -j JOOL --instance 'example'\n",
                             "iptables -t mangle -A PREROUTING -j JOOL --instance 'example'\n",
                             "jool -i 'example' pool4 add --icmp 192.0.2.1 61000-65535\n",
                             "jool -i 'example' pool4 add --tcp 192.0.2.1 61000-65535\n",
                             "jool -i 'example' pool4 add --udp 192.0.2.1 61000-65535\n"})
        EXPECT_THAT(script, HasSubstr(line));
}

TEST(Shell, QuotesWhatComesFromElsewhere) {
    EXPECT_THAT(shell_commands(RemoveInstance{"it's", {}, {}, {}}),
                testing::ElementsAre("jool instance remove 'it'\\''s'"));
}

TEST(Shell, EveryChangeHasALine) {
    const jool::BibEntry bib{jool::Protocol::udp, {}, {}, true};
    for (const Change& change : std::initializer_list<Change>{
             RemovePool4{"a", test::pool4("192.0.2.1", 1, 2)}, AddBib{"a", bib},
             RemoveBib{"a", bib}, RemoveInterception{model::Family::ipv4, "a"}, SetGuard{},
             SetGlobals{"a", {global("tos", std::uint8_t{0})}, {global("tos", std::uint8_t{1})}}})
        EXPECT_EQ(shell_commands(change).size(), 1U) << text_of(change);
}

TEST(Adopt, IsAFileThatChangesNothing) {
    const Wanted wanted = test::wanted(R"(
[[dns64]]
[nat64]
framework = "iptables"
[[nat64.pool4]]
address = "192.0.2.1"
[[nat64.pool4]]
address = "198.51.100.0/28"
ports = "1024-65535"
protocols = ["tcp", "udp"]
mark = 5
[[nat64.bib]]
protocol = "tcp"
ipv6 = "[2001:db8::80]:443"
ipv4 = "192.0.2.1:443"
[nat64.settings]
udp-timeout = "4m"
mtu-plateaus = [1500, 1280]
f-args = 9
)");
    const SimulatedBox box = box_with(wanted, {4, 1, 14, 0});
    const model::InstanceFacts& live = *box.box().translator->instance;
    const auto text = configuration_text(live, {4, 1, 14, 0}, true);
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_THAT(*text, HasSubstr("address = \"198.51.100.0/28\"\nports = \"1024-65535\"\n"
                                 "protocols = [\"tcp\", \"udp\"]\nmark = 5\n"));
    EXPECT_TRUE(planned(test::wanted("[[dns64]]\n" + *text), box.box()).empty()) << *text;
}

TEST(Adopt, SaysWhatAFileCannotHold) {
    model::InstanceFacts live;
    live.name = "a b";
    EXPECT_THAT(configuration_text(live, {}, true).error().message, HasSubstr("characters"));
    live.name = "a";
    EXPECT_THAT(configuration_text(live, {}, true).error().message, HasSubstr("no pool6"));
}

TEST(Capacity, CountsPortsOfAllAddresses) {
    const std::vector pool4{test::pool4("192.0.2.0/30", 61000, 65535),
                            test::pool4("192.0.2.1", 1024, 65535, jool::Protocol::udp)};
    const auto capacity = capacity_of(pool4);
    EXPECT_EQ(capacity[0].sockets, 4U * 4536U);
    EXPECT_EQ(capacity[1].sockets, 64512U);
    EXPECT_EQ(capacity[1].subscribers, (std::array<std::uint64_t, 3>{129, 64, 43}));
    EXPECT_EQ(capacity[2].sockets, 0U);
    EXPECT_EQ(capacity_of({})[0].sockets, 4535U) << "masquerade";
    EXPECT_THAT(text_of(capacity),
                HasSubstr("udp: 64512 sockets: 129 subscribers at 500 ports, 64 at 1000, 43 at "
                          "1500\n"));
}

}  // namespace
}  // namespace gate64::nat64ctl::plan
