// SPDX-License-Identifier: Apache-2.0
#pragma once
// Helpers of the configuration's tests: errors as "LINE:COL: MESSAGE (HINT)" and texts made from
// the rows. Test code, one thread.

#include <string>
#include <string_view>
#include <vector>

#include "shared/config/parse.h"
#include "shared/config/schema.h"

namespace gate64::config::test {

/// The errors of `text`, each without the file name; empty when it parses.
[[nodiscard]] inline std::vector<std::string> errors_of(std::string_view text) {
    std::vector<std::string> out;
    const auto config = parse(text, "");
    if (config) return out;
    for (const Diagnostic& error : config.error()) {
        const bool has_col = error.line != 0 && error.col != 0;
        const std::string place =
            has_col ? std::to_string(error.line) + ':' + std::to_string(error.col) + ": "
                    : std::string();
        out.push_back(place + error.message + (error.hint.empty() ? "" : " (" + error.hint + ")"));
    }
    return out;
}

/// "[name]" or "[[name]]".
[[nodiscard]] inline std::string header_of(const Section& section) {
    const std::string name(section.name);
    return section.form == Form::repeated ? "[[" + name + "]]" : "[" + name + "]";
}

/// A file whose line 3 is "KEY = LITERAL" in `section`, with everything else the section needs, so
/// that it is right where `literal` is.
[[nodiscard]] inline std::string file_with(const Section& section, const Setting& setting,
                                           std::string_view literal) {
    std::string text = "# one setting\n" + header_of(section) + "\n" + std::string(setting.key) +
                       " = " + std::string(literal) + "\n";
    for (const Setting& other : section.settings) {
        const bool needed = other.presence == Presence::required ||
                            (section.name == "local" && other.key == "name") ||
                            (section.name == "local" && other.key == "a") ||
                            (section.name == "upstream" && other.key == "servers");
        if (!needed || other.key == setting.key) continue;
        text += std::string(other.key) + " = " + std::string(other.literal) + "\n";
    }
    if (section.name.starts_with("nat64")) text += "[[dns64]]\n";
    return text;
}

}  // namespace gate64::config::test
