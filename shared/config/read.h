// SPDX-License-Identifier: Apache-2.0
#pragma once
// Readers of single values: a TOML node in, a checked value of the model out, or an error at the
// node's place. `into` and `same` tie a reader to a member of a section's struct; the rows name
// them. Internal to config. Any thread.

#include <chrono>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/config/document.h"
#include "shared/config/model.h"
#include "shared/config/schema.h"

namespace gate64::config {

/// Reports "KEY: MESSAGE" at `pos`. Always false, so that a reader can return it.
bool report(DiagnosticSink& sink, const Setting& setting, SourcePos pos, std::string message,
            std::string hint = {});

/// The text of a string value; reports and gives nullptr otherwise.
[[nodiscard]] const std::string* string_of(DiagnosticSink& sink, const Setting& setting,
                                           const Value& value);
/// The values of an array of at most setting.entries_max; reports and gives nullptr otherwise.
[[nodiscard]] const Array* array_of(DiagnosticSink& sink, const Setting& setting,
                                    const Value& value);
/// A number within the setting's limits.
[[nodiscard]] std::optional<std::uint64_t> number_of(DiagnosticSink& sink, const Setting& setting,
                                                     const Value& value);
/// Milliseconds within the setting's limits.
[[nodiscard]] std::optional<std::chrono::milliseconds> duration_of(DiagnosticSink& sink,
                                                                   const Setting& setting,
                                                                   const Value& value);
/// The index into setting.words.
[[nodiscard]] std::optional<std::size_t> word_of(DiagnosticSink& sink, const Setting& setting,
                                                 const Value& value);

[[nodiscard]] std::optional<bool> read_bool(DiagnosticSink& sink, const Setting& setting,
                                            const Value& value);
[[nodiscard]] std::optional<std::uint64_t> read_size(DiagnosticSink& sink, const Setting& setting,
                                                     const Value& value);

/// REQUIRES (held by a test over the rows): setting.max fits T.
template <std::unsigned_integral T>
[[nodiscard]] std::optional<T> read_count(DiagnosticSink& sink, const Setting& setting,
                                          const Value& value) {
    const auto number = number_of(sink, setting, value);
    if (!number || *number > std::numeric_limits<T>::max()) return std::nullopt;
    return static_cast<T>(*number);
}

template <typename Duration>
[[nodiscard]] std::optional<Duration> read_duration(DiagnosticSink& sink, const Setting& setting,
                                                    const Value& value) {
    const auto time = duration_of(sink, setting, value);
    if (!time) return std::nullopt;
    const auto whole = std::chrono::duration_cast<Duration>(*time);
    if (whole == *time) return whole;
    report(sink, setting, value.pos, "whole seconds are needed");
    return std::nullopt;
}

/// REQUIRES: the enumerators of E are numbered as setting.words.
template <typename E>
[[nodiscard]] std::optional<E> read_word(DiagnosticSink& sink, const Setting& setting,
                                         const Value& value) {
    const auto index = word_of(sink, setting, value);
    if (!index) return std::nullopt;
    return static_cast<E>(*index);
}

/// A string that `Parse` (text to base::Result<T>, errors that quote the text) takes.
template <auto Parse>
[[nodiscard]] auto read_text(DiagnosticSink& sink, const Setting& setting, const Value& value)
    -> std::optional<typename decltype(Parse(std::string_view()))::value_type> {
    const std::string* text = string_of(sink, setting, value);
    if (text == nullptr) return std::nullopt;
    auto parsed = Parse(*text);
    if (parsed) return std::move(*parsed);
    report(sink, setting, value.pos, parsed.error().message);
    return std::nullopt;
}

template <auto Parse>
[[nodiscard]] auto read_located_text(DiagnosticSink& sink, const Setting& setting,
                                     const Value& value)
    -> std::optional<Located<typename decltype(Parse(std::string_view()))::value_type>> {
    auto text = read_text<Parse>(sink, setting, value);
    if (!text) return std::nullopt;
    return {{std::move(*text), value.pos}};
}

/// A list whose every element `Read` takes; each bad one is reported.
template <auto Read>
[[nodiscard]] auto read_list(DiagnosticSink& sink, const Setting& setting, const Value& value) {
    using Element = typename decltype(Read(sink, setting, value))::value_type;
    std::optional<std::vector<Element>> out;
    const Array* array = array_of(sink, setting, value);
    if (array == nullptr) return out;
    std::vector<Element> list;
    list.reserve(array->size());
    bool good = true;
    for (const Value& element : *array) {
        auto read = Read(sink, setting, element);
        good = good && read.has_value();
        if (read) list.push_back(std::move(*read));
    }
    if (good) out = std::move(list);
    return out;
}

template <auto Member>
struct MemberOf;
template <typename S, typename T, T S::* Member>
struct MemberOf<Member> {
    using Owner = S;
};

/// A ReadFunction that stores what `Read` gives in a member.
template <auto Member, auto Read>
bool into(DiagnosticSink& sink, const Setting& setting, const Value& value, void* section) {
    auto read = Read(sink, setting, value);
    if (!read) return false;
    auto& member = static_cast<typename MemberOf<Member>::Owner*>(section)->*Member;
    if constexpr (std::same_as<decltype(member), decltype(read)&>) {
        member = std::move(read);
    } else {
        member = std::move(*read);
    }
    return true;
}

/// A SameFunction for a member.
template <auto Member>
bool same(const void* a, const void* b) {
    using Owner = typename MemberOf<Member>::Owner;
    return static_cast<const Owner*>(a)->*Member == static_cast<const Owner*>(b)->*Member;
}

}  // namespace gate64::config
