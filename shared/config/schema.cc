// SPDX-License-Identifier: Apache-2.0
#include "shared/config/schema.h"

#include <array>

#include "shared/config/units.h"

namespace gate64::config {
namespace {

// A section's struct that is always there.
template <auto Member>
void* open_member(Config& config, SourcePos pos) {
    (config.*Member).pos = pos;
    return &(config.*Member);
}

template <auto Member>
const void* find_member(const Config& config) {
    return &(config.*Member);
}

template <auto Member>
void* append(Config& config, SourcePos pos) {
    auto& block = (config.*Member).emplace_back();
    block.pos = pos;
    return &block;
}

Nat64& nat64_of(Config& config, SourcePos pos) {
    if (!config.nat64) config.nat64.emplace().pos = pos;
    return *config.nat64;
}

void* open_nat64(Config& config, SourcePos pos) {
    return &nat64_of(config, pos);
}

template <auto Member>
void* append_nat64(Config& config, SourcePos pos) {
    auto& block = (nat64_of(config, pos).*Member).emplace_back();
    block.pos = pos;
    return &block;
}

std::span<const Setting> no_settings() noexcept {
    return {};
}

std::string words_text(std::span<const std::string_view> words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i != 0) out += i + 1 == words.size() ? " or " : ", ";
        out += '"' + std::string(words[i]) + '"';
    }
    return out;
}

}  // namespace

std::span<const Section> sections() noexcept {
    static const std::array rows = {
        Section{"dns64d", Form::once, "The DNS server.", dns64d_settings(),
                open_member<&Config::dns64d>, find_member<&Config::dns64d>},
        Section{"cache", Form::once, "What the DNS server remembers.", cache_settings(),
                open_member<&Config::cache>, find_member<&Config::cache>},
        Section{"upstream", Form::repeated,
                "Resolvers to ask. The block without a zone serves every name that no other block "
                "does; without one, the servers of /etc/resolv.conf do.",
                upstream_settings(), append<&Config::upstreams>},
        Section{"dns64", Form::repeated,
                "A policy of synthesis. Every policy whose clients match applies, in the order of "
                "the file. No block: no synthesis.",
                dns64_settings(), append<&Config::dns64>},
        Section{"tls", Form::unavailable, "", no_settings(), nullptr},
        Section{"dnssec", Form::unavailable, "", no_settings(), nullptr},
        Section{"name", Form::repeated, "A rule for some names.", name_settings(),
                append<&Config::names>},
        Section{"local", Form::repeated,
                "Names answered here, above all upstreams. A name with addresses, a zone file, or "
                "both.",
                local_settings(), append<&Config::locals>},
        Section{"nat64", Form::optional, "The translator, which nat64ctl sets up.",
                nat64_settings(), open_nat64},
        Section{"nat64.pool4", Form::repeated, "IPv4 addresses and ports of the translator.",
                pool4_settings(), append_nat64<&Nat64::pool4>},
        Section{"nat64.bib", Form::repeated, "A static binding: a service behind the translator.",
                bib_settings(), append_nat64<&Nat64::bib>},
        Section{"nat64.settings", Form::optional,
                "Any global of Jool by its own name; those that are absent keep Jool's default.",
                jool_settings(), open_nat64},
    };
    return rows;
}

std::string range_text(const Setting& setting) {
    const auto milliseconds = [](std::uint64_t ms) {
        return duration_text(std::chrono::milliseconds(static_cast<std::int64_t>(ms)));
    };
    switch (setting.kind) {
        case Kind::boolean:
            return "true or false";
        case Kind::count:
        case Kind::numbers:
            return std::to_string(setting.min) + " to " + std::to_string(setting.max);
        case Kind::duration:
            return milliseconds(setting.min) + " to " + milliseconds(setting.max);
        case Kind::size:
            return size_text(setting.min) + " to " + size_text(setting.max);
        case Kind::word:
        case Kind::words:
            return words_text(setting.words);
        case Kind::text:
        case Kind::list:
            break;
    }
    return std::string(setting.range);
}

}  // namespace gate64::config
