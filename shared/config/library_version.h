// SPDX-License-Identifier: Apache-2.0
#pragma once
// For --version: this folder is the only one that may name toml++.

#include <string>

namespace gate64::config {

[[nodiscard]] std::string library_version();

}  // namespace gate64::config
