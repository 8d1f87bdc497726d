// SPDX-License-Identifier: Apache-2.0
#pragma once
// Small files of /proc, /sys and /run as text, whole or not at all.

#include <string>
#include <string_view>

#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

/// The content. The error names the path; errno is the kernel's, EFBIG when there is more than
/// `octets_max`.
[[nodiscard]] base::Result<std::string> read_small_file(const std::string& path,
                                                        std::size_t octets_max = 65536);

/// The rest of an open file, as above; `path` is for the error.
[[nodiscard]] base::Result<std::string> read_descriptor(int fd, const std::string& path,
                                                        std::size_t octets_max);

/// Writes all of `text`. `path` is for the error.
[[nodiscard]] base::Result<void> write_descriptor(int fd, std::string_view text,
                                                  const std::string& path);

/// Without white space at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

}  // namespace gate64::nat64ctl::system
