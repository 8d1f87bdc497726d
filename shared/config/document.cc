// SPDX-License-Identifier: Apache-2.0
#include "shared/config/document.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "shared/config/document_scan.h"

// The only place that sees the TOML library. Header only and without exceptions, whatever its
// packaging says: the shared library is built with them.
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 16
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <toml++/impl/preprocessor.h>
// The parser asserts what wrong input can break ("[+x" reaches parse_key), although the code behind
// it then reports the error as it should. So nothing is asserted, and nothing assumed.
#undef TOML_ASSERT
#undef TOML_ASSERT_ASSUME
#undef TOML_ASSUME
#define TOML_ASSERT(condition) static_assert(true)
#define TOML_ASSERT_ASSUME(condition) static_assert(true)
#define TOML_ASSUME(condition) static_assert(true)
#include <toml++/toml.h>
#pragma GCC diagnostic pop

namespace gate64::config {
namespace {

SourcePos position(const toml::source_region& region) noexcept {
    return {static_cast<std::uint32_t>(region.begin.line),
            static_cast<std::uint32_t>(region.begin.column)};
}

Value convert(const toml::node& node);

Table convert_table(const toml::table& table) {
    Table out;
    out.reserve(table.size());
    for (const auto& [key, node] : table) {
        out.push_back({std::string(key.str()), position(key.source()), convert(node)});
    }
    // The library keeps keys in alphabetical order; errors and lists are wanted in the file's.
    std::sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.pos.line, a.pos.col, a.key) < std::tie(b.pos.line, b.pos.col, b.key);
    });
    return out;
}

Array convert_array(const toml::array& array) {
    Array out;
    out.reserve(array.size());
    for (const toml::node& node : array)
        out.push_back(convert(node));
    return out;
}

std::string_view other_type_name(toml::node_type type) noexcept {
    switch (type) {
        case toml::node_type::floating_point:
            return "a floating-point number";
        case toml::node_type::date:
            return "a date";
        case toml::node_type::time:
            return "a time of day";
        case toml::node_type::date_time:
            return "a date and time";
        default:
            return "a value of an unknown type";
    }
}

Value convert(const toml::node& node) {
    const SourcePos pos = position(node.source());
    if (const auto* table = node.as_table()) return {pos, convert_table(*table)};
    if (const auto* array = node.as_array()) return {pos, convert_array(*array)};
    if (const auto* text = node.as_string()) return {pos, text->get()};
    if (const auto* number = node.as_integer()) return {pos, number->get()};
    if (const auto* flag = node.as_boolean()) return {pos, flag->get()};
    return {pos, OtherType{other_type_name(node.type())}};
}

}  // namespace

std::string_view Value::type_name() const noexcept {
    switch (data.index()) {
        case 0:
            return "true or false";
        case 1:
            return "a number";
        case 2:
            return "a string";
        case 3:
            return "an array";
        case 4:
            return "a table";
        default:
            return std::get<OtherType>(data).name;
    }
}

std::optional<Table> parse_document(std::string_view text, DiagnosticSink& sink) {
    if (text.size() > file_size_bytes_max) {
        sink.error({}, "the file is larger than 1 MiB");
        return std::nullopt;
    }
    if (auto error = scan_document(text)) {
        sink.error(error->pos, std::move(error->message));
        return std::nullopt;
    }
    const toml::parse_result result = toml::parse(text);
    if (result.failed()) {
        const toml::parse_error& error = result.error();
        sink.error(position(error.source()), "syntax: " + std::string(error.description()));
        return std::nullopt;
    }
    return convert_table(result.table());
}

}  // namespace gate64::config
