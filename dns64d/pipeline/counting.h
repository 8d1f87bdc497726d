// SPDX-License-Identifier: Apache-2.0
#pragma once
// From what happened to which counter counts it.

#include "dns64d/dns64/rules.h"
#include "dns64d/metrics/counters.h"
#include "shared/base/bytes.h"

namespace gate64::dns64d::pipeline {

/// Counts why an AAAA question was or was not synthesized.
void count_reason(metrics::Counters& counters, dns64::Reason reason) noexcept;

/// Counts an answer that leaves by its rcode. REQUIRES: a message of ours.
void count_answer(metrics::Counters& counters, base::Bytes message) noexcept;

}  // namespace gate64::dns64d::pipeline
