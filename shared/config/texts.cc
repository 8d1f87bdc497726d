// SPDX-License-Identifier: Apache-2.0
#include "shared/config/texts.h"

#include <algorithm>

#include "shared/config/units.h"

namespace gate64::config {
namespace {

constexpr std::size_t user_bytes_max = 32;
constexpr std::size_t path_bytes_max = 4095;
constexpr std::size_t socket_path_bytes_max = 107;
constexpr std::size_t instance_bytes_max = 15;

std::string in_quotes(std::string_view text) {
    return '"' + std::string(text) + '"';
}

std::unexpected<base::Error> refuse(std::string_view text, std::string_view why) {
    return base::fail(in_quotes(text) + ": " + std::string(why));
}

bool is_word_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

bool has_control_character(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

base::Result<std::string> parse_user(std::string_view text) {
    if (text.empty()) return std::string();
    const bool good = text.size() <= user_bytes_max && text.front() != '-' &&
                      std::all_of(text.begin(), text.end(),
                                  [](char c) { return is_word_character(c) || c == '.'; });
    if (!good) {
        return refuse(text, "not a user name: at most 32 letters, digits, \"_\", \"-\" and \".\"");
    }
    return std::string(text);
}

base::Result<std::string> parse_path(std::string_view text) {
    if (!text.starts_with('/')) return refuse(text, "not an absolute path");
    if (has_control_character(text)) return refuse(text, "a path with a control character");
    if (text.size() > path_bytes_max) return base::fail("a path of more than 4095 octets");
    return std::string(text);
}

base::Result<std::string> parse_socket_path(std::string_view text) {
    if (text.empty()) return std::string();
    if (text.size() > socket_path_bytes_max) {
        return refuse(text, "the path of a local socket has at most 107 octets");
    }
    return parse_path(text);
}

base::Result<std::string> parse_instance(std::string_view text) {
    const bool good = !text.empty() && text.size() <= instance_bytes_max &&
                      std::all_of(text.begin(), text.end(), is_word_character);
    if (!good) {
        return refuse(text, "not an instance name: 1 to 15 letters, digits, \"_\" and \"-\"");
    }
    return std::string(text);
}

base::Result<PortRange> parse_ports(std::string_view text) {
    constexpr std::string_view form = "not a port range, such as \"61000-65535\" or \"80\"";
    const std::size_t dash = text.find('-');
    const auto first = parse_decimal(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_decimal(text.substr(dash + 1));
    if (!first || !last) return refuse(text, form);
    if (*first > 65535 || *last > 65535) return refuse(text, "ports end at 65535");
    if (*first == 0) return refuse(text, "ports start at 1");
    if (*first > *last) return refuse(text, "the range ends before it starts");
    return PortRange{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

}  // namespace gate64::config
