// SPDX-License-Identifier: Apache-2.0
#pragma once
// The command line as plain values, taken from the parser: what man page and completions are made
// from, so that they cannot say anything else than --help does. Hidden verbs are left out. Strings
// are owned; pure apart from reading the parser.

#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/commands/command.h"

namespace gate64::nat64ctl::commands {

struct OptionDoc {
    std::vector<std::string> names;  ///< "--yes", "-y"; empty: an argument by position
    std::string value;               ///< "FILE", "ADDRESS"; "": a flag
    std::string description;
    bool is_required = false;
    bool is_repeated = false;

    [[nodiscard]] bool is_argument() const noexcept { return names.empty(); }
};

struct VerbDoc {
    std::string name;  ///< "instance add"
    Group group = Group::gateway;
    std::string summary;
    std::string details;
    std::vector<std::string> examples;
    std::vector<OptionDoc> options;

    [[nodiscard]] std::string_view family() const noexcept;  ///< "instance", or ""
    [[nodiscard]] std::string_view last_word() const noexcept;
};

struct FamilyDoc {
    std::string word;
    std::string summary;
};

struct ProgramDoc {
    std::string description;
    std::vector<OptionDoc> options;  ///< of all verbs
    std::vector<FamilyDoc> families;
    std::vector<VerbDoc> verbs;
};

/// Of nat64ctl as its parser knows it.
[[nodiscard]] ProgramDoc describe();

/// The words that a value of this name can be, as far as they are known beforehand: KEY, PROTOCOL,
/// STATE, FRAMEWORK. Others: none.
[[nodiscard]] std::vector<std::string> words_of_value(std::string_view value);

/// The generated documents; each a whole file.
[[nodiscard]] std::string man_page(const ProgramDoc& doc);
[[nodiscard]] std::string bash_completion(const ProgramDoc& doc);
[[nodiscard]] std::string zsh_completion(const ProgramDoc& doc);
[[nodiscard]] std::string fish_completion(const ProgramDoc& doc);

}  // namespace gate64::nat64ctl::commands
