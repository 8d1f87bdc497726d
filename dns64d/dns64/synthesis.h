// SPDX-License-Identifier: Apache-2.0
#pragma once
// From outcomes to the records of an answer: RFC 6147 5.1.4 (exclusion), 5.1.6 and 5.1.7
// (synthetic AAAA), 5.3 and 5.4 (the other sections), alias chains built once and in order,
// signatures kept or stripped. Pure: (query, step, outcomes) in, an AnswerPlan out; the same
// input always gives the same answer. The result never enters a source cache.
// Thread: one shard; the memory in Answer is reused from query to query.

#include <optional>
#include <string_view>

#include "dns64d/dns64/rules.h"
#include "shared/dns/records.h"

namespace gate64::dns64d::dns64 {

/// What the client gets, before message format: written by build_answer(), turned into a packet by
/// the pipeline.
struct Answer {
    dns::Rcode rcode = dns::Rcode::noerror;
    bool authentic = false;      ///< AD may be set: an upstream with trust_ad said so
    bool authoritative = false;  ///< local data
    bool stale = false;
    Reason reason = Reason::not_applicable;
    dns::Ede ede = dns::Ede::none;
    std::string_view ede_text;  ///< static text, at most 60 octets
    std::uint32_t ttl = 0;      ///< seconds the finished answer may be reused; 0: not at all
    dns::RecordList records;    ///< TTLs as the client shall see them now

    void clear() noexcept {
        records.clear();
        rcode = dns::Rcode::noerror;
        authentic = authoritative = stale = false;
        reason = Reason::not_applicable;
        ede = dns::Ede::none;
        ede_text = {};
        ttl = 0;
    }
};

/// Builds the answer for a step other than wait. May change `reason` and rcode when synthesis
/// turns out to yield nothing (all A records unmapped, special-use or our own: then NODATA with
/// the AAAA outcome's SOA and an EDE, or SERVFAIL where AAAA had failed).
/// `answer` is cleared first.
void build_answer(const Query& query, const Step& step, const Legs& legs, Answer& answer);

/// Whether `policy` may map `v4` for clients, and if not, why.
enum class Mapping : std::uint8_t { allowed, unmapped, special_use, own_address };
[[nodiscard]] Mapping may_map(const model::Settings& settings, const model::Dns64Policy& policy,
                              net::Ipv4Address v4) noexcept;

/// Whether the outcome holds an AAAA that is not excluded for these policies.
[[nodiscard]] bool has_usable_aaaa(const Query& query, const model::OutcomeView& aaaa) noexcept;
/// Whether an outcome carries signatures over its data or denial (what break_dnssec is about).
[[nodiscard]] bool is_signed(const model::OutcomeView& outcome) noexcept;
/// TTL and MINIMUM of the SOA in a denial, the smaller (RFC 2308 5), counted down by the outcome's
/// age; nothing without SOA.
[[nodiscard]] std::optional<std::uint32_t> negative_ttl(const model::OutcomeView& outcome) noexcept;

}  // namespace gate64::dns64d::dns64
