// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

#include "shared/jool/abi.h"
#include "shared/jool/globals.h"
#include "shared/net/pref64.h"

// Values of globals against their limits, as text, and from text.

namespace gate64::jool {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t milliseconds;
};
constexpr Unit units[] = {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000},
                          {"m", 60'000},      {"s", 1'000},      {"ms", 1}};

std::string duration_text(std::uint64_t milliseconds) {
    for (const Unit& unit : units) {
        if (milliseconds % unit.milliseconds == 0 && milliseconds != 0)
            return std::to_string(milliseconds / unit.milliseconds) + std::string(unit.name);
    }
    return "0s";
}

std::string bits_text(std::uint8_t value) {
    std::array<char, 8> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value, 2);
    return std::to_string(value) + " (0b" + std::string(digits.data(), end) + ")";
}

std::string list_text(const std::vector<std::uint16_t>& list) {
    std::string text;
    for (const std::uint16_t entry : list)
        text += (text.empty() ? "" : ", ") + std::to_string(entry);
    return text;
}

std::optional<std::uint64_t> digits(std::string_view text, int base) {
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [after, error] = std::from_chars(text.data(), end, value, base);
    if (text.empty() || error != std::errc{} || after != end) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> number_from(std::string_view text) {
    if (text.starts_with("0x")) return digits(text.substr(2), 16);
    if (text.starts_with("0b")) return digits(text.substr(2), 2);
    return digits(text, 10);
}

std::optional<std::uint64_t> duration_from(std::string_view text) {
    const std::size_t split = text.find_first_not_of("0123456789");
    const auto count = digits(text.substr(0, split), 10);
    if (!count || split == std::string_view::npos) return std::nullopt;
    for (const Unit& unit : units) {
        if (unit.name != text.substr(split)) continue;
        // What would overflow is far beyond every limit.
        return *count > UINT64_MAX / unit.milliseconds ? UINT64_MAX : *count * unit.milliseconds;
    }
    return std::nullopt;
}

std::optional<bool> boolean_from(std::string_view text) {
    for (const std::string_view word : {"true", "on", "yes", "1"})
        if (text == word) return true;
    for (const std::string_view word : {"false", "off", "no", "0"})
        if (text == word) return false;
    return std::nullopt;
}

std::string rule_of(const Global& global) {
    return std::string(global.key) + " is " + range_of(global);
}

std::unexpected<base::Error> refuse(const Global& global, std::string_view text) {
    return base::fail("\"" + std::string(text) + "\" is no value for it: " + rule_of(global),
                      EINVAL);
}

/// In the alternative that belongs to the kind; check_global() judges the limits before.
base::Result<GlobalValue> numeric(const Global& global, std::string_view text,
                                  std::optional<std::uint64_t> value) {
    if (!value || *value < global.min || *value > global.max) return refuse(global, text);
    if (global.kind == GlobalKind::number8 || global.kind == GlobalKind::bits8)
        return static_cast<std::uint8_t>(*value);
    return static_cast<std::uint32_t>(*value);
}

base::Result<GlobalValue> plateaus_from(const Global& global, std::string_view text) {
    constexpr std::string_view separators = ", \t";
    std::vector<std::uint16_t> list;
    for (std::size_t at = text.find_first_not_of(separators); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
        const auto entry = digits(text.substr(at, end - at), 10);
        if (!entry || *entry < global.min || *entry > global.max) return refuse(global, text);
        list.push_back(static_cast<std::uint16_t>(*entry));
        at = text.find_first_not_of(separators, end);
    }
    return list;
}

base::Result<GlobalValue> value_from(const Global& global, std::string_view text) {
    switch (global.kind) {
        case GlobalKind::boolean:
            if (const auto value = boolean_from(text)) return *value;
            return refuse(global, text);
        case GlobalKind::bits8:
            // As text_of() writes it.
            return numeric(global, text, number_from(text.substr(0, text.find(" ("))));
        case GlobalKind::number8:
        case GlobalKind::number:
            return numeric(global, text, number_from(text));
        case GlobalKind::duration:
            return numeric(global, text, duration_from(text));
        case GlobalKind::prefix6: {
            const auto prefix = net::Ipv6Prefix::parse(text);
            if (!prefix) return std::unexpected(base::Error{prefix.error().message, EINVAL});
            return *prefix;
        }
        case GlobalKind::plateaus:
            return plateaus_from(global, text);
    }
    return refuse(global, text);
}

bool in_range(const Global& global, std::uint64_t value) noexcept {
    return value >= global.min && value <= global.max;
}

bool is_plateaus(const Global& global, const GlobalValue& value) {
    const auto* const list = std::get_if<std::vector<std::uint16_t>>(&value);
    return list != nullptr && !list->empty() && list->size() <= abi::global::plateaus_max &&
           std::all_of(list->begin(), list->end(),
                       [&](std::uint16_t entry) { return in_range(global, entry); });
}

}  // namespace

