// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/sockets.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>

#include "shared/base/unique_fd.h"
#include "tests/unit/nat64ctl/system/kit.h"

namespace gate64::nat64ctl::system {
namespace {

using jool::Protocol;

constexpr const char* heading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

net::IpAddress address(const char* text) {
    return net::IpAddress::parse(text).value();
}

/// As a little-endian kernel prints them.
class SocketLines : public ::testing::Test {
  protected:
    void SetUp() override {
        if constexpr (std::endian::native != std::endian::little) {
            GTEST_SKIP() << "the recorded lines are of a little-endian machine";
        }
    }
};

TEST_F(SocketLines, AListenerIsRead) {
    EXPECT_EQ(parse_socket_line("   0: 010200C0:0016 00000000:0000 0A 00000000:00000000 00:0",
                                Protocol::tcp),
              (model::SocketFact{Protocol::tcp, address("192.0.2.1"), 22}));
    EXPECT_EQ(parse_socket_line("  12: B80D0120000000000000000001000000:EE48 "
                                "00000000000000000000000000000000:0000 07 0",
                                Protocol::udp),
              (model::SocketFact{Protocol::udp, address("2001:db8::1"), 61000}));
}

TEST_F(SocketLines, AMappedAddressIsItsIpv4Address) {
    const auto socket = parse_socket_line(
        "0: 0000000000000000FFFF0000010200C0:0050 00000000000000000000000000000000:0000 0A",
        Protocol::tcp);
    ASSERT_TRUE(socket);
    EXPECT_EQ(socket->address, address("192.0.2.1"));
    EXPECT_TRUE(socket->address.is_v4());
}

TEST_F(SocketLines, ConnectionsUnboundSocketsAndNoiseAreNot) {
    EXPECT_FALSE(parse_socket_line("0: 010200C0:0016 090200C0:C001 01 0", Protocol::tcp));
    EXPECT_TRUE(parse_socket_line("0: 010200C0:0016 090200C0:C001 01 0", Protocol::udp));
    EXPECT_FALSE(parse_socket_line("0: 010200C0:0000 00000000:0000 07 0", Protocol::udp));
    for (const char* line :
         {"", heading, "0:", "0: 010200C0:0016", "0: 010200C0 x 0A", "0: 01020:0016 x 0A",
          "0: 010200C0:10000 x 0A", "0: 010200CX:0016 x 0A", "0: 010200C0:0016 x -1"}) {
        EXPECT_FALSE(parse_socket_line(line, Protocol::udp)) << line;
    }
}

TEST_F(SocketLines, OnlyPortsAskedForAndEachSocketOnce) {
    const test::Folder box;
    const std::string once = "   0: 010200C0:0016 00000000:0000 0A 00000000:00000000\n";
    box.put("/proc/thread-self/net/tcp",
            heading + once + once + "   1: 00000000:0017 00000000:0000 0A 00000000:00000000\n");
    const auto sockets = read_sockets({{22, 22}}, {{1, 65535}}, box.path());
    ASSERT_TRUE(sockets) << sockets.error().message;
    EXPECT_EQ(*sockets,
              (std::vector<model::SocketFact>{{Protocol::tcp, address("192.0.2.1"), 22}}));
}

TEST_F(SocketLines, ThereIsALimit) {
    const test::Folder box;
    std::string table = heading;
    for (int port = 0x1000; port < 0x2000; ++port) {
        const char* digits = "0123456789ABCDEF";
        const std::string hex{digits[port >> 12 & 15], digits[port >> 8 & 15],
                              digits[port >> 4 & 15], digits[port & 15]};
        table += "0: 00000000:" + hex + " 00000000:0000 07\n";
    }
    box.put("/proc/thread-self/net/udp", table);
    EXPECT_EQ(read_sockets({}, {{1, 65535}}, box.path())->size(), sockets_max);
}

/// A bound socket and its port.
struct Bound {
    base::UniqueFd socket;
    std::uint16_t port = 0;
};

Bound bind_to(int family, int type) {
    Bound bound{base::UniqueFd(::socket(family, type | SOCK_CLOEXEC, 0)), 0};
    sockaddr_in6 name{};
    name.sin6_family = static_cast<sa_family_t>(family);
    socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    EXPECT_EQ(::bind(bound.socket.get(), reinterpret_cast<const sockaddr*>(&name), size), 0);
    if (type == SOCK_STREAM) {
        EXPECT_EQ(::listen(bound.socket.get(), 1), 0);
    }
    EXPECT_EQ(::getsockname(bound.socket.get(), reinterpret_cast<sockaddr*>(&name), &size), 0);
    bound.port = ntohs(name.sin6_port);
    return bound;
}

TEST(Sockets, TheKernelsTablesAreThoseOfTheThreadsNamespace) {
    const Bound outside = bind_to(AF_INET, SOCK_STREAM);
    const model::PortSet all{{1, 65535}};
    const auto has = [](const std::vector<model::SocketFact>& sockets,
                        const model::SocketFact& socket) {
        return std::find(sockets.begin(), sockets.end(), socket) != sockets.end();
    };
    const model::SocketFact outer{Protocol::tcp, address("0.0.0.0"), outside.port};
    EXPECT_TRUE(has(read_sockets({{outside.port, outside.port}}, {}).value(), outer));
    const bool is_made = test::in_own_namespace([&] {
        const Bound tcp = bind_to(AF_INET6, SOCK_STREAM);
        const Bound udp = bind_to(AF_INET, SOCK_DGRAM);
        const auto sockets = read_sockets(all, all);
        ASSERT_TRUE(sockets) << sockets.error().message;
        EXPECT_EQ(*sockets,
                  (std::vector<model::SocketFact>{{Protocol::tcp, address("::"), tcp.port},
                                                  {Protocol::udp, address("0.0.0.0"), udp.port}}));
    });
    if (!is_made) GTEST_SKIP() << "making a network namespace takes root";
}

}  // namespace
}  // namespace gate64::nat64ctl::system
