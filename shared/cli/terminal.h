// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the place that output goes to can show: colour only on a terminal, and only where the
// operator did not refuse it (NO_COLOR, no-color.org; TERM=dumb). Writes nothing itself. Any
// thread, as long as none changes the environment.

#include <string>
#include <string_view>

namespace gate64::cli {

enum class Tone { plain, good, warning, bad, dim };

class Terminal {
  public:
    /// Never any colour.
    constexpr Terminal() noexcept = default;
    /// What the descriptor is (isatty) and what the environment says; `fd` stays the caller's.
    [[nodiscard]] static Terminal of(int fd);
    /// The decision by itself. `no_color` and `term` are the variables, nullptr when unset; an
    /// empty NO_COLOR counts as unset, an unset TERM as dumb.
    [[nodiscard]] static Terminal decide(bool is_terminal, const char* no_color,
                                         const char* term) noexcept;

    /// A person may be asked and sees the output.
    [[nodiscard]] bool interactive() const noexcept { return interactive_; }
    [[nodiscard]] bool colour() const noexcept { return colour_; }
    /// `text` in `tone`, or as it is where there is no colour. REQUIRES: `text` is escaped.
    [[nodiscard]] std::string paint(Tone tone, std::string_view text) const;

  private:
    bool interactive_ = false;
    bool colour_ = false;
};

}  // namespace gate64::cli
