// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/name.h"

namespace gate64::dns {
namespace {

constexpr std::string_view zone_file_specials = "\"$();@\\.";

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr bool is_graph(std::uint8_t c) noexcept {
    return c > 0x20 && c < 0x7F;
}

void append_decimal_escape(std::string& text, std::uint8_t octet) {
    text += '\\';
    text += static_cast<char>('0' + octet / 100);
    text += static_cast<char>('0' + octet / 10 % 10);
    text += static_cast<char>('0' + octet % 10);
}

void append_octet(std::string& text, std::uint8_t octet) {
    if (!is_graph(octet)) return append_decimal_escape(text, octet);
    const char c = static_cast<char>(octet);
    if (zone_file_specials.find(c) != std::string_view::npos) text += '\\';
    text += c;
}

/// Builds the wire form octet by octet. `length_at` is where the open label's length goes.
class Builder {
  public:
    [[nodiscard]] const char* add(std::uint8_t octet) noexcept {
        if (size_ - length_at_ - 1 == label_bytes_max) return "a label is longer than 63 octets";
        if (size_ + 1 >= name_bytes_max) return "the name is longer than 255 octets";
        wire_[size_++] = octet;
        return nullptr;
    }
    [[nodiscard]] const char* end_label() noexcept {
        const std::size_t length = size_ - length_at_ - 1;
        if (length == 0) return "a label is empty (two dots in a row, or a dot in front)";
        wire_[length_at_] = static_cast<std::uint8_t>(length);
        length_at_ = size_++;
        return nullptr;
    }
    [[nodiscard]] bool label_open() const noexcept { return size_ > length_at_ + 1; }
    [[nodiscard]] NameView finish() noexcept {
        wire_[length_at_] = 0;
        return NameView::trusted({wire_.data(), length_at_ + 1});
    }

  private:
    std::array<std::uint8_t, name_bytes_max> wire_{};
    std::size_t length_at_ = 0;
    std::size_t size_ = 1;
};

/// The octet behind a backslash; `text` is what follows it and loses what was read.
std::optional<std::uint8_t> unescape(std::string_view& text) noexcept {
    if (text.empty()) return std::nullopt;
    if (!is_digit(text[0])) {
        const auto octet = static_cast<std::uint8_t>(text[0]);
        text.remove_prefix(1);
        return is_graph(octet) || octet == ' ' ? std::optional(octet) : std::nullopt;
    }
    if (text.size() < 3 || !is_digit(text[1]) || !is_digit(text[2])) return std::nullopt;
    const int value = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
    text.remove_prefix(3);
    return value <= 255 ? std::optional(static_cast<std::uint8_t>(value)) : std::nullopt;
}

/// What somebody typed, fit for one line of an error.
std::string printable(std::string_view typed) {
    constexpr std::size_t shown_max = 80;
    std::string text;
    for (const char c : typed.substr(0, shown_max)) {
        if (is_graph(static_cast<std::uint8_t>(c)) || c == ' ') {
            text += c;
        } else {
            append_decimal_escape(text, static_cast<std::uint8_t>(c));
        }
    }
    return typed.size() > shown_max ? text + "..." : text;
}

/// Nothing, or what is wrong.
const char* parse_into(Builder& builder, std::string_view rest) noexcept {
    if (rest.empty()) return "it is empty (the root is \".\")";
    if (rest == ".") return nullptr;
    while (!rest.empty()) {
        const char c = rest[0];
        rest.remove_prefix(1);
        const char* problem = nullptr;
        if (c == '.') {
            problem = builder.end_label();
        } else if (c == '\\') {
            const std::optional<std::uint8_t> octet = unescape(rest);
            problem = octet ? builder.add(*octet)
                            : "a backslash needs three digits up to 255, "
                              "or one printable character, behind it";
        } else if (!is_graph(static_cast<std::uint8_t>(c))) {
            problem =
                "a blank, control or non-ASCII character must be written as \\DDD, an "
                "international name in its xn-- form";
        } else {
            problem = builder.add(static_cast<std::uint8_t>(c));
        }
        if (problem != nullptr) return problem;
    }
    return builder.label_open() ? builder.end_label() : nullptr;
}

}  // namespace

std::string NameView::text() const {
    if (is_root()) return ".";
    std::string text;
    text.reserve(size() + 1);
    for (base::Bytes rest = wire_; rest[0] != 0; rest = rest.subspan(std::size_t{1} + rest[0])) {
        for (const std::uint8_t octet : rest.subspan(1, rest[0]))
            append_octet(text, octet);
        text += '.';
    }
    return text;
}

base::Result<Name> Name::parse(std::string_view text) {
    Builder builder;
    if (const char* problem = parse_into(builder, text)) {
        return base::fail("\"" + printable(text) + "\" is not a domain name: " + problem);
    }
    return Name(builder.finish());
}

}  // namespace gate64::dns
