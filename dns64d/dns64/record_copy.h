// SPDX-License-Identifier: Apache-2.0
#pragma once
// Copies records of one outcome into an answer with the TTLs clients shall see: counted down, 30
// seconds when stale (RFC 8767 4), a denial's SOA no longer than its MINIMUM (RFC 2308 5), each
// RRSIG as its RRset. Leaves signatures out for clients that did not ask for them (RFC 4035 3.2.1).
// Internal to dns64d/dns64. Thread: one shard.

#include "dns64d/dns64/synthesis.h"

namespace gate64::dns64d::dns64 {

/// TTL of stale records in answers (RFC 8767 4), and how long an answer made of them is reused.
inline constexpr std::uint32_t stale_record_ttl_s = 30;
inline constexpr std::uint32_t stale_reuse_s = 1;

/// A record's TTL as the client shall see it.
[[nodiscard]] std::uint32_t ttl_shown(const model::OutcomeView& outcome,
                                      std::uint32_t stored) noexcept;

/// Seconds until the outcome itself is over.
[[nodiscard]] std::uint32_t remaining_s(const model::OutcomeView& outcome) noexcept;

/// The type an RRSIG is about; 0 when it is cut off.
[[nodiscard]] std::uint16_t covered_type(const dns::RecordView& rrsig) noexcept;

class RecordCopy {
  public:
    RecordCopy(const Query& query, const model::OutcomeView& outcome, Answer& answer) noexcept;

    /// The record with its TTL; or nothing, when it is a signature the client does not want.
    void add(const dns::RecordView& record);
    /// A record that was made here.
    void add_made(const dns::RecordView& record);
    /// The smallest TTL so far.
    [[nodiscard]] std::uint32_t ttl_min() const noexcept { return ttl_min_; }

  private:
    [[nodiscard]] bool is_wanted(const dns::RecordView& record) const noexcept;
    [[nodiscard]] std::uint32_t ttl_of(const dns::RecordView& record) const noexcept;

    const Query& query_;
    const model::OutcomeView& outcome_;
    Answer& answer_;
    std::optional<std::uint32_t> negative_ttl_;
    std::uint32_t ttl_min_ = UINT32_MAX;
    // The RRset that RRSIGs now belong to.
    dns::Section last_section_ = dns::Section::answer;
    std::uint16_t last_type_ = 0;
    std::uint32_t last_ttl_ = 0;
};

}  // namespace gate64::dns64d::dns64
