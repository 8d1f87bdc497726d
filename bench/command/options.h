// SPDX-License-Identifier: Apache-2.0
#pragma once
// The command line of dns64-bench. Options are named as dnsperf and flame name them where they mean
// the same.

#include <string>
#include <variant>
#include <vector>

#include "bench/load/plan.h"
#include "shared/cli/exit_code.h"

namespace gate64::bench {

struct LoadOptions {
    LoadPlan plan;
    std::string file;  ///< of questions; empty: generated
    bool json = false;
};

struct LimitOptions {
    net::Endpoint endpoint;
    std::int64_t seconds = 0;  ///< 0: until a signal
    std::optional<std::uint32_t> cpu;
};

/// A zone for the names that load asks for.
struct ZoneOptions {
    QuestionPlan plan;
    std::uint32_t ttl = 3600;
};

/// The arguments go to the script as they are.
struct CompareOptions {
    std::vector<std::string> arguments;
};

using Options = std::variant<LoadOptions, LimitOptions, ZoneOptions, CompareOptions>;

/// What to do, or the exit code when that is already clear (help, version, a wrong option).
[[nodiscard]] std::variant<Options, cli::ExitCode> parse_options(int argc, char** argv);

}  // namespace gate64::bench
