// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>
#include <variant>

#include "nat64ctl/plan/names.h"
#include "shared/jool/globals.h"

namespace gate64::nat64ctl::plan {
namespace {

bool is_duration(const jool::GlobalSetting& setting) noexcept {
    const jool::Global* global = jool::find_global(setting.id);
    return global != nullptr && global->kind == jool::GlobalKind::duration;
}

std::string list_text(const std::vector<std::uint16_t>& list, std::string_view between) {
    std::string text;
    for (const std::uint16_t number : list)
        text += (text.empty() ? "" : std::string(between)) + std::to_string(number);
    return text;
}

/// In the largest unit that divides it.
std::string duration_text(std::uint32_t milliseconds) {
    constexpr std::array<std::pair<std::uint32_t, const char*>, 4> units{
        {{86'400'000, "d"}, {3'600'000, "h"}, {60'000, "m"}, {1'000, "s"}}};
    for (const auto& [size, name] : units)
        if (milliseconds != 0 && milliseconds % size == 0)
            return std::to_string(milliseconds / size) + name;
    return std::to_string(milliseconds) + "ms";
}

std::string seconds_text(std::uint32_t milliseconds) {
    std::string rest = std::to_string(milliseconds % 1000);
    rest.insert(0, 3 - rest.size(), '0');
    return std::to_string(milliseconds / 1000) + '.' + rest;
}

struct Plain {
    std::string operator()(std::monostate /*unset*/) const { return {}; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::uint8_t value) const { return std::to_string(value); }
    std::string operator()(std::uint32_t value) const { return std::to_string(value); }
    std::string operator()(const net::Ipv6Prefix& value) const { return value.text(); }
    std::string operator()(const std::vector<std::uint16_t>& value) const {
        return list_text(value, ",");
    }
};

}  // namespace

std::string key_of(const jool::GlobalSetting& setting) {
    const jool::Global* global = jool::find_global(setting.id);
    return global != nullptr ? std::string(global->key) : "global " + std::to_string(setting.id);
}

std::string value_text(const jool::GlobalSetting& setting) {
    const jool::Global* global = jool::find_global(setting.id);
    return global != nullptr ? jool::text_of(*global, setting.value)
                             : std::visit(Plain{}, setting.value);
}

std::string toml_text(const jool::GlobalSetting& setting) {
    if (const auto* number = std::get_if<std::uint32_t>(&setting.value);
        number != nullptr && is_duration(setting))
        return '"' + duration_text(*number) + '"';
    if (const auto* list = std::get_if<std::vector<std::uint16_t>>(&setting.value))
        return '[' + list_text(*list, ", ") + ']';
    return std::visit(Plain{}, setting.value);
}

std::string shell_text(const jool::GlobalSetting& setting) {
    if (const auto* number = std::get_if<std::uint32_t>(&setting.value);
        number != nullptr && is_duration(setting))
        return seconds_text(*number);
    return std::visit(Plain{}, setting.value);
}

}  // namespace gate64::nat64ctl::plan
