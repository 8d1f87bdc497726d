// SPDX-License-Identifier: Apache-2.0
#pragma once
// One pass of the answer check over one response: walks the alias chain and copies what belongs to
// the question into the outcome's list. Borrows response and list; lives for one call of scrub().
// Work is bounded: alias_chain_max walks over at most response_records_max records.

#include <array>
#include <cstdint>
#include <optional>

#include "dns64d/upstream/scrubber.h"
#include "shared/dns/message.h"

namespace gate64::dns64d::upstream {

/// A record's TTL as we take it: the sign bit means 0 (RFC 2181 8), then the operator's limit.
[[nodiscard]] constexpr std::uint32_t clamp_ttl(std::uint32_t ttl, std::uint32_t max) noexcept {
    if (ttl > 0x7FFFFFFF) return 0;
    return ttl < max ? ttl : max;
}

class ScrubRun {
  public:
    ScrubRun(const dns::Response& response, std::uint16_t type, const ScrubLimits& limits,
             dns::RecordList& out) noexcept
        : records_(response.records.view()),
          denied_(response.rcode == dns::Rcode::nxdomain),
          type_(type),
          limits_(limits),
          out_(out) {}

    enum class Walk : std::uint8_t {
        ended,
        too_long,       ///< a loop, more than alias_chain_max links, or a name over 255 octets
        contradiction,  ///< a CNAME that its DNAME does not give
    };
    /// Keeps the aliases from `name` on, in order. Stops where the records asked for are, or where
    /// the chain ends.
    [[nodiscard]] Walk follow(dns::NameView name);
    /// Keeps the records asked for at the end of the chain; false when there are none.
    [[nodiscard]] bool keep_wanted();
    /// Keeps what proves a denial (SOA, NSEC, NSEC3), or that a wildcard was expanded.
    void keep_proofs(bool denial);

    /// Records in a section of the response.
    [[nodiscard]] std::size_t count(dns::Section section) const noexcept;
    /// NS records in authority.
    [[nodiscard]] bool has_referral() const noexcept;
    /// Records of the response that were kept.
    [[nodiscard]] std::uint32_t kept() const noexcept { return kept_; }
    /// Lifetime of all that was kept; 0 when something had to be cut.
    [[nodiscard]] std::uint32_t ttl() const noexcept { return cut_ ? 0 : ttl_; }

  private:
    struct Redirect {
        enum class State : std::uint8_t { none, found, too_long, contradiction } state;
        dns::RecordView dname;
        dns::Name target;
    };
    [[nodiscard]] bool wants(const dns::RecordView& record) const noexcept;
    [[nodiscard]] bool has_wanted() const noexcept;
    [[nodiscard]] bool ends_at_cname() const noexcept;
    [[nodiscard]] std::optional<dns::RecordView> cname_here() const noexcept;
    [[nodiscard]] Redirect redirect_here(const std::optional<dns::RecordView>& cname) const;
    void keep_redirect(const Redirect& redirect, const std::optional<dns::RecordView>& cname);

    void keep(dns::RecordView record, std::uint32_t ttl);
    void keep_signatures(dns::Section section, dns::NameView owner, std::uint16_t covered,
                         std::uint32_t ttl);
    void note_wildcard(dns::NameView owner, base::Bytes rrsig) noexcept;
    [[nodiscard]] bool is_kept(const dns::RecordView& record) const noexcept;
    [[nodiscard]] std::uint32_t keep_soa();
    void add_zone(dns::NameView zone) noexcept;
    [[nodiscard]] bool in_zones(dns::NameView owner) const noexcept;

    dns::RecordSpan records_;
    bool denied_;  ///< the server says that the end of the chain does not exist
    std::uint16_t type_;
    const ScrubLimits& limits_;
    dns::RecordList& out_;

    dns::Name at_;  ///< where the chain has led so far
    bool answered_ = false;
    bool cut_ = false;
    std::uint32_t kept_ = 0;
    std::uint32_t ttl_ = 0xFFFFFFFF;
    /// Zones whose NSEC and NSEC3 have something to say here.
    std::array<dns::NameView, model::alias_chain_max + 2> zones_;
    unsigned zone_count_ = 0;
};

}  // namespace gate64::dns64d::upstream
