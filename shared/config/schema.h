// SPDX-License-Identifier: Apache-2.0
#pragma once
// The rows of the configuration file: one a setting, grouped by section. The parser, the printed
// reference and the tests walk these same rows, so a setting exists in all of them or in none.
// Constant data; any thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "shared/config/document.h"
#include "shared/config/model.h"

namespace gate64::config {

enum class Kind : std::uint8_t {
    boolean,
    count,     ///< a number
    duration,  ///< text with a unit; limits in milliseconds
    size,      ///< text with a unit; limits in octets
    word,      ///< one of `words`
    words,     ///< a list of some of `words`
    text,      ///< text of a form that `range` describes
    list,      ///< a list of texts of a form that `range` describes
    numbers,   ///< a list of numbers
};

enum class Presence : std::uint8_t {
    defaulted,  ///< `literal` is the default
    optional,   ///< absent means something of its own, which `help` says; `literal` is an example
    required,   ///< `literal` is an example
};

/// When a changed value takes effect.
enum class Change : std::uint8_t {
    reload,  ///< at the next reload
    start,   ///< at the next start
    apply,   ///< when nat64ctl applies the configuration
};

struct Setting;

/// Reads `value` into the section's struct. False when it reported an error.
using ReadFunction = bool (*)(DiagnosticSink& sink, const Setting& setting, const Value& value,
                              void* section);
/// Whether the setting is the same in two structs of its section.
using SameFunction = bool (*)(const void* a, const void* b);

struct Setting {
    std::string_view key;
    Kind kind;
    Presence presence = Presence::defaulted;
    std::string_view literal;  ///< as TOML
    std::string_view range{};  ///< in words, for kinds whose limits are no numbers
    std::uint64_t min = 0;     ///< count, duration, size, numbers: both included
    std::uint64_t max = 0;
    std::uint32_t entries_max = 65536;  ///< of a list
    std::span<const std::string_view> words{};
    Change change = Change::reload;
    std::string_view help;  ///< whole sentences
    ReadFunction read;
    SameFunction same = nullptr;  ///< there for every Change::start setting
};

enum class Form : std::uint8_t {
    once,         ///< [name]; absent is the same as empty
    optional,     ///< [name]; absent means something of its own
    repeated,     ///< [[name]]
    unavailable,  ///< known, but not in this version
};

struct Section {
    std::string_view name;  ///< whole, as in "nat64.pool4"
    Form form;
    std::string_view help;
    std::span<const Setting> settings;
    /// The struct to read into, made when it is not there yet. It stays valid until the next call.
    void* (*open)(Config& config, SourcePos pos);
    /// The struct of a Form::once section, else nullptr.
    const void* (*find)(const Config& config) = nullptr;
};

/// Every section, a section after the one it is below, in the order of the reference.
[[nodiscard]] std::span<const Section> sections() noexcept;

/// The limits in words: "0 to 256", "1s to 1h", `"netfilter" or "iptables"`; empty where there is
/// nothing to say.
[[nodiscard]] std::string range_text(const Setting& setting);

/// The parts of the rows, one a source file.
[[nodiscard]] std::span<const Setting> dns64d_settings() noexcept;
[[nodiscard]] std::span<const Setting> cache_settings() noexcept;
[[nodiscard]] std::span<const Setting> upstream_settings() noexcept;
[[nodiscard]] std::span<const Setting> dns64_settings() noexcept;
[[nodiscard]] std::span<const Setting> name_settings() noexcept;
[[nodiscard]] std::span<const Setting> local_settings() noexcept;
[[nodiscard]] std::span<const Setting> nat64_settings() noexcept;
[[nodiscard]] std::span<const Setting> pool4_settings() noexcept;
[[nodiscard]] std::span<const Setting> bib_settings() noexcept;
[[nodiscard]] std::span<const Setting> jool_settings() noexcept;

}  // namespace gate64::config
