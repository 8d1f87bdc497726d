// SPDX-License-Identifier: Apache-2.0
#include "shared/config/validate.h"

#include <map>
#include <string>

namespace gate64::config {
namespace {

bool is_wildcard(const net::IpAddress& address) noexcept {
    return address.is_v4() ? address.v4().value() == 0 : address.v6() == net::Ipv6Address();
}

bool is_loopback(const net::IpAddress& address) noexcept {
    if (address.is_v4()) return (address.v4().value() >> 24U) == 127;
    net::Ipv6Address::Octets one{};
    one[15] = 1;
    return address.v6() == net::Ipv6Address(one);
}

// Whether a question sent to `server` comes back to `listen`, as far as the file can tell.
bool reaches(const net::Endpoint& server, const net::Endpoint& listen) noexcept {
    if (server.port != listen.port) return false;
    if (server.address == listen.address) return server.scope_id == listen.scope_id;
    return is_wildcard(listen.address) && is_loopback(server.address) &&
           server.address.is_v4() == listen.address.is_v4();
}

// Case does not matter in names, so lower case is the key.
std::string key_of(const Domain& domain) {
    dns::Name name = domain.name;
    name.to_lower();
    return name.text();
}

void check_servers(const Upstream& upstream, const Config& config, DiagnosticSink& sink) {
    std::map<net::Endpoint, SourcePos> seen;
    for (const auto& server : upstream.servers) {
        const auto [first, fresh] = seen.emplace(server.value, server.pos);
        if (!fresh) {
            sink.error(server.pos, "servers: " + server.value.text() + " stands twice" +
                                       first_seen(first->second));
        }
        for (const auto& listen : config.dns64d.listen) {
            if (!reaches(server.value, listen.value)) continue;
            sink.error(server.pos, "servers: " + server.value.text() +
                                       " is dns64d itself, which listens on " +
                                       listen.value.text());
            break;
        }
    }
}

}  // namespace

std::string first_seen(SourcePos pos) {
    return pos.known() ? ", first on line " + std::to_string(pos.line) : std::string();
}

void validate_dns64d(const Config& config, const BadSettings& bad, DiagnosticSink& sink) {
    const Dns64d& dns64d = config.dns64d;
    if (bad.contains("dns64d.listen")) return;
    if (dns64d.listen.empty()) {
        sink.error(dns64d.pos, "listen: no address to listen on", "leave it out for the default");
    }
    std::map<net::Endpoint, SourcePos> seen;
    for (const auto& listen : dns64d.listen) {
        const auto [first, fresh] = seen.emplace(listen.value, listen.pos);
        if (!fresh) {
            sink.error(listen.pos, "listen: " + listen.value.text() + " stands twice" +
                                       first_seen(first->second));
        }
        if (dns64d.metrics && *dns64d.metrics == listen.value) {
            sink.error(listen.pos,
                       "listen: " + listen.value.text() + " is also the address of metrics");
        }
    }
}

void validate_upstreams(const Config& config, const BadSettings& bad, DiagnosticSink& sink) {
    std::map<std::string, SourcePos> zones;
    for (const Upstream& upstream : config.upstreams) {
        if (!bad.contains("upstream.servers")) {
            check_servers(upstream, config, sink);
            if (upstream.zone && upstream.servers.empty()) {
                sink.error(upstream.pos, "servers: a block with a zone needs servers");
            }
        }
        if (bad.contains("upstream.zone")) continue;
        const SourcePos pos = upstream.zone ? upstream.zone->pos : upstream.pos;
        const std::string key = upstream.zone ? key_of(*upstream.zone) : std::string();
        const auto [first, fresh] = zones.emplace(key, pos);
        if (fresh) continue;
        sink.error(pos,
                   upstream.zone
                       ? "zone: two [[upstream]] blocks for " + key + first_seen(first->second)
                       : "upstream: two blocks without a zone" + first_seen(first->second),
                   "put all servers into one block");
    }
}

void validate_names(const Config& config, const BadSettings& bad, DiagnosticSink& sink) {
    std::map<std::string, SourcePos> zones;
    for (const NameRule& rule : config.names) {
        if (bad.contains("name.zone")) break;
        const auto [first, fresh] = zones.emplace(key_of(rule.zone), rule.zone.pos);
        if (!fresh) {
            sink.error(rule.zone.pos,
                       "zone: two [[name]] rules for " + first->first + first_seen(first->second));
        }
    }
    std::map<std::string, SourcePos> names;
    for (const Local& local : config.locals) {
        const bool addresses = !local.a.empty() || !local.aaaa.empty();
        const bool unreadable = bad.contains("local.name") || bad.contains("local.a") ||
                                bad.contains("local.aaaa") || bad.contains("local.file");
        if (unreadable) continue;
        if (addresses && !local.name) {
            sink.error(local.pos, "name: addresses need the name they belong to");
        }
        if (!addresses && !local.file) {
            sink.error(local.pos, "[[local]] needs a name with a or aaaa, or a file");
        }
        if (!local.name) continue;
        const auto [first, fresh] = names.emplace(key_of(*local.name), local.name->pos);
        if (!fresh) {
            sink.error(local.name->pos, "name: two [[local]] blocks for " + first->first +
                                            first_seen(first->second));
        }
    }
}

void validate(Config& config, const BadSettings& bad, DiagnosticSink& sink) {
    validate_dns64d(config, bad, sink);
    validate_upstreams(config, bad, sink);
    validate_dns64(config, bad, sink);
    validate_names(config, bad, sink);
    validate_nat64(config, bad, sink);
}

}  // namespace gate64::config
