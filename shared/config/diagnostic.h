// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is wrong with a configuration, and where. Made by config::parse; printed by `--check`, by
// start-up and by a reload that is refused. Not a log: the caller decides where it goes, and must
// escape it for a terminal (cli::escape), since it quotes the file. Plain values, any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/config/source_pos.h"

namespace gate64::config {

struct Diagnostic {
    std::string file;
    std::uint32_t line = 0;  ///< from 1; 0: the whole file
    std::uint32_t col = 0;   ///< from 1, in characters; 0: the whole line
    std::string message;
    std::string hint;  ///< what to try; may be empty

    /// "FILE:LINE:COL: MESSAGE (HINT)"; the parts that are absent are left out. Always one line: a
    /// line end in quoted text becomes a space.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// One line a diagnostic, each ended by '\n'.
[[nodiscard]] std::string to_text(const Diagnostics& diagnostics);

/// Collects the errors of one file, in any order.
class DiagnosticSink {
  public:
    explicit DiagnosticSink(std::string_view file) : file_(file) {}

    void error(SourcePos pos, std::string message, std::string hint = {});
    [[nodiscard]] bool empty() const noexcept { return found_.empty(); }
    /// In the order of the file, of one place by message; the sink is empty afterwards.
    [[nodiscard]] Diagnostics take();

  private:
    std::string file_;
    Diagnostics found_;
};

}  // namespace gate64::config
