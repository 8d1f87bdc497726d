// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where a number was measured: without it the number says nothing.

#include <string>

namespace gate64::bench {

struct Machine {
    std::string cpu;     ///< model name
    unsigned cpus = 0;   ///< online
    std::string kernel;  ///< release
    std::string time;    ///< UTC, ISO 8601
};

[[nodiscard]] Machine this_machine();

/// The first "model name" of /proc/cpuinfo text; "unknown" where there is none.
[[nodiscard]] std::string cpu_model(const std::string& cpuinfo);

}  // namespace gate64::bench
