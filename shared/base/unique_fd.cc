// SPDX-License-Identifier: Apache-2.0
#include "shared/base/unique_fd.h"

#include <unistd.h>

namespace gate64::base {

void UniqueFd::reset(int fd) noexcept {
    // Linux releases the number even when close() reports an error, so it is never tried again.
    if (fd_ >= 0) (void)::close(fd_);
    fd_ = fd;
}

}  // namespace gate64::base
