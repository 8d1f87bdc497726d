// SPDX-License-Identifier: Apache-2.0
#pragma once
// How a failure is told to the client: rcode and Extended DNS Error (RFC 8914). Pure; internal to
// dns64d/dns64.

#include "dns64d/dns64/synthesis.h"

namespace gate64::dns64d::dns64 {

/// Sets rcode, EDE and its text for a failed outcome. What the upstream said comes first.
void report_failure(const model::OutcomeView& outcome, Answer& answer) noexcept;
/// The same where no outcome came in time.
void report_overdue(Answer& answer) noexcept;
/// DNSSEC validation failed at the upstream; `outcome` is the SERVFAIL it sent.
void report_bogus(const model::OutcomeView& outcome, Answer& answer) noexcept;
/// No IPv4 address may be mapped, `why` the first may not: reason, EDE and its text.
void report_refused(Mapping why, Answer& answer) noexcept;

}  // namespace gate64::dns64d::dns64
