// SPDX-License-Identifier: Apache-2.0
#include "shared/config/parse.h"
#include "shared/config/schema.h"

namespace gate64::config {
namespace {

constexpr std::size_t line_columns_max = 100;

// Appends `text` as "# " comment lines, broken between words.
void comment(std::string& out, std::string_view text) {
    std::string line = "#";
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        const std::string_view word = text.substr(0, space);
        if (line.size() + 1 + word.size() > line_columns_max) {
            out += line + '\n';
            line = "#";
        }
        line += ' ' + std::string(word);
        text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    }
    out += line + '\n';
}

std::string_view presence_text(Presence presence) noexcept {
    switch (presence) {
        case Presence::defaulted:
            return "";
        case Presence::optional:
            return "Optional; an example follows. ";
        case Presence::required:
            return "Required; an example follows. ";
    }
    return "";
}

std::string_view change_text(Change change) noexcept {
    switch (change) {
        case Change::reload:
            return "Changes with a reload.";
        case Change::start:
            return "Fixed at start.";
        case Change::apply:
            return "Changes when nat64ctl applies it.";
    }
    return "";
}

void print(std::string& out, const Setting& setting, bool commented_out) {
    comment(out, setting.help);
    const bool of_list = setting.kind == Kind::words || setting.kind == Kind::numbers;
    const std::string range = (of_list ? "A list of " : "") + range_text(setting);
    comment(out, "Value: " + range + ". " + std::string(presence_text(setting.presence)) +
                     std::string(change_text(setting.change)));
    if (commented_out || setting.presence != Presence::defaulted) out += '#';
    out += std::string(setting.key) + " = " + std::string(setting.literal) + "\n\n";
}

}  // namespace

std::string reference() {
    std::string out;
    comment(out,
            "Every setting of gate64's configuration file, for dns64d and nat64ctl. Lines that "
            "start with \"# \" explain; lines that start with \"#\" alone are examples, or "
            "sections that mean something only when they are there.");
    for (const Section& section : sections()) {
        if (section.form == Form::unavailable) continue;
        const bool repeated = section.form == Form::repeated;
        out += '\n';
        comment(out, section.help);
        if (section.form != Form::once) out += '#';
        out += (repeated ? "[[" : "[") + std::string(section.name) + (repeated ? "]]" : "]");
        out += "\n\n";
        for (const Setting& setting : section.settings) {
            print(out, setting, section.form != Form::once);
        }
    }
    return out;
}

}  // namespace gate64::config
