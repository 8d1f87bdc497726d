// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reads small files of /proc. Start-up and reload only.

#include <optional>
#include <string>

namespace gate64::dns64d::io {

/// The content up to 64 KiB, nothing when the file cannot be read.
[[nodiscard]] std::optional<std::string> read_proc_file(const char* path);

}  // namespace gate64::dns64d::io
