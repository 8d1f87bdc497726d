// SPDX-License-Identifier: Apache-2.0
#pragma once
// Files whose content decides what root does: read only when nobody else may have written them,
// replaced so that a reader, or a power cut, sees the old content or the new, never a mixture.

#include <sys/types.h>

#include <string>
#include <string_view>

#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

inline constexpr std::size_t trusted_file_octets_max = std::size_t{4} << 20;

/// Others may not change what `path` names: it is a regular file, and it and every folder and
/// symbolic link on the way belong to root or to us and nobody else may write to them (in a sticky
/// folder like /tmp others cannot touch what is not theirs). errno EACCES with the command that
/// mends it; ENOENT: there is none.
[[nodiscard]] base::Result<void> check_trusted(const std::string& path);

/// check_trusted() and the content, of one and the same file. errno EFBIG: larger than
/// trusted_file_octets_max.
[[nodiscard]] base::Result<std::string> read_trusted_file(const std::string& path);

/// Replaces or makes `path`: a new file beside it, synced, renamed, and the folder synced.
/// An old file's owner and mode are kept; a new one has `mode`. A symbolic link stays and what it
/// names is replaced. The folder must exist.
[[nodiscard]] base::Result<void> replace_file(const std::string& path, std::string_view content,
                                              mode_t mode = 0644);

}  // namespace gate64::nat64ctl::system
