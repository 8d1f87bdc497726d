// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/completion_text.h"

namespace gate64::nat64ctl::commands {

std::string shell_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + '\'';
}

std::string joined_words(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) {
        if (!text.empty()) text += between;
        text += word;
    }
    return text;
}

std::vector<std::string> first_words(const ProgramDoc& doc) {
    std::vector<std::string> words;
    for (const VerbDoc& verb : doc.verbs) {
        if (verb.family().empty()) words.push_back(verb.name);
    }
    for (const FamilyDoc& family : doc.families)
        words.push_back(family.word);
    return words;
}

std::vector<std::string> words_below(const ProgramDoc& doc, std::string_view family) {
    std::vector<std::string> words;
    for (const VerbDoc& verb : doc.verbs) {
        if (verb.family() == family) words.emplace_back(verb.last_word());
    }
    return words;
}

std::string family_pattern(const ProgramDoc& doc) {
    std::vector<std::string> words;
    for (const FamilyDoc& family : doc.families)
        words.push_back(family.word);
    return words.empty() ? "-" : joined_words(words, "|");
}

std::vector<std::string> names_with_value(const std::vector<OptionDoc>& options) {
    std::vector<std::string> names;
    for (const OptionDoc& option : options) {
        if (!option.value.empty())
            names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return names;
}

}  // namespace gate64::nat64ctl::commands
