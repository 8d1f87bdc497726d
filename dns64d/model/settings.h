// SPDX-License-Identifier: Apache-2.0
#pragma once
// The part of the configuration that a reload may replace, compiled for the packet path: ACLs are
// range tables, client networks lead straight to the policies that apply. Immutable once built and
// shared by pointer; each shard swaps its pointer when it gets the new one by message. The part
// fixed at start (sockets, memory, threads) is in dns64d/shard.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "dns64d/model/local_data.h"
#include "dns64d/model/zone_map.h"
#include "shared/base/clock.h"
#include "shared/net/acl.h"
#include "shared/net/pref64.h"

namespace gate64::dns64d::model {

enum class SpecialUse : std::uint8_t { deny, allow_private, allow };
enum class OnError : std::uint8_t { synthesize, fail };
enum class NameMode : std::uint8_t { normal, never, always };

/// One [[dns64]] block.
struct Dns64Policy {
    net::Pref64 pref64;
    net::Acl clients;  ///< compiled into ClientTable; kept for `explain`
    net::Acl mapped;   ///< IPv4 addresses that may be mapped
    /// Ranges that `mapped` names itself (not "any" and not 0.0.0.0/0): special-use addresses in
    /// them are allowed.
    net::Acl mapped_named;
    net::Acl exclude;  ///< AAAA that count as absent; holds every configured prefix
    bool break_dnssec = false;
    bool recursive_only = false;
    bool own_addresses_allowed = false;
    bool parallel = true;  ///< A is asked beside AAAA (RFC 6147 5.1.8)
    SpecialUse special_use = SpecialUse::deny;
    OnError on_error = OnError::synthesize;
    std::uint32_t error_ttl_s = 30;
    std::uint32_t ipv4only_ttl_s = 3600;
};

/// The policies of one kind of client, in the order of the file. Index 0 of
/// Settings::policy_sets is always the empty set.
struct PolicySet {
    std::vector<std::uint16_t> policies;  ///< indexes into Settings::policies
};

/// From a client's address to whether it may ask and which policies apply: one binary search.
class ClientTable {
  public:
    struct Entry {
        bool allowed = false;
        std::uint32_t policy_set = 0;  ///< index into Settings::policy_sets
    };
    ClientTable() = default;
    /// Compiles `allow` and every policy's `clients`; fills `sets` with the distinct combinations.
    ClientTable(const net::Acl& allow, const std::vector<Dns64Policy>& policies,
                std::vector<PolicySet>& sets);
    [[nodiscard]] Entry find(const net::IpAddress& client) const noexcept;

  private:
    std::vector<net::Ipv6Address> starts_;
    std::vector<Entry> entries_;
};

/// One [[upstream]] block: the servers for names at or below `zone`.
struct UpstreamSet {
    dns::Name zone;  ///< the root for the zone-less block
    std::vector<net::Endpoint> servers;
    bool trust_ad = false;
    std::uint16_t edns_size = dns::edns_bytes_max;
    /// Hash of all of the above: part of every source key, so a changed set drops its sources.
    std::uint32_t key = 0;
};

struct CacheSettings {
    std::uint32_t max_ttl_s = 86400;
    std::uint32_t negative_max_ttl_s = 3600;
    std::uint32_t serve_stale_s = 86400;  ///< 0: off (RFC 8767)
    bool prefetch = true;
};

/// Limits on work, per shard where the configuration names one for the process.
struct WorkLimits {
    std::uint32_t per_client = 1000;  ///< questions in flight of one client (T23)
    std::uint32_t per_zone = 2000;    ///< questions in flight below one zone (T22)
};

struct Settings {
    std::uint64_t generation = 0;
    std::vector<Dns64Policy> policies;
    std::vector<PolicySet> policy_sets;
    ClientTable clients;
    std::vector<UpstreamSet> upstreams;
    ZoneMap<std::uint16_t> upstream_zones;  ///< zone -> index into upstreams
    ZoneMap<NameMode> name_rules;
    LocalData local;
    net::Acl own_addresses;  ///< this host's own IPv4 addresses and pool4
    CacheSettings cache;
    WorkLimits limits;
    std::uint16_t edns_size = dns::edns_bytes_max;  ///< most we send over UDP
    base::Duration tcp_idle{10'000};

    /// The servers for `name`; nullptr when no set covers it.
    [[nodiscard]] const UpstreamSet* upstream_for(dns::NameView name) const;
    [[nodiscard]] NameMode mode_of(dns::NameView name) const;
};

}  // namespace gate64::dns64d::model
