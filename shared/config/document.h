// SPDX-License-Identifier: Apache-2.0
#pragma once
// A TOML text as a plain tree in file order, each node with its position. It knows TOML and
// nothing of our settings; the TOML library stays behind this header. The tree owns its strings
// and lives only while a configuration is being read. Any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/config/diagnostic.h"
#include "shared/config/source_pos.h"

namespace gate64::config {

struct Value;

/// One `key = value`, or a [header].
struct Entry;

using Array = std::vector<Value>;
using Table = std::vector<Entry>;

/// A TOML type that no setting has (floating point, dates): only its name is kept.
struct OtherType {
    std::string_view name;
};

struct Value {
    SourcePos pos;
    std::variant<bool, std::int64_t, std::string, Array, Table, OtherType> data;

    /// What TOML calls it, with its article: "a string", "an array".
    [[nodiscard]] std::string_view type_name() const noexcept;
};

struct Entry {
    std::string key;
    SourcePos pos;  ///< of the key
    Value value;
};

/// The largest file read; far above any real one.
inline constexpr std::size_t file_size_bytes_max = 1024 * 1024;

/// Parses `text`. On a syntax error (which includes bad UTF-8, multi-line strings, keys of more
/// than 8 parts and files over file_size_bytes_max) reports exactly one error and gives nothing.
[[nodiscard]] std::optional<Table> parse_document(std::string_view text, DiagnosticSink& sink);

}  // namespace gate64::config
