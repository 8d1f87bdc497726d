// SPDX-License-Identifier: Apache-2.0
#include "shared/config/edit.h"

#include <algorithm>
#include <array>
#include <vector>

#include "shared/config/parse.h"

namespace gate64::config {
namespace {

constexpr std::string_view pool4_header = "[[nat64.pool4]]";
constexpr std::array<std::string_view, 3> protocol_names = {"tcp", "udp", "icmp"};

using Lines = std::vector<std::string_view>;  // each with its line end

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

std::string_view trimmed(std::string_view line) noexcept {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t first = line.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(space) - first + 1);
}

bool is_blank(std::string_view line) noexcept {
    return trimmed(line).empty();
}
bool is_comment(std::string_view line) noexcept {
    return trimmed(line).starts_with('#');
}
// No setting has arrays inside an array, so no other line starts like this.
bool is_header(std::string_view line) noexcept {
    return trimmed(line).starts_with('[');
}

// "[[nat64.pool4]]" for however it is spaced and quoted.
std::string header_name(std::string_view line) {
    std::string name;
    for (const char c : trimmed(line)) {
        if (c == '#') break;
        if (c != ' ' && c != '\t' && c != '"' && c != '\'') name += c;
    }
    return name;
}

// Lines [first, end) of a section: its header, its settings, and the comments that follow them
// without a gap, unless these lead over to the next header.
struct Block {
    std::size_t first;
    std::size_t end;
};

Block block_at(const Lines& lines, std::size_t header) {
    std::size_t end = header + 1;
    for (std::size_t i = header + 1; i < lines.size() && !is_header(lines[i]); ++i) {
        if (!is_blank(lines[i]) && !is_comment(lines[i])) end = i + 1;
    }
    std::size_t after = end;
    while (after < lines.size() && is_comment(lines[after]))
        ++after;
    const bool leads_over = after < lines.size() && is_header(lines[after]);
    return {header, leads_over ? end : after};
}

std::vector<Block> blocks_named(const Lines& lines, std::string_view name) {
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (is_header(lines[i]) && header_name(lines[i]) == name)
            blocks.push_back(block_at(lines, i));
    }
    return blocks;
}

std::string joined(const Lines& lines, std::size_t first, std::size_t end) {
    std::string text;
    for (std::size_t i = first; i < end; ++i)
        text += lines[i];
    return text;
}

std::string block_text(const Pool4& entry, std::string_view eol) {
    std::string text = std::string(pool4_header) + std::string(eol);
    const auto add = [&](std::string_view key, const std::string& value) {
        text += std::string(key) + " = " + value + std::string(eol);
    };
    const net::Ipv4Prefix& prefix = entry.address.value;
    const bool is_one = prefix.length() == 32;
    add("address", '"' + (is_one ? prefix.address().text() : prefix.text()) + '"');
    add("ports",
        '"' + std::to_string(entry.ports.first) + '-' + std::to_string(entry.ports.last) + '"');
    if (entry.protocols.size() < protocol_names.size()) {
        std::string list;
        for (const Protocol protocol : entry.protocols) {
            list += (list.empty() ? "\"" : ", \"");
            list += protocol_names[static_cast<std::size_t>(protocol)];
            list += '"';
        }
        add("protocols", '[' + list + ']');
    }
    if (entry.mark != 0) add("mark", std::to_string(entry.mark));
    return text;
}

base::Result<Config> parsed(std::string_view text, std::string_view when) {
    auto config = parse(text, "");
    if (config) return std::move(*config);
    return base::fail("the file " + std::string(when) + ": " + config.error().front().text());
}

base::Result<std::string> checked(std::string text, const Config& wanted) {
    const auto config = parsed(text, "would be wrong with this change");
    if (!config) return std::unexpected(config.error());
    if (*config == wanted) return text;
    return base::fail("the layout of the file is not one that can be changed safely: edit it");
}

bool is_inside(const Pool4& inner, const Pool4& outer) noexcept {
    const net::Ipv4Prefix& a = inner.address.value;
    const net::Ipv4Prefix& b = outer.address.value;
    return b.contains(a.first()) && b.contains(a.last()) &&
           inner.ports.first >= outer.ports.first && inner.ports.last <= outer.ports.last &&
           std::all_of(inner.protocols.begin(), inner.protocols.end(),
                       [&](Protocol protocol) { return outer.serves(protocol); });
}

bool has_already(const std::vector<Pool4>& pool4, const Pool4& entry) noexcept {
    return std::any_of(pool4.begin(), pool4.end(), [&](const Pool4& old) {
        return old.mark == entry.mark && is_inside(entry, old);
    });
}

bool overlap(const Pool4& a, const Pool4& b) noexcept {
    const net::Ipv4Prefix& p = a.address.value;
    const net::Ipv4Prefix& q = b.address.value;
    return (p.contains(q.address()) || q.contains(p.address())) && a.ports.first <= b.ports.last &&
           b.ports.first <= a.ports.last &&
           std::any_of(a.protocols.begin(), a.protocols.end(),
                       [&](Protocol protocol) { return b.serves(protocol); });
}

}  // namespace

base::Result<std::string> with_pool4(std::string_view text, const Pool4& entry) {
    auto wanted = parsed(text, "is wrong as it is");
    if (!wanted) return std::unexpected(wanted.error());
    if (wanted->nat64 && has_already(wanted->nat64->pool4, entry)) return std::string(text);
    const Lines lines = lines_of(text);
    std::vector<Block> blocks = blocks_named(lines, pool4_header);
    if (blocks.empty()) blocks = blocks_named(lines, "[nat64]");
    if (!wanted->nat64 || blocks.empty()) return base::fail("the file has no [nat64] to add to");
    wanted->nat64->pool4.push_back(entry);

    const std::string_view eol = text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
    const std::size_t place = blocks.back().end;
    std::string edited = joined(lines, 0, place);
    if (!edited.ends_with('\n')) edited += eol;
    edited += eol;
    edited += block_text(entry, eol);
    if (place < lines.size() && !is_blank(lines[place])) edited += eol;
    edited += joined(lines, place, lines.size());
    return checked(std::move(edited), *wanted);
}

base::Result<std::string> without_pool4(std::string_view text, const Pool4& entry) {
    auto wanted = parsed(text, "is wrong as it is");
    if (!wanted) return std::unexpected(wanted.error());
    if (!wanted->nat64) return std::string(text);
    const Lines lines = lines_of(text);
    const std::vector<Block> blocks = blocks_named(lines, pool4_header);
    std::vector<Pool4>& pool4 = wanted->nat64->pool4;
    if (blocks.size() != pool4.size()) {
        return base::fail("pool4 is not written as [[nat64.pool4]] blocks: edit the file");
    }
    std::string edited;
    std::vector<Pool4> kept;
    std::size_t copied = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const bool concerned = pool4[i].mark == entry.mark && overlap(pool4[i], entry);
        if (!concerned) {
            kept.push_back(pool4[i]);
            continue;
        }
        if (!is_inside(pool4[i], entry)) {
            return base::fail("the [[nat64.pool4]] block on line " +
                              std::to_string(blocks[i].first + 1) +
                              " has more than what is removed: edit the file");
        }
        edited += joined(lines, copied, blocks[i].first);
        copied = blocks[i].end;
        if (copied < lines.size() && is_blank(lines[copied])) ++copied;
    }
    edited += joined(lines, copied, lines.size());
    pool4 = std::move(kept);
    return checked(std::move(edited), *wanted);
}

}  // namespace gate64::config
