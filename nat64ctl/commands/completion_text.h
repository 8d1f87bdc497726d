// SPDX-License-Identifier: Apache-2.0
#pragma once
// Pieces that the completions of all shells are put together from. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/commands/program_doc.h"

namespace gate64::nat64ctl::commands {

/// In single quotes, for bash, zsh and fish alike.
[[nodiscard]] std::string shell_quoted(std::string_view text);
[[nodiscard]] std::string joined_words(const std::vector<std::string>& words,
                                       std::string_view between = " ");
/// Verbs of one word and families.
[[nodiscard]] std::vector<std::string> first_words(const ProgramDoc& doc);
/// The second words of a family.
[[nodiscard]] std::vector<std::string> words_below(const ProgramDoc& doc, std::string_view family);
/// "bib|instance", or a pattern that matches nothing.
[[nodiscard]] std::string family_pattern(const ProgramDoc& doc);
/// The options that take a value, by all their names.
[[nodiscard]] std::vector<std::string> names_with_value(const std::vector<OptionDoc>& options);

}  // namespace gate64::nat64ctl::commands
