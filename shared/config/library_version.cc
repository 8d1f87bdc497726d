// SPDX-License-Identifier: Apache-2.0
#include "shared/config/library_version.h"

#include <toml++/toml.h>

namespace gate64::config {

std::string library_version() {
    return std::to_string(TOML_LIB_MAJOR) + "." + std::to_string(TOML_LIB_MINOR) + "." +
           std::to_string(TOML_LIB_PATCH);
}

}  // namespace gate64::config
