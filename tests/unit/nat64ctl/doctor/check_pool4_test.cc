// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/unit/nat64ctl/doctor/kit.h"

namespace gate64::nat64ctl::doctor::test {
namespace {

using jool::Protocol;

TEST(CheckPool4, Empty) {
    Gateway gateway;
    gateway.instance().pool4.clear();
    EXPECT_EQ(gateway.ids(), "warning pool4-empty");
}

TEST(CheckPool4, ProtocolLeftOut) {
    Gateway gateway;
    gateway.instance().pool4.pop_back();
    ASSERT_EQ(gateway.ids(), "problem pool4-lacks-icmp");
    EXPECT_EQ(gateway.findings()[0].fix, "nat64ctl add-pool 192.0.2.1/32 61000-65535 --icmp");
    gateway = Gateway();
    gateway.instance().pool4.push_back(entry(Protocol::tcp, "198.51.100.1/32", 1, 9, 7));
    EXPECT_EQ(gateway.ids(), "warning pool4-lacks-udp, warning pool4-lacks-icmp");
}

TEST(CheckPool4, OverlapAcrossMarks) {
    Gateway gateway;
    for (const Protocol protocol : jool::all_protocols)
        gateway.instance().pool4.push_back(entry(protocol, "192.0.2.1/32", 65000, 65535, 7));
    EXPECT_EQ(gateway.ids(), "warning pool4-overlap-across-marks");
}

TEST(CheckPool4, ManyMarks) {
    Gateway gateway;
    for (std::uint16_t mark = 1; mark <= 100; ++mark)
        for (const Protocol protocol : jool::all_protocols)
            gateway.instance().pool4.push_back(
                entry(protocol, "198.51.100.1/32", mark, mark, mark));
    ASSERT_EQ(gateway.ids(), "warning pool4-many-marks");
    EXPECT_EQ(gateway.findings()[0].evidence, "101 marks");
}

TEST(CheckPorts, EphemeralRange) {
    Gateway gateway;
    gateway.box.sysctl->ephemeral = {32768, 61999};
    EXPECT_EQ(gateway.ids(), "");  // reserved
    gateway.box.sysctl->reserved = {{62000, 65535}};
    ASSERT_EQ(gateway.ids(), "problem pool4-ephemeral-overlap");
    EXPECT_EQ(gateway.findings()[0].evidence,
              "1000 ports in both: 61000-61999; net.ipv4.ip_local_port_range is 32768-61999");
}

TEST(CheckPorts, NotReserved) {
    Gateway gateway;
    gateway.box.sysctl->reserved.clear();
    EXPECT_EQ(gateway.ids(), "note pool4-not-reserved");
    // Ports of an address that is somebody else's do no harm.
    gateway.wan().own.clear();
    gateway.has_file = false;
    EXPECT_EQ(gateway.ids(), "");
}

TEST(CheckPorts, ListeningSockets) {
    Gateway gateway;
    auto& sockets = gateway.box.network->sockets;
    sockets = {{Protocol::tcp, net::IpAddress(), 60000},
               {Protocol::tcp, net::IpAddress(v4("127.0.0.1")), 62000}};
    EXPECT_EQ(gateway.ids(), "");
    sockets = {{Protocol::tcp, net::IpAddress(), 62000},
               {Protocol::udp, net::IpAddress(v4("192.0.2.1")), 61000}};
    ASSERT_EQ(gateway.ids(), "problem pool4-socket");
    EXPECT_EQ(gateway.findings()[0].evidence, "tcp [::]:62000, udp 192.0.2.1:61000");
}

TEST(CheckNat, RulesForAddressesOfPool4) {
    Gateway gateway;
    auto& nat = gateway.box.firewall->nat;
    nat = {{model::Family::ipv4, "nat", "POSTROUTING", {"oifname \"wan\" masquerade"}},
           {model::Family::ipv4, "nat", "PREROUTING", {"ip daddr 192.0.2.2 dnat to 10.0.0.1"}},
           {model::Family::ipv6, "nat", "PREROUTING", {"ip6 daddr 64:ff9b::/96 accept"}}};
    EXPECT_EQ(gateway.ids(), "");
    for (const char* rule :
         {"ip daddr 192.0.2.1 dnat to 10.0.0.1", "ip daddr { 198.51.100.1, 192.0.2.1 } accept",
          "ip daddr 192.0.2.0/24 redirect", "snat to 192.0.2.1:1024-2048"}) {
        nat = {{model::Family::ipv4, "nat", "chain", {rule}}};
        EXPECT_EQ(gateway.ids(), "warning nat-on-pool4") << rule;
    }
}

}  // namespace
}  // namespace gate64::nat64ctl::doctor::test
