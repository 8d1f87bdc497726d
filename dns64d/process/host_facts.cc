// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/host_facts.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

namespace gate64::dns64d::process {

namespace {

constexpr std::uint16_t dns_port = 53;

struct FreeIfaddrs {
    void operator()(ifaddrs* list) const noexcept { freeifaddrs(list); }
};

std::optional<net::IpAddress> address_of(const sockaddr* address) {
    if (address == nullptr) return std::nullopt;
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return net::Ipv4Address(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, address, sizeof v6);
        return net::Ipv6Address::from_wire(v6.sin6_addr.s6_addr);
    }
    return std::nullopt;
}

unsigned mask_length(const sockaddr* mask) {
    unsigned bits = 0;
    if (mask->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, mask, sizeof v4);
        return static_cast<unsigned>(std::popcount(v4.sin_addr.s_addr));
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, mask, sizeof v6);
    for (const std::uint8_t octet : v6.sin6_addr.s6_addr) {
        bits += static_cast<unsigned>(std::popcount(octet));
    }
    return bits;
}

}  // namespace

bool HostFacts::is_own(const net::IpAddress& address) const noexcept {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

std::vector<net::Endpoint> parse_resolv_conf(const std::string& text) {
    std::vector<net::Endpoint> servers;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string keyword;
        std::string value;
        if (!(words >> keyword >> value) || keyword != "nameserver") continue;
        const auto address = net::IpAddress::parse(value.substr(0, value.find('%')));
        if (!address) continue;
        net::Endpoint server{*address, dns_port, 0};
        if (const auto zone = value.find('%'); zone != std::string::npos) {
            server.scope_id = if_nametoindex(value.c_str() + zone + 1);
        }
        servers.push_back(server);
    }
    return servers;
}

base::Result<HostFacts> read_host_facts(const std::string& resolv_conf) {
    HostFacts facts;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return base::fail_errno("reading this host's addresses", errno);
    const std::unique_ptr<ifaddrs, FreeIfaddrs> owner(list);
    for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
        const auto address = address_of(entry->ifa_addr);
        if (!address) continue;
        facts.addresses.push_back(*address);
        if (entry->ifa_netmask == nullptr) continue;
        const unsigned length = mask_length(entry->ifa_netmask);
        if (address->is_v4()) {
            facts.networks.emplace_back(net::Ipv4Prefix(address->v4(), length));
        } else {
            facts.networks.emplace_back(net::Ipv6Prefix(address->v6(), length));
        }
    }
    if (std::ifstream file(resolv_conf); file) {
        std::ostringstream text;
        text << file.rdbuf();
        facts.resolv_servers = parse_resolv_conf(text.str());
    }
    return facts;
}

}  // namespace gate64::dns64d::process
