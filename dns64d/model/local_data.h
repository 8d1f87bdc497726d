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
    /// A zone whose names below the apex do not exist unless added. `soa_rdata` is the SOA's RDATA
    /// in wire form (negative answers carry it).
    void add_zone(dns::NameView apex, std::uint32_t soa_ttl, base::Bytes soa_rdata);
    /// A zone with the customary empty-zone SOA (RFC 6303 3).
    void add_empty_zone(dns::NameView apex);
    /// One record, in a zone added before or on a name of its own (then other types of that name
    /// are NODATA and names below it are not ours).
    void add_record(const dns::RecordView& record);
    /// True when `name` is in a zone or is a name added here.
    [[nodiscard]] bool covers(dns::NameView name) const;

    /// The outcome for (name, type), nothing when `name` is not ours. Follows CNAMEs and DNAMEs
    /// inside the data and wildcards (RFC 4592); where a chain leaves it, `outside` is the name to
    /// go on with and the outcome holds the chain so far. Bounded by alias_chain_max.
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
    };
    ZoneMap<Node> nodes_;
    ZoneMap<Zone> zones_;
    ZoneMap<char> parents_;  ///< empty non-terminals inside zones

    friend class LocalLookup;
};

/// Adds localhost, the RFC 6303 zones and resolver.arpa, except zones for which `skip` is true
/// (an upstream or a [[local]] zone of the operator serves them).
void add_builtin_zones(LocalData& data, const ZoneMap<char>& skip);

}  // namespace gate64::dns64d::model
