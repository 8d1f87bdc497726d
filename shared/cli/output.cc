// SPDX-License-Identifier: Apache-2.0
#include "shared/cli/output.h"

#include <algorithm>

#include "shared/cli/escape.h"

namespace gate64::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view gap = "  ";

// Names from the kernel need not be UTF-8; JSON is.
std::string json_text(const Json& value, int indent = -1) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// One cell in one line, for people and for TSV.
std::string plain_text(const Json& value) {
    if (value.is_null()) return "-";
    if (value.is_string()) return escape(value.get_ref<const std::string&>());
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (!value.is_array()) return json_text(value);
    std::string out;
    for (const Json& part : value)
        out += (out.empty() ? "" : ",") + plain_text(part);
    return out.empty() ? "-" : out;
}

// TSV keeps what programs read: true and false, and nothing for what is absent.
std::string tsv_text(const Json& value) {
    if (value.is_null()) return "";
    if (value.is_string()) return escape(value.get_ref<const std::string&>());
    return json_text(value);
}

// Characters, not octets: whatever escape() left is printable.
std::size_t width_of(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

void append_padded(std::string& line, std::string_view text, std::size_t width, Column::Align align,
                   bool is_last) {
    const std::size_t fill = width - std::min(width, width_of(text));
    if (align == Column::Align::right) line.append(fill, ' ');
    line += text;
    if (align == Column::Align::left && !is_last) line.append(fill, ' ');
    if (!is_last) line += gap;
}

void append_leaves(std::string& out, const std::string& key, const Json& value) {
    if (!value.is_structured()) {
        out += key + '\t' + tsv_text(value) + '\n';
        return;
    }
    for (const auto& item : value.items()) {
        append_leaves(out, key.empty() ? item.key() : key + '.' + item.key(), item.value());
    }
}

}  // namespace

Output::Output(std::ostream& out, Format format, Terminal terminal)
    : out_(out), format_(format), terminal_(terminal) {}

void Output::begin_table(std::span<const Column> columns) {
    columns_.assign(columns.begin(), columns.end());
    buffered_.clear();
    widths_.clear();
    widths_known_ = false;
    first_row_ = true;
    if (format_ == Format::json) out_ << '[';
    if (format_ != Format::tsv) return;
    for (std::size_t i = 0; i < columns_.size(); ++i)
        out_ << (i == 0 ? "" : "\t") << columns_[i].key;
    out_ << '\n';
}

void Output::row(std::span<const Cell> cells) {
    switch (format_) {
        case Format::json: {
            Json object = Json::object();
            for (std::size_t i = 0; i < columns_.size(); ++i)
                object[std::string(columns_[i].key)] = cells[i];
            out_ << (first_row_ ? "\n" : ",\n") << json_text(object);
            break;
        }
        case Format::tsv:
            for (std::size_t i = 0; i < columns_.size(); ++i)
                out_ << (i == 0 ? "" : "\t") << tsv_text(cells[i]);
            out_ << '\n';
            break;
        case Format::text:
            if (widths_known_) {
                write_table_row(cells);
            } else {
                buffered_.emplace_back(cells.begin(), cells.end());
                if (buffered_.size() >= table_rows_buffered) flush_buffered();
            }
            break;
    }
    first_row_ = false;
}

void Output::end_table() {
    if (format_ == Format::json) out_ << (first_row_ ? "]\n" : "\n]\n");
    if (format_ == Format::text) flush_buffered();
}

void Output::flush_buffered() {
    if (widths_known_ || buffered_.empty()) return;
    widths_known_ = true;
    std::string titles;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = width_of(columns_[i].title);
        for (const auto& cells : buffered_)
            width = std::max(width, width_of(plain_text(cells[i])));
        widths_.push_back(width);
        append_padded(titles, columns_[i].title, width, columns_[i].align,
                      i + 1 == columns_.size());
    }
    out_ << terminal_.paint(Tone::dim, titles) << '\n';
    for (const auto& cells : buffered_)
        write_table_row(cells);
    buffered_.clear();
}

void Output::write_table_row(std::span<const Cell> cells) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        append_padded(line, plain_text(cells[i]), widths_[i], columns_[i].align,
                      i + 1 == columns_.size());
    }
    out_ << line << '\n';
}

void Output::record(const Json& record, std::string_view text) {
    switch (format_) {
        case Format::json:
            out_ << json_text(record, 2) << '\n';
            break;
        case Format::tsv: {
            std::string leaves;
            append_leaves(leaves, "", record);
            out_ << leaves;
            break;
        }
        case Format::text:
            out_ << text;
            if (!text.empty() && text.back() != '\n') out_ << '\n';
            break;
    }
}

void Output::line(std::string_view text) {
    if (format_ == Format::text) out_ << text << '\n';
}

}  // namespace gate64::cli
