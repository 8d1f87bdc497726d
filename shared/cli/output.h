// SPDX-License-Identifier: Apache-2.0
#pragma once
// The results of a command, rendered three ways from the same records: a table for people, JSON
// and tab-separated values for programs. Rows are written as they come where the form allows it
// (TSV, JSON lines inside one array), so a listing of a million rows takes constant memory; a text
// table buffers up to `table_rows_buffered` rows to find its column widths and keeps them from then
// on. Text cells are escaped here. One thread.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/cli/terminal.h"

namespace gate64::cli {

enum class Format : std::uint8_t { text, json, tsv };

inline constexpr std::size_t table_rows_buffered = 500;

struct Column {
    std::string_view key;    ///< in JSON and the TSV header: snake_case, stable
    std::string_view title;  ///< over the column of a table
    enum class Align : std::uint8_t { left, right } align = Align::left;
};

/// One value of a row. Numbers stay numbers in JSON.
using Cell = nlohmann::ordered_json;

class Output {
  public:
    Output(std::ostream& out, Format format, Terminal terminal);

    [[nodiscard]] Format format() const noexcept { return format_; }
    [[nodiscard]] const Terminal& terminal() const noexcept { return terminal_; }

    /// A listing: begin, rows, end. JSON: an array of objects.
    void begin_table(std::span<const Column> columns);
    void row(std::span<const Cell> cells);
    void end_table();

    /// A whole result at once: `text` for people (already escaped and painted), `record` for JSON,
    /// and for TSV one "dotted.key<TAB>value" line a leaf of `record`.
    void record(const nlohmann::ordered_json& record, std::string_view text);

    /// A line for people only, left out of JSON and TSV.
    void line(std::string_view text);

  private:
    void flush_buffered();
    void write_table_row(std::span<const Cell> cells);

    std::ostream& out_;
    Format format_;
    Terminal terminal_;
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> buffered_;
    std::vector<std::size_t> widths_;
    bool widths_known_ = false;
    bool first_row_ = true;
};

}  // namespace gate64::cli
