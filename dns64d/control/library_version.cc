// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/library_version.h"

#include <microhttpd.h>

namespace gate64::dns64d::control {

std::string library_version() {
    return MHD_get_version();
}

}  // namespace gate64::dns64d::control