std::string text_of(const Global& global, const GlobalValue& value) {
    if (const auto* const flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* const small = std::get_if<std::uint8_t>(&value))
        return global.kind == GlobalKind::bits8 ? bits_text(*small) : std::to_string(*small);
    if (const auto* const number = std::get_if<std::uint32_t>(&value)) {
        return global.kind == GlobalKind::duration ? duration_text(*number)
                                                   : std::to_string(*number);
    }
    if (const auto* const prefix = std::get_if<net::Ipv6Prefix>(&value)) return prefix->text();
    if (const auto* const list = std::get_if<std::vector<std::uint16_t>>(&value))
        return list_text(*list);
    return "unset";
}

std::string range_of(const Global& global) {
    switch (global.kind) {
        case GlobalKind::boolean:
            return "true or false";
        case GlobalKind::number8:
        case GlobalKind::bits8:
        case GlobalKind::number:
            return std::to_string(global.min) + " to " + std::to_string(global.max);
        case GlobalKind::duration:
            return duration_text(global.min) + " to " + duration_text(global.max);
        case GlobalKind::prefix6:
            return "a /32, /40, /48, /56, /64 or /96";
        case GlobalKind::plateaus:
            return "1 to " + std::to_string(abi::global::plateaus_max) + " numbers from " +
                   std::to_string(global.min) + " to " + std::to_string(global.max);
    }
    return {};
}

base::Result<void> check_global(const Global& global, const GlobalValue& value) {
    const auto within = [&](const auto* number) {
        return number != nullptr && in_range(global, *number);
    };
    bool is_fine = false;
    switch (global.kind) {
        case GlobalKind::boolean:
            is_fine = std::holds_alternative<bool>(value);
            break;
        case GlobalKind::number8:
        case GlobalKind::bits8:
            is_fine = within(std::get_if<std::uint8_t>(&value));
            break;
        case GlobalKind::number:
        case GlobalKind::duration:
            is_fine = within(std::get_if<std::uint32_t>(&value));
            break;
        case GlobalKind::prefix6: {
            const auto* const prefix = std::get_if<net::Ipv6Prefix>(&value);
            if (prefix == nullptr) break;
            const auto made = net::Pref64::make(*prefix);
            if (!made) return base::fail(made.error().message, EINVAL);
            is_fine = true;
            break;
        }
        case GlobalKind::plateaus:
            is_fine = is_plateaus(global, value);
            break;
    }
    if (!is_fine) return refuse(global, text_of(global, value));
    return {};
}

base::Result<GlobalValue> parse_global(const Global& global, std::string_view text) {
    auto value = value_from(global, text);
    if (!value) return value;
    if (const auto fine = check_global(global, *value); !fine) return std::unexpected(fine.error());
    return normalised(global, std::move(*value));
}

}  // namespace gate64::jool
