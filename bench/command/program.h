// SPDX-License-Identifier: Apache-2.0
#pragma once
// dns64-bench from its command line to its exit code.

#include "shared/cli/exit_code.h"

namespace gate64::bench {

[[nodiscard]] cli::ExitCode run_program(int argc, char** argv);

}  // namespace gate64::bench
