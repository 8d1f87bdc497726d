// SPDX-License-Identifier: Apache-2.0
#pragma once
// What `nat64ctl --version` prints: this build and the libraries it was made with.

#include <string>

namespace gate64::nat64ctl::commands {

[[nodiscard]] std::string version_text();

}  // namespace gate64::nat64ctl::commands
