// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the file says about the DNS server: [dns64d], [cache], [[upstream]], [[dns64]], [[name]]
// and [[local]]. Plain values with the defaults of the file; config::parse makes them, whoever
// holds them owns them, and nothing here changes after that. The rows in schema.h say the same
// defaults in text; a test holds the two together.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/config/source_pos.h"
#include "shared/dns/name.h"
#include "shared/net/acl.h"
#include "shared/net/address.h"
#include "shared/net/pref64.h"
#include "shared/net/prefix.h"

namespace gate64::config {

/// A domain name; compared without regard to case.
struct Domain {
    dns::Name name;
    SourcePos pos{};
    friend bool operator==(const Domain& a, const Domain& b) noexcept {
        return a.name.view() == b.name.view();
    }
};

using AclEntries = std::vector<net::AclEntry>;
using Endpoints = std::vector<Located<net::Endpoint>>;

/// ["any"]
[[nodiscard]] AclEntries acl_any();
/// ["::ffff:0:0/96"]
[[nodiscard]] AclEntries acl_mapped_addresses();
/// "[::]:53", "0.0.0.0:53"
[[nodiscard]] Endpoints default_listen();
/// "127.0.0.1:9464"
[[nodiscard]] net::Endpoint default_metrics();

enum class LogLevel : std::uint8_t { error, warning, info, debug };

/// [dns64d]
struct Dns64d {
    Endpoints listen = default_listen();  ///< UDP and TCP on each; no two alike, never port 0
    std::uint32_t shards = 0;             ///< threads; 0: one a CPU
    /// Who may ask at all. Absent: loopback and directly connected networks.
    std::optional<AclEntries> allow;
    std::string user = "gate64";                      ///< after binding; "" keeps the current one
    std::string control = "/run/gate64/dns64d.sock";  ///< absolute path; "" is off
    std::optional<net::Endpoint> metrics = default_metrics();  ///< absent is off
    LogLevel log_level = LogLevel::info;

    std::uint16_t edns_size = 1232;  ///< largest UDP answer, octets, 512 to 1232
    std::chrono::milliseconds tcp_idle_timeout{10'000};    ///< no question on a connection
    std::chrono::milliseconds tcp_message_timeout{5'000};  ///< one message, first to last octet
    std::uint32_t tcp_clients_max = 4096;                  ///< connections of the process
    std::uint32_t tcp_per_client_max = 64;                 ///< connections of one client address
    std::uint32_t max_in_flight = 65536;        ///< client questions waiting, the process
    std::uint32_t per_client_in_flight = 1000;  ///< client questions waiting, one client
    std::uint32_t per_zone_in_flight = 2000;    ///< upstream questions waiting, one zone
    SourcePos pos{};

    friend bool operator==(const Dns64d&, const Dns64d&) = default;
};

/// [cache]
struct Cache {
    std::uint64_t size = std::uint64_t{256} << 20;  ///< octets, all shards, overhead counted
    std::chrono::seconds max_ttl{86'400};
    std::chrono::seconds negative_max_ttl{3'600};
    std::chrono::seconds serve_stale{86'400};  ///< RFC 8767; 0 is off
    bool prefetch = true;
    SourcePos pos{};

    friend bool operator==(const Cache&, const Cache&) = default;
};

/// [[upstream]]
struct Upstream {
    Endpoints servers;           ///< empty (only without `zone`): those of /etc/resolv.conf
    std::optional<Domain> zone;  ///< absent: every name that no other block serves
    bool trust_ad = false;       ///< believe the AD bit of these servers
    /// Octets asked of these servers, 512 to 4096. Absent: 1232, on loopback 4096.
    std::optional<std::uint16_t> edns_size;
    SourcePos pos{};

    friend bool operator==(const Upstream&, const Upstream&) = default;
};

enum class SpecialUse : std::uint8_t { deny, private_use, allow };
enum class OwnAddresses : std::uint8_t { deny, allow };
enum class OnError : std::uint8_t { synthesize, fail };

/// [[dns64]]: one policy. Every policy whose `clients` match applies, in the order of the file.
struct Dns64 {
    net::Pref64 pref64;                           ///< `prefix` and `suffix` together, checked
    AclEntries clients = acl_any();               ///< of addresses of both families
    AclEntries mapped = acl_any();                ///< of IPv4 addresses; "any" or IPv4 prefixes
    AclEntries exclude = acl_mapped_addresses();  ///< AAAA that count as absent; IPv6 prefixes
    bool break_dnssec = false;
    bool recursive_only = false;
    SpecialUse special_use = SpecialUse::deny;
    OwnAddresses own_addresses = OwnAddresses::deny;
    std::chrono::seconds ipv4only_ttl{3'600};
    OnError on_error = OnError::synthesize;
    std::chrono::seconds error_ttl{30};
    bool parallel = true;  ///< A asked beside AAAA (RFC 6147 5.1.8)

    /// As written; `pref64` is what they make.
    Located<net::Ipv6Prefix> prefix{net::Pref64().prefix(), {}};
    Located<net::Ipv6Address> suffix;
    SourcePos pos{};

    friend bool operator==(const Dns64&, const Dns64&) = default;
};

enum class NamePolicy : std::uint8_t { never, always };

/// [[name]]: a rule for the names at or below `zone`; the longest zone wins.
struct NameRule {
    Domain zone;
    NamePolicy dns64 = NamePolicy::never;
    SourcePos pos{};

    friend bool operator==(const NameRule&, const NameRule&) = default;
};

/// [[local]]: a name with its addresses, a zone file, or both.
struct Local {
    std::optional<Domain> name;  ///< owner of `a` and `aaaa`, origin of `file`
    std::vector<net::Ipv4Address> a;
    std::vector<net::Ipv6Address> aaaa;
    std::chrono::seconds ttl{3'600};           ///< of `a` and `aaaa`
    std::optional<Located<std::string>> file;  ///< absolute path, not opened by config::parse
    SourcePos pos{};

    friend bool operator==(const Local&, const Local&) = default;
};

}  // namespace gate64::config
