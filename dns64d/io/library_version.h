// SPDX-License-Identifier: Apache-2.0
#pragma once
// For --version: this folder is the only one that may name liburing.

#include <string>

namespace gate64::dns64d::io {

[[nodiscard]] std::string library_version();

}  // namespace gate64::dns64d::io
