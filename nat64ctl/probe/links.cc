// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/links.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/inet6.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/neighbour.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <thread>

namespace gate64::nat64ctl::probe {

namespace {

template <auto function>
struct Call {
    template <typename T>
    void operator()(T* object) const noexcept {
        function(object);
    }
};
using Link = std::unique_ptr<rtnl_link, Call<rtnl_link_put>>;
using Address = std::unique_ptr<rtnl_addr, Call<rtnl_addr_put>>;
using Route = std::unique_ptr<rtnl_route, Call<rtnl_route_put>>;
using Neighbour = std::unique_ptr<rtnl_neigh, Call<rtnl_neigh_put>>;
using Octets = std::unique_ptr<nl_addr, Call<nl_addr_put>>;

Octets octets_of(const net::Ipv6Address& address, unsigned length) {
    Octets made(nl_addr_build(AF_INET6, address.octets().data(), address.octets().size()));
    if (made) nl_addr_set_prefixlen(made.get(), static_cast<int>(length));
    return made;
}

Octets octets_of(const MacAddress& mac) {
    return Octets(nl_addr_build(AF_LLC, mac.data(), mac.size()));
}

/// libnl's codes, with the kernel's errno where it is one of the few that matter here.
base::Result<void> outcome(int code, const std::string& what) {
    if (code >= 0) return {};
    const int positive = -code;
    const int reason = positive == NLE_PERM        ? EPERM
                       : positive == NLE_EXIST     ? EEXIST
                       : positive == NLE_NODEV     ? ENODEV
                       : positive == NLE_OPNOTSUPP ? EOPNOTSUPP
                                                   : 0;
    return base::fail(what + ": " + nl_geterror(code), reason);
}

base::Result<void> no_memory() {
    return base::fail_errno("making a netlink message", ENOMEM);
}

base::Result<void> change(nl_sock* socket, int index, const char* what,
                          void (*set)(rtnl_link* change)) {
    const Link original(rtnl_link_alloc());
    const Link wanted(rtnl_link_alloc());
    if (!original || !wanted) return no_memory();
    rtnl_link_set_ifindex(original.get(), index);
    set(wanted.get());
    return outcome(rtnl_link_change(socket, original.get(), wanted.get(), 0), what);
}

}  // namespace

base::Result<Links> Links::open() {
    Links links(nl_socket_alloc());
    if (!links.socket_) return std::unexpected(no_memory().error());
    if (auto connected =
            outcome(nl_connect(links.socket_.get(), NETLINK_ROUTE), "opening an rtnetlink socket");
        !connected) {
        return std::unexpected(connected.error());
    }
    return links;
}

base::Result<void> Links::add_pair(const std::string& name, const MacAddress& mac,
                                   const std::string& peer, const MacAddress& peer_mac,
                                   int peer_namespace) {
    const Link link(rtnl_link_veth_alloc());
    const Octets here = octets_of(mac);
    const Octets there = octets_of(peer_mac);
    if (!link || !here || !there) return no_memory();
    rtnl_link_set_name(link.get(), name.c_str());
    rtnl_link_set_addr(link.get(), here.get());
    const Link far(rtnl_link_veth_get_peer(link.get()));
    rtnl_link_set_name(far.get(), peer.c_str());
    rtnl_link_set_addr(far.get(), there.get());
    rtnl_link_set_ns_fd(far.get(), peer_namespace);
    return outcome(rtnl_link_add(socket_.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL),
                   "making the probe's veth pair");
}

base::Result<int> Links::index_of(const std::string& name) {
    rtnl_link* found = nullptr;
    const int code = rtnl_link_get_kernel(socket_.get(), 0, name.c_str(), &found);
    const Link link(found);
    if (auto done = outcome(code, "looking up link " + name); !done) {
        return std::unexpected(done.error());
    }
    return rtnl_link_get_ifindex(link.get());
}

base::Result<void> Links::bring_up(int index, bool has_link_local) {
    if (!has_link_local) {
        // A message of its own: the kernel would bring the link up before it reads this.
        auto done = change(
            socket_.get(), index, "keeping addresses off the veth pair", [](rtnl_link* link) {
                (void)rtnl_link_inet6_set_addr_gen_mode(link, std::uint8_t{IN6_ADDR_GEN_MODE_NONE});
            });
        if (!done) return done;
    }
    return change(socket_.get(), index, "bringing up the veth pair",
                  [](rtnl_link* link) { rtnl_link_set_flags(link, IFF_UP); });
}

base::Result<void> Links::wait_until_running(int index) {
    constexpr int tries_max = 500;
    for (int tries = 0; tries < tries_max; ++tries) {
        rtnl_link* found = nullptr;
        const int code = rtnl_link_get_kernel(socket_.get(), index, nullptr, &found);
        const Link link(found);
        if (code < 0) return outcome(code, "looking at the veth pair");
        if ((rtnl_link_get_flags(link.get()) & IFF_RUNNING) != 0) return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return base::fail("the probe's veth pair does not come up");
}

base::Result<void> Links::add_address(int index, const net::Ipv6Address& address) {
    const Address made(rtnl_addr_alloc());
    const Octets local = octets_of(address, 128);
    if (!made || !local) return no_memory();
    rtnl_addr_set_ifindex(made.get(), index);
    (void)rtnl_addr_set_local(made.get(), local.get());
    rtnl_addr_set_flags(made.get(), IFA_F_NODAD);
    return outcome(rtnl_addr_add(socket_.get(), made.get(), 0), "giving the client its address");
}

base::Result<void> Links::add_route(int index, const net::Ipv6Prefix& destination,
                                    const net::Ipv6Address* via) {
    const Route route(rtnl_route_alloc());
    const Octets target = octets_of(destination.address(), destination.length());
    rtnl_nexthop* hop = rtnl_route_nh_alloc();
    if (!route || !target || hop == nullptr) {
        if (hop != nullptr) rtnl_route_nh_free(hop);
        return no_memory();
    }
    rtnl_route_nh_set_ifindex(hop, index);
    if (via != nullptr) {
        const Octets gateway = octets_of(*via, 128);
        if (gateway) rtnl_route_nh_set_gateway(hop, gateway.get());
    }
    rtnl_route_add_nexthop(route.get(), hop);  // which owns it from here on
    (void)rtnl_route_set_dst(route.get(), target.get());
    return outcome(rtnl_route_add(socket_.get(), route.get(), NLM_F_CREATE | NLM_F_EXCL),
                   "adding the probe's route for " + destination.text());
}

base::Result<void> Links::add_neighbour(int index, const net::Ipv6Address& address,
                                        const MacAddress& mac) {
    const Neighbour neighbour(rtnl_neigh_alloc());
    const Octets target = octets_of(address, 128);
    const Octets link = octets_of(mac);
    if (!neighbour || !target || !link) return no_memory();
    rtnl_neigh_set_ifindex(neighbour.get(), index);
    (void)rtnl_neigh_set_dst(neighbour.get(), target.get());
    rtnl_neigh_set_lladdr(neighbour.get(), link.get());
    rtnl_neigh_set_state(neighbour.get(), NUD_PERMANENT);
    return outcome(rtnl_neigh_add(socket_.get(), neighbour.get(), NLM_F_CREATE),
                   "fixing the neighbour " + address.text());
}

}  // namespace gate64::nat64ctl::probe
