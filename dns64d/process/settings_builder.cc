// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/settings_builder.h"

#include <algorithm>
#include <functional>
#include <string>

#include "dns64d/process/zone_file.h"

namespace gate64::dns64d::process {

namespace {

/// What may be asked of a server on loopback, where nothing fragments.
constexpr std::uint16_t edns_size_loopback = 4096;

bool is_loopback(const net::IpAddress& address) {
    return address.is_v4() ? (address.v4().value() >> 24) == 127
                           : address == *net::IpAddress::parse("::1");
}

std::uint32_t seconds(std::chrono::seconds value) {
    return static_cast<std::uint32_t>(value.count());
}

net::Acl acl_of(std::span<const net::AclEntry> entries) {
    return net::Acl(entries);
}

/// Who may ask where the file does not say: loopback and the networks this host is on.
net::Acl allow_of(const BuildInput& input) {
    if (input.config.dns64d.allow) return acl_of(*input.config.dns64d.allow);
    std::vector<net::AclEntry> entries;
    for (const net::IpPrefix& network : input.facts.networks)
        entries.push_back({.prefix = network});
    entries.push_back({.prefix = *net::IpPrefix::parse("127.0.0.0/8")});
    entries.push_back({.prefix = *net::IpPrefix::parse("::1/128")});
    return acl_of(entries);
}

/// The ranges that `mapped` names itself, in its order; "any" and 0.0.0.0/0 name nothing.
net::Acl named_ranges(const config::AclEntries& mapped) {
    std::vector<net::AclEntry> entries;
    for (const net::AclEntry& entry : mapped) {
        const bool everything = entry.any || entry.prefix == net::IpPrefix(net::Ipv4Prefix());
        if (!everything) entries.push_back(entry);
    }
    return acl_of(entries);
}

model::SpecialUse special_use_of(config::SpecialUse value) {
    switch (value) {
        case config::SpecialUse::deny:
            return model::SpecialUse::deny;
        case config::SpecialUse::private_use:
            return model::SpecialUse::allow_private;
        case config::SpecialUse::allow:
            return model::SpecialUse::allow;
    }
    return model::SpecialUse::deny;
}

/// The block's own exclusions, then every configured prefix, the well-known one among them: an
/// AAAA inside a translation prefix was made by somebody else's DNS64 or by an attacker.
net::Acl exclude_of(const config::Dns64& block, const std::vector<config::Dns64>& blocks) {
    std::vector<net::AclEntry> entries;
    for (const config::Dns64& other : blocks) {
        entries.push_back({.prefix = other.pref64.prefix()});
    }
    entries.push_back({.prefix = net::Pref64().prefix()});
    entries.insert(entries.end(), block.exclude.begin(), block.exclude.end());
    return net::Acl(entries, net::AclSubject::records);
}

model::Dns64Policy policy_of(const config::Dns64& block, const std::vector<config::Dns64>& blocks) {
    model::Dns64Policy policy;
    policy.pref64 = block.pref64;
    policy.clients = acl_of(block.clients);
    policy.mapped = acl_of(block.mapped);
    policy.mapped_named = named_ranges(block.mapped);
    policy.exclude = exclude_of(block, blocks);
    policy.break_dnssec = block.break_dnssec;
    policy.recursive_only = block.recursive_only;
    policy.own_addresses_allowed = block.own_addresses == config::OwnAddresses::allow;
    policy.parallel = block.parallel;
    policy.special_use = special_use_of(block.special_use);
    policy.on_error =
        block.on_error == config::OnError::fail ? model::OnError::fail : model::OnError::synthesize;
    policy.error_ttl_s = seconds(block.error_ttl);
    policy.ipv4only_ttl_s = seconds(block.ipv4only_ttl);
    return policy;
}

/// Content hash; equal sets of two configurations get equal keys, so their sources stay.
std::uint32_t key_of(const model::UpstreamSet& set) {
    std::string content = set.zone.text();
    for (const net::Endpoint& server : set.servers)
        content += " " + server.text();
    content += set.trust_ad ? " ad " : " - ";
    content += std::to_string(set.edns_size);
    return static_cast<std::uint32_t>(std::hash<std::string>{}(content)) | 1U;
}

/// resolv.conf's servers but those where we listen ourselves.
std::vector<net::Endpoint> host_resolvers(const BuildInput& input) {
    std::vector<net::Endpoint> servers;
    for (const net::Endpoint& server : input.facts.resolv_servers) {
        const auto is_ours = [&](const config::Located<net::Endpoint>& listen) {
            if (listen.value.port != server.port) return false;
            if (listen.value.address == server.address) return true;
            const bool wildcard = listen.value.address == net::IpAddress(net::Ipv4Address()) ||
                                  listen.value.address == net::IpAddress(net::Ipv6Address());
            return wildcard && listen.value.address.is_v4() == server.address.is_v4() &&
                   (input.facts.is_own(server.address) || is_loopback(server.address));
        };
        const auto& listen = input.config.dns64d.listen;
        if (std::none_of(listen.begin(), listen.end(), is_ours)) servers.push_back(server);
    }
    return servers;
}

void add_upstream(model::Settings& settings, const BuildInput& input,
                  const config::Upstream& block) {
    model::UpstreamSet set;
    if (block.zone) set.zone = block.zone->name;
    for (const auto& server : block.servers)
        set.servers.push_back(server.value);
    if (set.servers.empty()) set.servers = host_resolvers(input);
    set.trust_ad = block.trust_ad;
    const bool all_loopback =
        !set.servers.empty() &&
        std::all_of(set.servers.begin(), set.servers.end(),
                    [](const net::Endpoint& server) { return is_loopback(server.address); });
    set.edns_size =
        block.edns_size.value_or(all_loopback ? edns_size_loopback : dns::edns_bytes_max);
    set.key = key_of(set);
    settings.upstream_zones.insert(set.zone, static_cast<std::uint16_t>(settings.upstreams.size()));
    settings.upstreams.push_back(std::move(set));
}

void add_upstreams(model::Settings& settings, const BuildInput& input) {
    for (const config::Upstream& block : input.config.upstreams) {
        add_upstream(settings, input, block);
    }
    const auto has_root = [](const config::Upstream& block) { return !block.zone; };
    const auto& blocks = input.config.upstreams;
    if (std::none_of(blocks.begin(), blocks.end(), has_root)) add_upstream(settings, input, {});
}

void add_addresses(model::LocalData& data, const config::Local& local) {
    const auto ttl = seconds(local.ttl);
    for (const net::Ipv4Address address : local.a) {
        std::array<std::uint8_t, 4> rdata{};
        address.to_wire(rdata.data());
        data.add_record(
            {.owner = local.name->name, .type = dns::rr::a, .ttl = ttl, .rdata = rdata});
    }
    for (const net::Ipv6Address& address : local.aaaa) {
        data.add_record({.owner = local.name->name,
                         .type = dns::rr::aaaa,
                         .ttl = ttl,
                         .rdata = address.octets()});
    }
}

void add_locals(model::Settings& settings, const BuildInput& input, config::DiagnosticSink& sink) {
    for (const config::Local& local : input.config.locals) {
        if (local.file) {
            const auto text = input.read_file(local.file->value);
            const dns::Name origin = local.name ? local.name->name : dns::Name();
            const auto added = text ? add_zone_text(settings.local, *text, origin)
                                    : base::Result<void>(std::unexpected(text.error()));
            if (!added) {
                sink.error(local.file->pos, local.file->value + ": " + added.error().message);
            }
        }
        if (local.name) add_addresses(settings.local, local);
    }
}

/// Built-in empty zones give way where the operator has an upstream or data of their own.
void add_builtin(model::Settings& settings, const BuildInput& input) {
    model::ZoneMap<char> taken;
    for (const config::Upstream& block : input.config.upstreams) {
        if (block.zone) taken.insert(block.zone->name, 1);
    }
    for (const config::Local& local : input.config.locals) {
        if (local.name) taken.insert(local.name->name, 1);
    }
    model::add_builtin_zones(settings.local, taken);
}

net::Acl own_addresses_of(const BuildInput& input) {
    std::vector<net::AclEntry> entries;
    for (const net::IpAddress& address : input.facts.addresses) {
        if (address.is_v4()) entries.push_back({.prefix = net::Ipv4Prefix(address.v4(), 32)});
    }
    if (input.config.nat64) {
        for (const config::Pool4& pool : input.config.nat64->pool4) {
            entries.push_back({.prefix = pool.address.value});
        }
    }
    return acl_of(entries);
}

}  // namespace

std::expected<std::shared_ptr<const model::Settings>, config::Diagnostics> build_settings(
    const BuildInput& input) {
    const config::Config& config = input.config;
    config::DiagnosticSink sink(input.filename);
    auto settings = std::make_shared<model::Settings>();
    settings->generation = input.generation;
    for (const config::Dns64& block : config.dns64) {
        settings->policies.push_back(policy_of(block, config.dns64));
    }
    settings->clients =
        model::ClientTable(allow_of(input), settings->policies, settings->policy_sets);
    add_upstreams(*settings, input);
    for (const config::NameRule& rule : config.names) {
        settings->name_rules.insert(rule.zone.name, rule.dns64 == config::NamePolicy::never
                                                        ? model::NameMode::never
                                                        : model::NameMode::always);
    }
    add_builtin(*settings, input);
    add_locals(*settings, input, sink);
    settings->own_addresses = own_addresses_of(input);
    settings->cache = {.max_ttl_s = seconds(config.cache.max_ttl),
                       .negative_max_ttl_s = seconds(config.cache.negative_max_ttl),
                       .serve_stale_s = seconds(config.cache.serve_stale),
                       .prefetch = config.cache.prefetch};
    settings->limits = {.per_client = config.dns64d.per_client_in_flight,
                        .per_zone = config.dns64d.per_zone_in_flight};
    settings->edns_size = config.dns64d.edns_size;
    settings->tcp_idle = config.dns64d.tcp_idle_timeout;
    if (!sink.empty()) return std::unexpected(sink.take());
    return settings;
}

}  // namespace gate64::dns64d::process
