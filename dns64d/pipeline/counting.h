// SPDX-License-Identifier: Apache-2.0
#pragma once
// From what happened to which counter counts it.

#include "dns64d/dns64/synthesis.h"
#include "dns64d/metrics/counters.h"
#include "shared/base/bytes.h"

namespace gate64::dns64d::pipeline {

/// Counts why an AAAA question was or was not synthesized.
void count_reason(metrics::Counters& counters, dns64::Reason reason) noexcept;

/// Counts the AAAA that an answer leaves out of what the source gave. `step` made `answer`.
void count_excluded(metrics::Counters& counters, const dns64::Step& step,
                    const model::OutcomeView& main, const dns64::Answer& answer) noexcept;

/// Counts names with a meaning of their own: answered here, or led on to in-addr.arpa.
void count_special(metrics::Counters& counters, dns::NameView name, bool redirected) noexcept;

/// Counts an answer that leaves by its rcode. REQUIRES: a message of ours.
void count_answer(metrics::Counters& counters, base::Bytes message) noexcept;

}  // namespace gate64::dns64d::pipeline
