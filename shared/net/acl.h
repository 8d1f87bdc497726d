// SPDX-License-Identifier: Apache-2.0
#pragma once
// Ordered access lists: the first entry that matches decides, "!" negates, "any" and "none" are
// words, and the end of every list is a deny. The ordered list is what the operator writes; for
// the packet path it is compiled once into sorted, disjoint ranges with one answer each, so a
// look-up is a binary search and a hundred thousand prefixes cost what a few cost.
// Immutable after construction, so any thread may read it.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/net/prefix.h"

namespace gate64::net {

/// One line of an ordered list. "any" is every address of both families.
struct AclEntry {
    IpPrefix prefix;  ///< ignored when `any`
    bool any = false;
    bool allow = true;  ///< false: written with "!"

    /// "any", "none" (the same as "!any"), a prefix or an address, each with an optional "!".
    [[nodiscard]] static base::Result<AclEntry> parse(std::string_view text);
    /// The form parse() takes.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const AclEntry&, const AclEntry&) noexcept = default;
};

/// What a list is asked about, which decides whether a wide IPv6 prefix speaks for IPv4.
enum class AclSubject {
    /// Hosts: IPv4 hosts are held in ::ffff:0:0/96, but "::/0" means IPv6 hosts only, so an IPv6
    /// prefix that is wider than that block leaves IPv4 alone.
    hosts,
    /// IPv6 addresses in records: ::ffff:0:0/96 is a block like any other, "::/0" covers it.
    records,
};

class Acl {
  public:
    /// Denies everything.
    Acl() = default;
    explicit Acl(std::span<const AclEntry> entries, AclSubject subject = AclSubject::hosts);

    /// Whether the first matching entry allows `address`; false when none matches.
    [[nodiscard]] bool allows(const IpAddress& address) const noexcept;
    /// Where the answer may change: the start of every range, ascending, from ::.
    [[nodiscard]] std::vector<Ipv6Address> boundaries() const {
        std::vector<Ipv6Address> starts;
        starts.reserve(ranges_.size());
        for (const Range& range : ranges_)
            starts.push_back(range.start);
        return starts;
    }
    /// Heap bytes held.
    [[nodiscard]] std::size_t memory_bytes() const noexcept;

  private:
    struct Range {  // from here up to the next range's start the answer is `allow`
        Ipv6Address start;
        bool allow;
    };
    std::vector<Range> ranges_;
};

}  // namespace gate64::net
