// SPDX-License-Identifier: Apache-2.0
#pragma once
// Names answered here, above all upstreams: [[local]] names, zone files, and the built-in empty
// zones (localhost of RFC 6761, the RFC 6303 zones, resolver.arpa of RFC 9462). A source like any
// other: it gives outcomes, and DNS64 works on them. Immutable after it is built.

#include <cstdint>
#include <optional>
#include <vector>

#include "dns64d/model/outcome.h"
#include "dns64d/model/zone_map.h"

namespace gate64::dns64d::model {

class LocalData {
  public:
    /// What a zone says of its apex.
    enum class Apex : std::uint8_t {
        exists,
        denied,  ///< the apex does not exist either (a top-level name that never resolves)
    };
    /// A zone whose names below the apex do not exist unless added. `soa_rdata` is the SOA's RDATA
    /// in wire form (negative answers carry it).
    void add_zone(dns::NameView apex, std::uint32_t soa_ttl, base::Bytes soa_rdata,
                  Apex existence = Apex::exists);
    /// A zone with the customary empty-zone SOA (RFC 6303 3).
    void add_empty_zone(dns::NameView apex, Apex existence = Apex::exists);
    /// One record, in a zone added before or on a name of its own (then other types of that name
    /// are NODATA and names below it are not ours).
    void add_record(const dns::RecordView& record);
    /// A name inside a zone that exists without records.
    void add_empty_name(dns::NameView name);
    /// Zones that somebody else serves: names at or below them are not ours unless a zone added
    /// here is as specific, or the name itself was added.
    void set_served_elsewhere(ZoneMap<char> zones) { elsewhere_ = std::move(zones); }
    /// True when `name` is in a zone or is a name added here.
    [[nodiscard]] bool covers(dns::NameView name) const;

    /// The outcome for (name, type), nothing when `name` is not ours. Follows CNAMEs and DNAMEs
    /// inside the data and wildcards (RFC 4592); where a chain leaves it, `outside` is the name to
    /// go on with and the outcome holds the chain so far. Bounded by alias_chain_max.
    /// Names at or below a delegation inside a zone are not ours, nor is the DS of a zone whose
    /// parent lives elsewhere (RFC 4035 3.1.4.1).
    struct Found {
        Outcome outcome;
        std::optional<dns::Name> outside;
    };
    [[nodiscard]] std::optional<Found> find(dns::NameView name, std::uint16_t type) const;

  private:
    struct Node {
        dns::RecordList records;
    };
    struct Zone {
        dns::RecordList soa;
        Apex apex = Apex::exists;
    };
    using ZoneMatch = std::optional<ZoneMap<Zone>::Match>;

    /// The zone that answers for `name`.
    [[nodiscard]] ZoneMatch zone_of(dns::NameView name) const;

    ZoneMap<Node> nodes_;
    ZoneMap<Zone> zones_;
    ZoneMap<char> parents_;  ///< names that exist because of names below them
    ZoneMap<char> elsewhere_;

    friend class LocalLookup;
};

/// TTL of what is built in, and of denials of names that have no zone (seconds).
inline constexpr std::uint32_t builtin_ttl_s = 10800;
inline constexpr std::uint32_t local_denial_ttl_s = 600;

/// Adds localhost (RFC 6761 6.3), the RFC 6303 and RFC 7793 zones, resolver.arpa (RFC 9462) and
/// the top-level names that never resolve (invalid: RFC 6761 6.4, onion: RFC 7686), except zones
/// at or below a zone of `skip` (an upstream or a [[local]] zone of the operator serves them; the
/// root does not count). Zones of `skip` inside a built-in zone stay with whoever serves them.
void add_builtin_zones(LocalData& data, const ZoneMap<char>& skip);

}  // namespace gate64::dns64d::model
