// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/unit/nat64ctl/doctor/kit.h"

namespace gate64::nat64ctl::doctor::test {
namespace {

using model::RouteFact;
using ::testing::HasSubstr;

TEST(CheckRoutes, Pool4OnLinkButNotOurs) {
    Gateway gateway;
    gateway.box.network->pool4_routes[0].kind = RouteFact::Kind::unicast;
    ASSERT_EQ(gateway.ids(), "warning pool4-unanswered");
    EXPECT_THAT(gateway.findings()[0].evidence, HasSubstr("192.0.2.1"));
}

TEST(CheckRoutes, Pool4Elsewhere) {
    Gateway gateway;
    gateway.box.network->pool4_routes[0].kind = RouteFact::Kind::unicast;
    gateway.box.network->pool4_routes[0].gateway = net::IpAddress(v4("192.0.2.254"));
    EXPECT_EQ(gateway.ids(), "note pool4-not-here");
}

TEST(CheckRoutes, NoDefault) {
    Gateway gateway;
    gateway.box.network->ipv4_default.reset();
    gateway.box.network->ipv6_default->kind = RouteFact::Kind::blackhole;
    EXPECT_EQ(gateway.ids(), "warning no-default-route-ipv4, note no-default-route-ipv6");
}

TEST(CheckRoutes, BlackholesInsidePool6) {
    Gateway gateway;
    gateway.box.network->pool6_blackholes = {prefix6("64:ff9b::/96")};
    EXPECT_EQ(gateway.ids(), "");
    gateway.box.network->pool6_blackholes.push_back(prefix6("64:ff9b::a00:0/104"));
    EXPECT_EQ(gateway.ids(), "note pool6-partly-blackholed");
}

TEST(CheckForwarding, Off) {
    Gateway gateway;
    gateway.box.sysctl->ipv4_forwarding = gateway.box.sysctl->ipv6_forwarding = false;
    EXPECT_EQ(gateway.ids(), "problem forwarding-off-ipv6, problem forwarding-off-ipv4");
}

TEST(CheckForwarding, DefaultRouteByAdvertisement) {
    Gateway gateway;
    gateway.lan().has_ra_default_route = true;
    gateway.lan().accept_ra = 2;
    EXPECT_EQ(gateway.ids(), "");
    gateway.lan().accept_ra = 1;
    EXPECT_EQ(gateway.ids(), "warning accept-ra");
}

TEST(CheckLinks, Offloads) {
    Gateway gateway;
    gateway.wan().offloads.lro = true;
    gateway.lan().offloads.gro_list = true;
    EXPECT_EQ(gateway.ids(), "problem lro, warning gro-fraglist");
    gateway.wan().is_up = gateway.lan().is_up = false;
    EXPECT_THAT(gateway.ids(), testing::Not(HasSubstr("lro")));
}

TEST(CheckLinks, FqUntilJool4110) {
    Gateway gateway;
    gateway.wan().qdiscs = {"mq", "fq"};
    EXPECT_EQ(gateway.ids(), "problem qdisc-fq");
    gateway.box.module->loaded_version = gateway.box.module->disk_version =
        jool::Version{4, 1, 10, 0};
    EXPECT_EQ(gateway.ids(), "");
}

TEST(CheckMtu, Ipv6LinkSmaller) {
    Gateway gateway;
    gateway.lan().mtu = 1500;  // what nearly every box has; path MTU discovery copes
    EXPECT_EQ(gateway.ids(), "");
    gateway.lan().mtu = 1480;
    ASSERT_EQ(gateway.ids(), "note mtu");
    EXPECT_THAT(gateway.findings()[0].evidence,
                HasSubstr("wan 1500, smallest IPv6 link 1480, needed 1520"));
}

TEST(CheckMtu, FragmentsTooLarge) {
    Gateway gateway;
    gateway.set_global("lowest-ipv6-mtu", std::uint32_t{1521});
    ASSERT_EQ(gateway.ids(), "problem lowest-ipv6-mtu");
    EXPECT_EQ(gateway.findings()[0].fix, "nat64ctl set lowest-ipv6-mtu 1520");
}

}  // namespace
}  // namespace gate64::nat64ctl::doctor::test
