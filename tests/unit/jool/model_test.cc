// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/model.h"

#include <gtest/gtest.h>

namespace gate64::jool {
namespace {

TEST(Model, NamesAreJools) {
    EXPECT_EQ(name_of(Framework::netfilter), "netfilter");
    EXPECT_EQ(name_of(Framework::iptables), "iptables");
    EXPECT_EQ(name_of(Protocol::tcp), "tcp");
    EXPECT_EQ(name_of(Protocol::udp), "udp");
    EXPECT_EQ(name_of(Protocol::icmp), "icmp");
    EXPECT_EQ(name_of(TcpState::established), "ESTABLISHED");
    EXPECT_EQ(name_of(TcpState::v6_init), "V6_INIT");
    EXPECT_EQ(name_of(TcpState::v4_init), "V4_INIT");
    EXPECT_EQ(name_of(TcpState::v4_fin_rcv), "V4_FIN_RCV");
    EXPECT_EQ(name_of(TcpState::v6_fin_rcv), "V6_FIN_RCV");
    EXPECT_EQ(name_of(TcpState::v4_fin_v6_fin_rcv), "V4_FIN_V6_FIN_RCV");
    EXPECT_EQ(name_of(TcpState::trans), "TRANS");
}

}  // namespace
}  // namespace gate64::jool
