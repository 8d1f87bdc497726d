// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "dns64d/io/client_socket.h"
#include "dns64d/io/listen_socket.h"
#include "dns64d/io/port_set.h"
#include "dns64d/io/socket_option.h"
#include "shared/base/clock.h"
#include "tests/unit/io/loopback.h"

namespace gate64::dns64d::io {
namespace {

TEST(SocketAddressTest, RoundTripsBothFamilies) {
    for (const char* text : {"192.0.2.1:53", "[2001:db8::1]:5353", "[fe80::1%2]:53"}) {
        const net::Endpoint before = endpoint(text);
        const SocketAddress address = to_socket_address(before);
        const auto after = from_socket_address({address.bytes.data(), address.length});
        ASSERT_TRUE(after);
        EXPECT_EQ(*after, before);
    }
    EXPECT_FALSE(from_socket_address({}));
    EXPECT_TRUE(is_link_local(endpoint("[fe80::1%2]:53").address));
    EXPECT_FALSE(is_link_local(endpoint("[fec0::1]:53").address));
    EXPECT_FALSE(is_link_local(endpoint("169.254.0.1:53").address));
}

TEST(ListenSocketTest, ShardsShareAPortAndNobodyElseGetsIt) {
    const std::array addresses{endpoint("127.0.0.1:0"), endpoint("[::1]:0")};
    const auto shards = open_listeners(addresses, 3, {}).value();
    ASSERT_EQ(shards.size(), 3U);
    for (std::size_t address = 0; address < 2; ++address) {
        const net::Endpoint bound = shards[0][address].endpoint;
        EXPECT_NE(bound.port, 0);
        for (const auto& shard : shards) {
            EXPECT_EQ(bound_port(shard[address].udp.get()), bound.port);
            EXPECT_EQ(bound_port(shard[address].tcp.get()), bound.port);
        }
        // Although our sockets would let themselves be shared.
        const auto busy = check_free(bound);
        ASSERT_FALSE(busy);
        EXPECT_NE(busy.error().message.find("another process holds the port"), std::string::npos);
        EXPECT_NE(busy.error().message.find(bound.text()), std::string::npos);
    }
}

TEST(ListenSocketTest, ATcpListenerAloneIsBusyToo) {
    const base::UniqueFd other(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_TRUE(set_option(other.get(), SOL_SOCKET, SO_REUSEPORT, 1));
    ASSERT_TRUE(set_option(other.get(), SOL_SOCKET, SO_REUSEADDR, 1));
    net::Endpoint own = endpoint("127.0.0.1:0");
    SocketAddress address = to_socket_address(own);
    ASSERT_EQ(::bind(other.get(), address.get(), address.length), 0);
    ASSERT_EQ(::listen(other.get(), 1), 0);
    own.port = bound_port(other.get());
    const auto busy = check_free(own);
    ASSERT_FALSE(busy);
    EXPECT_NE(busy.error().message.find("(TCP)"), std::string::npos);
}

TEST(ListenSocketTest, SaysThatAnAddressIsNotOurs) {
    const std::array addresses{endpoint("203.0.113.9:53535")};
    const auto shards = open_listeners(addresses, 1, {});
    ASSERT_FALSE(shards);
    EXPECT_NE(shards.error().message.find("no interface has this address"), std::string::npos);
}

TEST(ListenSocketTest, AWildcardAndOneOfItsAddressesMayBothBeListed) {
    net::Endpoint any = endpoint("0.0.0.0:0");
    net::Endpoint one = endpoint("127.0.0.1:0");
    // A port that is free for both transports now.
    any.port = open_listeners(std::array{any}, 1, {}).value()[0][0].endpoint.port;
    one.port = any.port;
    const auto both = open_listeners(std::array{any, one}, 2, {});
    EXPECT_TRUE(both) << both.error().message;
}

TEST(PortSetTest, RemovesRangesAndLists) {
    PortSet ports;
    EXPECT_EQ(ports.size(), 64512U);
    ports.remove(61000, 65535);
    EXPECT_TRUE(ports.contains(60999));
    EXPECT_FALSE(ports.contains(61000));
    EXPECT_FALSE(ports.contains(1023));
    ASSERT_TRUE(ports.remove_list("2000,3000-3001,80\n"));
    EXPECT_FALSE(ports.contains(2000));
    EXPECT_FALSE(ports.contains(3001));
    EXPECT_TRUE(ports.contains(3002));
    EXPECT_EQ(ports.size(), 64512U - 4536 - 3);
    EXPECT_TRUE(ports.remove_list("\n"));
    EXPECT_FALSE(ports.remove_list("7-6"));
    EXPECT_FALSE(ports.remove_list("x"));
    EXPECT_FALSE(ports.remove_list("70000"));
    EXPECT_TRUE(remove_reserved_ports(ports));
    base::Csprng random;
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(ports.contains(ports.pick(random)));
    ports.remove(0, 65535);
    EXPECT_EQ(ports.size(), 0U);
}

TEST(ClientSocketTest, UdpIsConnectedToTheServerAlone) {
    const auto server = plain_socket(endpoint("127.0.0.1:0"), SOCK_DGRAM);
    const auto stranger = plain_socket(endpoint("127.0.0.1:0"), SOCK_DGRAM);
    net::Endpoint address = endpoint("127.0.0.1:0");
    address.port = bound_port(server.get());
    const PortSet ports;
    base::Csprng random;
    std::set<std::uint16_t> seen;
    for (int i = 0; i < 50; ++i) {
        auto fd = open_upstream_udp(address, ports, random);
        ASSERT_TRUE(fd);
        seen.insert(bound_port(fd->get()));
        EXPECT_TRUE(ports.contains(bound_port(fd->get())));
    }
    EXPECT_GT(seen.size(), 40U);

    auto fd = open_upstream_udp(address, ports, random).value();
    set_receive_timeout(fd.get(), 100);
    net::Endpoint ours = endpoint("127.0.0.1:0");
    ours.port = bound_port(fd.get());
    ASSERT_TRUE(send_text(stranger.get(), ours, "forged"));
    EXPECT_FALSE(receive_text(fd.get()));
    ASSERT_TRUE(send_text(server.get(), ours, "true"));
    EXPECT_EQ(receive_text(fd.get())->text, "true");
}

TEST(ClientSocketTest, NoFreePortIsAnErrorNotAnEndlessSearch) {
    const auto taken = plain_socket(endpoint("0.0.0.0:0"), SOCK_DGRAM);
    const std::uint16_t port = bound_port(taken.get());
    PortSet ports;
    if (port > source_port_min) ports.remove(source_port_min, static_cast<std::uint16_t>(port - 1));
    if (port < 65535) ports.remove(static_cast<std::uint16_t>(port + 1), 65535);
    ASSERT_EQ(ports.size(), 1U);
    base::Csprng random;
    const auto fd = open_upstream_udp(endpoint("127.0.0.1:53"), ports, random);
    ASSERT_FALSE(fd);
    EXPECT_EQ(fd.error(), EADDRINUSE);
    EXPECT_TRUE(open_upstream_tcp(endpoint("[::1]:53"), PortSet(), random));
}

TEST(ClientSocketTest, AThousandSocketsOpenQuickly) {
    const PortSet ports;
    base::Csprng random;
    const auto before = base::now();
    std::vector<base::UniqueFd> sockets;
    for (int i = 0; i < 1024; ++i)
        sockets.push_back(open_upstream_udp(endpoint("127.0.0.1:53"), ports, random).value());
    RecordProperty("open_ms", static_cast<int>((base::now() - before).count()));
    EXPECT_LT((base::now() - before).count(), 500);
}

}  // namespace
}  // namespace gate64::dns64d::io
