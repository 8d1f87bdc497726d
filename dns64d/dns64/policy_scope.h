// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which of a client's policies count for one question: those for recursive questions only drop out
// without RD, and those without break_dnssec drop out where the client wants signatures and the
// data has some. Pure; internal to dns64d/dns64. Thread: any.

#include "dns64d/dns64/rules.h"

namespace gate64::dns64d::dns64 {

class PolicyScope {
  public:
    /// `signed_data`: what would be replaced carries signatures.
    PolicyScope(const Query& query, bool signed_data) noexcept
        : query_(query), only_breaking_(signed_data && query.flags.dnssec_ok) {}

    /// The first policy for which `predicate` holds, nullptr when there is none.
    template <typename Predicate>
    [[nodiscard]] const model::Dns64Policy* find_if(Predicate predicate) const {
        for (const std::uint16_t index : query_.policies->policies) {
            const model::Dns64Policy& policy = query_.settings->policies[index];
            if (policy.recursive_only && !query_.recursive) continue;
            if (only_breaking_ && !policy.break_dnssec) continue;
            if (predicate(policy)) return &policy;
        }
        return nullptr;
    }
    [[nodiscard]] const model::Dns64Policy* first() const {
        return find_if([](const model::Dns64Policy&) { return true; });
    }
    [[nodiscard]] bool empty() const { return first() == nullptr; }

  private:
    const Query& query_;
    bool only_breaking_;
};

/// Whether some policy excludes this AAAA: then it counts as absent and is never given out
/// (RFC 6147 5.1.4). One policy that excludes it is enough.
[[nodiscard]] bool is_excluded(const Query& query, base::Bytes aaaa_rdata) noexcept;

/// Whether an outcome holds records of `type` in its answer section.
[[nodiscard]] bool has_answer(const model::OutcomeView& outcome, std::uint16_t type) noexcept;

/// A SERVFAIL that the upstream itself calls a DNSSEC failure (extended errors 5 to 12).
[[nodiscard]] bool is_dnssec_failure(const model::OutcomeView& outcome) noexcept;

}  // namespace gate64::dns64d::dns64
