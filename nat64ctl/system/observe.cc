// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/observe.h"

#include <algorithm>
#include <map>
#include <set>

#include "nat64ctl/model/ports.h"
#include "nat64ctl/system/interfaces.h"
#include "nat64ctl/system/routes.h"
#include "nat64ctl/system/sockets.h"

namespace gate64::nat64ctl::system {
namespace {

model::PortSet ports_of(const std::vector<jool::Pool4Entry>& pool4, jool::Protocol protocol) {
    std::vector<model::PortRange> ranges;
    for (const jool::Pool4Entry& entry : pool4) {
        if (entry.protocol == protocol) ranges.push_back({entry.port_min, entry.port_max});
    }
    return model::normalised(std::move(ranges));
}

/// Every address of pool4 once, in order, at most pool4_routes_max.
std::vector<net::Ipv4Address> addresses_of(const std::vector<jool::Pool4Entry>& pool4) {
    std::vector<net::Ipv4Prefix> prefixes;
    for (const jool::Pool4Entry& entry : pool4)
        prefixes.push_back(entry.prefix);
    std::sort(prefixes.begin(), prefixes.end());
    std::vector<net::Ipv4Address> addresses;
    for (const net::Ipv4Prefix& prefix : prefixes) {
        for (std::uint64_t value = prefix.first().value(); value <= prefix.last().value();
             ++value) {
            const net::Ipv4Address address(static_cast<std::uint32_t>(value));
            if (!addresses.empty() && address <= addresses.back()) continue;
            if (addresses.size() >= pool4_routes_max) return addresses;
            addresses.push_back(address);
        }
    }
    return addresses;
}

base::Result<void> read_routes(model::NetworkFacts& facts, const Interest& interest) {
    for (const bool is_ipv4 : {true, false}) {
        auto route = default_route(is_ipv4);
        if (!route) return std::unexpected(route.error());
        (is_ipv4 ? facts.ipv4_default : facts.ipv6_default) = std::move(*route);
    }
    for (const net::Ipv4Address address : addresses_of(interest.pool4)) {
        auto route = look_up_route(address);
        if (!route) return std::unexpected(route.error());
        facts.pool4_routes.push_back(std::move(*route));
    }
    if (!interest.pool6) return {};
    auto blackholes = blackholes_within(*interest.pool6);
    if (!blackholes) return std::unexpected(blackholes.error());
    facts.pool6_blackholes = std::move(*blackholes);
    return {};
}

/// The listing is the machine's; only the question by name is about this namespace.
base::Result<std::vector<std::string>> names_here(jool::Client& client,
                                                  const std::vector<jool::Instance>& everywhere) {
    std::set<std::string> names;
    for (const jool::Instance& instance : everywhere)
        names.insert(instance.name);
    std::vector<std::string> here;
    for (const std::string& name : names) {
        const auto exists = client.instance_exists(name);
        if (!exists) return std::unexpected(exists.error());
        if (*exists) here.push_back(name);
    }
    return here;
}

/// Namespaces are known by opaque numbers: ours is one that has exactly the names found here.
/// Where several do, they are the same set-up many times over, and the first one speaks for all.
jool::Framework framework_of(const std::string& name, const std::vector<std::string>& here,
                             const std::vector<jool::Instance>& everywhere) {
    std::map<std::uint32_t, std::set<std::string>> names;
    for (const jool::Instance& instance : everywhere)
        names[instance.ns].insert(instance.name);
    const std::set<std::string> ours(here.begin(), here.end());
    const jool::Instance* best = nullptr;
    for (const jool::Instance& instance : everywhere) {
        if (instance.name != name) continue;
        if (names[instance.ns] == ours) return instance.framework;
        if (best == nullptr) best = &instance;
    }
    return best != nullptr ? best->framework : jool::Framework::netfilter;
}

base::Result<void> read_static_bib(jool::Client& client, model::InstanceFacts& facts) {
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto read = client.each_bib(facts.name, protocol, [&](const jool::BibEntry& entry) {
            if (entry.is_static) facts.static_bib.push_back(entry);
            return facts.static_bib.size() < static_bib_max;
        });
        if (!read) return read;
    }
    return {};
}

base::Result<void> read_pool4(jool::Client& client, model::InstanceFacts& facts) {
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto entries = client.pool4(facts.name, protocol);
        if (!entries) return std::unexpected(entries.error());
        facts.pool4.insert(facts.pool4.end(), entries->begin(), entries->end());
    }
    return {};
}

base::Result<model::InstanceFacts> read_instance(jool::Client& client, const std::string& name,
                                                 StaticBib bib) {
    model::InstanceFacts facts;
    facts.name = name;
    auto globals = client.globals(name);
    if (!globals) return std::unexpected(globals.error());
    facts.globals = std::move(*globals);
    auto counters = client.counters(name);
    if (!counters) return std::unexpected(counters.error());
    facts.counters = std::move(*counters);
    if (const auto read = read_pool4(client, facts); !read) return std::unexpected(read.error());
    if (bib == StaticBib::skip) return facts;
    if (const auto read = read_static_bib(client, facts); !read) {
        return std::unexpected(read.error());
    }
    return facts;
}

}  // namespace

base::Result<model::NetworkFacts> observe_network(const Interest& interest) {
    model::NetworkFacts facts;
    auto interfaces = read_interfaces();
    if (!interfaces) return std::unexpected(interfaces.error());
    facts.interfaces = std::move(*interfaces);
    const auto advertised = interfaces_with_ra_default_route();
    if (!advertised) return std::unexpected(advertised.error());
    for (model::InterfaceFacts& interface : facts.interfaces) {
        interface.has_ra_default_route =
            std::binary_search(advertised->begin(), advertised->end(), interface.index);
    }
    if (const auto read = read_routes(facts, interest); !read) {
        return std::unexpected(read.error());
    }
    auto sockets = read_sockets(ports_of(interest.pool4, jool::Protocol::tcp),
                                ports_of(interest.pool4, jool::Protocol::udp));
    if (!sockets) return std::unexpected(sockets.error());
    facts.sockets = std::move(*sockets);
    return facts;
}

base::Result<model::TranslatorFacts> observe_translator(jool::Client& client,
                                                        const std::string& instance,
                                                        StaticBib bib) {
    model::TranslatorFacts facts;
    facts.version = client.version();
    const auto everywhere = client.instances();
    if (!everywhere) return std::unexpected(everywhere.error());
    auto here = names_here(client, *everywhere);
    if (!here) return std::unexpected(here.error());
    facts.instances = std::move(*here);
    if (!std::binary_search(facts.instances.begin(), facts.instances.end(), instance)) return facts;
    auto read = read_instance(client, instance, bib);
    if (!read) return std::unexpected(read.error());
    read->framework = framework_of(instance, facts.instances, *everywhere);
    facts.instance = std::move(*read);
    return facts;
}

}  // namespace gate64::nat64ctl::system
