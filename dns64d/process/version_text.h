// SPDX-License-Identifier: Apache-2.0
#pragma once
// The text of --version: version, commit, compiler, and the libraries in use at run time.

#include <string>

namespace gate64::dns64d::process {

[[nodiscard]] std::string version_text();

}  // namespace gate64::dns64d::process
