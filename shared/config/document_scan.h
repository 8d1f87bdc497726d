// SPDX-License-Identifier: Apache-2.0
#pragma once
// A look over the text before the TOML library sees it, for what the library (3.3) takes without
// a limit: each part of a dotted key nests one table deeper, and a table is destroyed by
// recursion. Pure, any thread.

#include <optional>
#include <string>
#include <string_view>

#include "shared/config/source_pos.h"

namespace gate64::config {

struct ScanError {
    SourcePos pos;
    std::string message;
};

inline constexpr unsigned key_parts_max = 8;

/// The first multi-line string, over-long dotted key or NUL byte. Without multi-line strings no
/// string crosses a line, so that every line can be read for itself.
[[nodiscard]] std::optional<ScanError> scan_document(std::string_view text);

}  // namespace gate64::config
