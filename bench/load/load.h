// SPDX-License-Identifier: Apache-2.0
#pragma once
// A whole load run: its threads, and their tallies added up.

#include <atomic>

#include "bench/load/worker.h"

namespace gate64::bench {

struct LoadResult {
    Tally tally;
    double seconds = 0;      ///< from the start to the last answer in time, of the slowest thread
    double cpu_seconds = 0;  ///< that the generator itself used, all threads, user and system

    [[nodiscard]] double answers_a_second() const noexcept {
        return seconds > 0 ? static_cast<double>(tally.answered) / seconds : 0;
    }
};

/// Blocks until the run is over. `stop` ends it early. The error is that of the first thread that
/// could not start or go on.
[[nodiscard]] base::Result<LoadResult> run_load(const LoadPlan& plan, const Questions& questions,
                                                const std::atomic<bool>& stop);

}  // namespace gate64::bench
