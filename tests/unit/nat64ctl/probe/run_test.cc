// SPDX-License-Identifier: Apache-2.0
// A box without a translator that answers for the target itself shows everything but Jool: the
// client, its route, packets of each protocol and size, and that nothing is left behind.
#include "nat64ctl/probe/run.h"

#include <gtest/gtest.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "nat64ctl/probe/client_host.h"
#include "nat64ctl/probe/links.h"
#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::probe {
namespace {

using namespace std::chrono_literals;

const net::Ipv6Address target = *net::Ipv6Address::parse("64:ff9b::203.0.113.8");
const ClientHost host{.address = *net::Ipv6Address::parse("fd12:3456:789a:1::2"),
                      .pool6 = *net::Ipv6Prefix::parse("64:ff9b::/96")};

std::size_t interfaces() {
    struct if_nameindex* all = if_nameindex();
    std::size_t count = 0;
    for (const struct if_nameindex* one = all; one->if_index != 0; ++one)
        ++count;
    if_freenameindex(all);
    return count;
}

base::UniqueFd listen_on(std::uint16_t port) {
    base::UniqueFd fd(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    any.sin6_port = htons(port);
    EXPECT_EQ(bind(fd.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
    EXPECT_EQ(listen(fd.get(), 4), 0);
    return fd;
}

/// Runs `body` in a namespace of its own; false where that may not be made.
template <typename Body>
bool as_box(const Body& body) {
    bool may = true;
    std::thread box([&] {
        may = unshare(CLONE_NEWNET) == 0;
        if (may) body();
    });
    box.join();
    return may;
}

const Result& named(const Report& report, std::string_view name) {
    for (const Result& result : report.results) {
        if (result.attempt.name == name) return result;
    }
    ADD_FAILURE() << "no " << name;
    return report.results.front();
}

TEST(Run, EveryProtocolAndSizeComesBackAndNothingStays) {
    Report report;
    base::Result<void> ready;
    std::size_t before = 0;
    std::size_t after = 0;
    const bool may = as_box([&] {
        auto links = Links::open();
        ASSERT_TRUE(links);
        const auto loopback = links->index_of("lo");
        ASSERT_TRUE(loopback);
        ASSERT_TRUE(links->bring_up(*loopback, true));
        ASSERT_TRUE(links->add_address(*loopback, target));
        const base::UniqueFd listener = listen_on(443);
        before = interfaces();
        ready = run_as_client(host, [&] {
            report = run_attempts(attempts_for({.icmp = true, .udp_port = 4000, .tcp_port = 443}),
                                  target, 3s);
        });
        // The kernel takes a namespace down a moment after its last thread.
        for (int tries = 0; (after = interfaces()) != before && tries < 500; ++tries)
            std::this_thread::sleep_for(10ms);
    });
    if (!may) GTEST_SKIP() << "network namespaces need root";
    ASSERT_TRUE(ready) << ready.error().message;
    EXPECT_TRUE(is_healthy(report.results));
    for (const char* name : {"icmp-small", "icmp-full", "icmp-fragmented", "tcp-connect"}) {
        EXPECT_EQ(named(report, name).outcome, Outcome::answered) << name;
        EXPECT_GT(named(report, name).time.count(), 0) << name;
    }
    EXPECT_EQ(named(report, "udp-small").outcome, Outcome::refused) << "nobody has the port";
    EXPECT_EQ(report.path_mtu, 1500U);
    EXPECT_EQ(after, before) << "the veth pair goes with the client";
}

TEST(Run, SilenceIsToldFromRefusalAndEndsInTime) {
    Report report;
    base::Result<void> ready;
    std::chrono::steady_clock::duration took{};
    const bool may = as_box([&] {
        const auto start = std::chrono::steady_clock::now();
        // No forwarding, no such address: the box drops everything.
        ready =
            run_as_client(host, [&] { report = run_attempts(attempts_for({}), target, 300ms); });
        took = std::chrono::steady_clock::now() - start;
    });
    if (!may) GTEST_SKIP() << "network namespaces need root";
    ASSERT_TRUE(ready) << ready.error().message;
    EXPECT_FALSE(is_healthy(report.results));
    for (const Result& result : report.results)
        EXPECT_FALSE(result.is_proof()) << result.attempt.name;
    EXPECT_LT(took, 5s);
}

}  // namespace
}  // namespace gate64::nat64ctl::probe
