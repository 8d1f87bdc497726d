// SPDX-License-Identifier: Apache-2.0
#include "shared/cli/exit_code.h"

#include <cerrno>

namespace gate64::cli {

ExitCode exit_code_for_errno(int errno_value) noexcept {
    return errno_value == EPERM || errno_value == EACCES ? ExitCode::not_permitted
                                                         : ExitCode::failed;
}

}  // namespace gate64::cli
