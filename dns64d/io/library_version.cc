// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/library_version.h"

namespace gate64::dns64d::io {

// liburing 2.3 names its version nowhere but in its pkg-config file.
std::string library_version() {
    return GATE64_LIBURING_VERSION;
}

}  // namespace gate64::dns64d::io
