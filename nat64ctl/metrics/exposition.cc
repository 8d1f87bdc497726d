// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/metrics/exposition.h"

namespace gate64::nat64ctl::metrics {

namespace {

/// The three characters that the format escapes in a label's value.
void append_escaped(std::string& text, std::string_view value) {
    for (const char c : value) {
        if (c == '\\') {
            text += "\\\\";
        } else if (c == '"') {
            text += "\\\"";
        } else if (c == '\n') {
            text += "\\n";
        } else {
            text += c;
        }
    }
}

}  // namespace

void Exposition::family(std::string_view name, Type type, std::string_view help) {
    family_ = name;
    text_ += "# HELP " + family_ + " ";
    text_ += help;
    text_ += "\n# TYPE " + family_ + (type == Type::counter ? " counter\n" : " gauge\n");
}

void Exposition::sample(std::initializer_list<Label> labels, std::uint64_t value) {
    sample(labels, std::to_string(value));
}

void Exposition::sample(std::initializer_list<Label> labels, std::int64_t value) {
    sample(labels, std::to_string(value));
}

void Exposition::sample(std::initializer_list<Label> labels, const std::string& value) {
    text_ += family_;
    char before = '{';
    for (const auto& [name, content] : labels) {
        text_ += before;
        text_ += name;
        text_ += "=\"";
        append_escaped(text_, content);
        text_ += '"';
        before = ',';
    }
    if (labels.size() > 0) text_ += '}';
    text_ += ' ' + value + '\n';
}

}  // namespace gate64::nat64ctl::metrics
