// SPDX-License-Identifier: Apache-2.0
#pragma once
// The answer check: from a parsed response to an outcome that holds only what the question was
// about. Kept: the alias chain that starts at the question name (CNAME, DNAME with its CNAME made
// if the server left it out), the records of the type asked for at its end, RRSIGs over those;
// for denials SOA, NSEC, NSEC3 and their RRSIGs from a zone that holds the end of the chain.
// Everything else (other owners, NS, additional) is dropped and counted (threat T9). Pure.

#include "dns64d/model/outcome.h"
#include "dns64d/model/question.h"
#include "dns64d/model/settings.h"
#include "shared/dns/message.h"

namespace gate64::dns64d::upstream {

struct ScrubLimits {
    std::uint32_t max_ttl_s = 86400;
    std::uint32_t negative_max_ttl_s = 3600;
    std::uint32_t failure_ttl_s = 5;
    std::uint32_t rrset_records_max = 100;  ///< more are cut and the outcome is not kept (T26)
    bool trust_ad = false;
};

/// REQUIRES: `response` answers this question (id, name, type checked by the caller).
/// `dropped` is how many records were left out.
[[nodiscard]] model::Outcome scrub(const dns::Response& response, dns::NameView name,
                                   std::uint16_t type, const ScrubLimits& limits,
                                   std::uint32_t& dropped);

/// The outcome of a question that got no usable answer.
[[nodiscard]] model::Outcome failure_outcome(model::Failure failure, dns::Ede ede,
                                             std::uint32_t ttl_s);

}  // namespace gate64::dns64d::upstream
