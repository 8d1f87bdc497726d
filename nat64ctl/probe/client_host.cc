// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/client_host.h"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <string>
#include <thread>

#include "nat64ctl/probe/links.h"
#include "shared/base/random.h"
#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::probe {

namespace {

constexpr const char* client_link = "probe0";

/// fe80::1: the box as the client's next hop. Nobody has this address; the neighbour is fixed.
net::Ipv6Address next_hop() noexcept {
    return net::Ipv6Address({0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
}

/// Locally administered, not a group.
MacAddress random_mac(base::Random& random) {
    MacAddress mac{};
    for (std::uint8_t& octet : mac)
        octet = static_cast<std::uint8_t>(random.next());
    mac[0] = static_cast<std::uint8_t>((mac[0] & 0xFCU) | 0x02U);
    return mac;
}

base::Result<void> in_order(std::initializer_list<std::function<base::Result<void>()>> steps) {
    for (const auto& step : steps) {
        if (auto done = step(); !done) return done;
    }
    return {};
}

/// On the thread that becomes the client. `box` was opened before it left the box's namespace.
base::Result<void> join(const ClientHost& host, Links& box) {
    const base::UniqueFd own(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    if (!own.valid()) return base::fail_errno("opening the probe's namespace", errno);
    auto client = Links::open();
    if (!client) return std::unexpected(client.error());
    base::Csprng random;
    const std::string name = "g64p" + std::to_string(random.below(1'000'000));
    const MacAddress box_mac = random_mac(random);
    const MacAddress client_mac = random_mac(random);
    if (auto made = box.add_pair(name, box_mac, client_link, client_mac, own.get()); !made) {
        return made;
    }
    const auto here = box.index_of(name);
    if (!here) return std::unexpected(here.error());
    const auto there = client->index_of(client_link);
    if (!there) return std::unexpected(there.error());
    const net::Ipv6Address gateway = next_hop();
    return in_order({
        [&] { return box.bring_up(*here, false); },
        [&] { return client->bring_up(*there, true); },
        [&] { return box.wait_until_running(*here); },
        [&] { return client->wait_until_running(*there); },
        [&] { return client->add_address(*there, host.address); },
        [&] { return client->add_neighbour(*there, gateway, box_mac); },
        [&] { return client->add_route(*there, host.pool6, &gateway); },
        [&] { return box.add_neighbour(*here, host.address, client_mac); },
        [&] { return box.add_route(*here, net::Ipv6Prefix(host.address, 128), nullptr); },
    });
}

base::Result<void> become_client(const ClientHost& host) {
    auto box = Links::open();
    if (!box) return std::unexpected(box.error());
    if (unshare(CLONE_NEWNET) != 0) {
        const int reason = errno;
        return base::fail_errno(reason == EPERM ? "making a network namespace (needs CAP_SYS_ADMIN)"
                                                : "making a network namespace",
                                reason);
    }
    return join(host, *box);
}

}  // namespace

base::Result<void> run_as_client(const ClientHost& host, const std::function<void()>& work) {
    base::Result<void> ready;
    std::thread client([&] {
        ready = become_client(host);
        if (ready) work();
    });
    client.join();
    return ready;
}

}  // namespace gate64::nat64ctl::probe
