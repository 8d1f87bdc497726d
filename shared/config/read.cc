// SPDX-License-Identifier: Apache-2.0
#include "shared/config/read.h"

#include <algorithm>

#include "shared/config/near_name.h"
#include "shared/config/units.h"

namespace gate64::config {
namespace {

bool wrong_type(DiagnosticSink& sink, const Setting& setting, const Value& value,
                std::string_view wanted, std::string hint = {}) {
    return report(sink, setting, value.pos,
                  std::string(wanted) + " is needed, not " + std::string(value.type_name()),
                  std::move(hint));
}

bool out_of_range(DiagnosticSink& sink, const Setting& setting, const Value& value,
                  const std::string& written) {
    return report(sink, setting, value.pos, written + " is outside " + range_text(setting));
}

std::string in_quotes(std::string_view text) {
    return '"' + std::string(text) + '"';
}

}  // namespace

bool report(DiagnosticSink& sink, const Setting& setting, SourcePos pos, std::string message,
            std::string hint) {
    sink.error(pos, std::string(setting.key) + ": " + std::move(message), std::move(hint));
    return false;
}

const std::string* string_of(DiagnosticSink& sink, const Setting& setting, const Value& value) {
    const auto* text = std::get_if<std::string>(&value.data);
    if (text == nullptr) {
        wrong_type(sink, setting, value, "a string", "put it in quotes");
    } else if (text->find('\0') != std::string::npos) {
        report(sink, setting, value.pos, "a NUL character in a string");
        return nullptr;
    }
    return text;
}

const Array* array_of(DiagnosticSink& sink, const Setting& setting, const Value& value) {
    const auto* array = std::get_if<Array>(&value.data);
    if (array == nullptr) {
        wrong_type(sink, setting, value, "a list", "put it in [ ]");
    } else if (array->size() > setting.entries_max) {
        report(sink, setting, value.pos,
               "more than " + std::to_string(setting.entries_max) + " entries");
        return nullptr;
    }
    return array;
}

std::optional<std::uint64_t> number_of(DiagnosticSink& sink, const Setting& setting,
                                       const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value.data);
    if (number == nullptr) {
        wrong_type(
            sink, setting, value, "a number",
            std::holds_alternative<std::string>(value.data) ? "write it without quotes" : "");
        return std::nullopt;
    }
    const auto unsigned_number = static_cast<std::uint64_t>(*number);
    if (*number < 0 || unsigned_number < setting.min || unsigned_number > setting.max) {
        out_of_range(sink, setting, value, std::to_string(*number));
        return std::nullopt;
    }
    return unsigned_number;
}

std::optional<std::chrono::milliseconds> duration_of(DiagnosticSink& sink, const Setting& setting,
                                                     const Value& value) {
    const auto* text = std::get_if<std::string>(&value.data);
    if (text == nullptr) {
        wrong_type(sink, setting, value, "a duration", "for example \"30s\"");
        return std::nullopt;
    }
    const auto time = parse_duration(*text);
    if (!time) {
        report(sink, setting, value.pos, in_quotes(*text) + ": " + time.error().message,
               "for example \"30s\"");
        return std::nullopt;
    }
    const auto ms = static_cast<std::uint64_t>(time->count());
    if (ms < setting.min || ms > setting.max) {
        out_of_range(sink, setting, value, in_quotes(*text));
        return std::nullopt;
    }
    return *time;
}

std::optional<std::size_t> word_of(DiagnosticSink& sink, const Setting& setting,
                                   const Value& value) {
    const std::string* text = string_of(sink, setting, value);
    if (text == nullptr) return std::nullopt;
    const auto found = std::find(setting.words.begin(), setting.words.end(), *text);
    if (found != setting.words.end()) {
        return static_cast<std::size_t>(found - setting.words.begin());
    }
    const auto near = nearest(*text, setting.words);
    report(sink, setting, value.pos, in_quotes(*text) + " is not " + range_text(setting),
           near ? "did you mean " + in_quotes(*near) + "?" : "");
    return std::nullopt;
}

std::optional<bool> read_bool(DiagnosticSink& sink, const Setting& setting, const Value& value) {
    const bool* flag = std::get_if<bool>(&value.data);
    if (flag != nullptr) return *flag;
    const auto* text = std::get_if<std::string>(&value.data);
    wrong_type(
        sink, setting, value, "true or false",
        text != nullptr && (*text == "true" || *text == "false") ? "write it without quotes" : "");
    return std::nullopt;
}

std::optional<std::uint64_t> read_size(DiagnosticSink& sink, const Setting& setting,
                                       const Value& value) {
    const auto* text = std::get_if<std::string>(&value.data);
    if (text == nullptr) {
        wrong_type(sink, setting, value, "a size", "for example \"256MiB\"");
        return std::nullopt;
    }
    const auto size = parse_size(*text);
    if (!size) {
        report(sink, setting, value.pos, in_quotes(*text) + ": " + size.error().message,
               "for example \"256MiB\"");
        return std::nullopt;
    }
    if (*size < setting.min || *size > setting.max) {
        out_of_range(sink, setting, value, in_quotes(*text));
        return std::nullopt;
    }
    return *size;
}

}  // namespace gate64::config
