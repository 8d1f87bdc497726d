// SPDX-License-Identifier: Apache-2.0
#pragma once
// From a question to the message that asks it: RD set, and an OPT record where the plan wants one.
// Pure.

#include "bench/load/clients.h"
#include "bench/load/plan.h"

namespace gate64::bench {

/// Writes the message and returns its length. REQUIRES: packet_bytes_max of room.
[[nodiscard]] std::size_t write_packet(const LoadPlan& plan, const Questions& questions,
                                       Questions::Key key, std::uint16_t id,
                                       base::MutableBytes space) noexcept;

}  // namespace gate64::bench
