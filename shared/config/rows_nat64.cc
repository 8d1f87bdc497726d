// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "shared/config/read.h"
#include "shared/config/schema.h"
#include "shared/config/texts.h"

namespace gate64::config {
namespace {

// Each in the order of its enumeration.
constexpr std::array<std::string_view, 2> framework_words = {"netfilter", "iptables"};
constexpr std::array<std::string_view, 3> protocol_words = {"tcp", "udp", "icmp"};

std::optional<std::vector<Protocol>> read_protocols(DiagnosticSink& sink, const Setting& setting,
                                                    const Value& value) {
    auto list = read_list<read_word<Protocol>>(sink, setting, value);
    if (!list) return list;
    if (list->empty()) {
        report(sink, setting, value.pos, "no protocol", "leave the key out for all of them");
        return std::nullopt;
    }
    for (auto at = list->begin(); at != list->end(); ++at) {
        if (std::find(list->begin(), at, *at) == at) continue;
        const auto index = static_cast<std::size_t>(at - list->begin());
        report(sink, setting, std::get<Array>(value.data)[index].pos, "a protocol twice");
        return std::nullopt;
    }
    return list;
}

constexpr Setting nat64_rows[] = {
    {.key = "instance",
     .kind = Kind::text,
     .literal = R"("gate64")",
     .range = "1 to 15 letters, digits, \"_\" and \"-\"",
     .change = Change::apply,
     .help = "The name of the Jool instance.",
     .read = into<&Nat64::instance, read_text<parse_instance>>},
    {.key = "framework",
     .kind = Kind::word,
     .literal = R"("netfilter")",
     .words = framework_words,
     .change = Change::apply,
     .help = "Where in the kernel's packet path Jool stands.",
     .read = into<&Nat64::framework, read_word<Framework>>},
    {.key = "pool6",
     .kind = Kind::text,
     .presence = Presence::optional,
     .literal = R"("64:ff9b::/96")",
     .range = "the prefix of a [[dns64]] block",
     .change = Change::apply,
     .help = "The prefix that is translated. Absent: the one [[dns64]] prefix.",
     .read = into<&Nat64::pool6, read_located_text<parse_ipv6_prefix>>},
    {.key = "tune",
     .kind = Kind::boolean,
     .literal = "true",
     .change = Change::apply,
     .help = "Set the kernel up for translation: forwarding, ephemeral range, reserved ports.",
     .read = into<&Nat64::tune, read_bool>},
    {.key = "guard",
     .kind = Kind::boolean,
     .literal = "true",
     .change = Change::apply,
     .help = "Keep packets for addresses that [[dns64]] denies out of the translator.",
     .read = into<&Nat64::guard, read_bool>},
};

constexpr Setting pool4_rows[] = {
    {.key = "address",
     .kind = Kind::text,
     .presence = Presence::required,
     .literal = R"("192.0.2.1")",
     .range = "an IPv4 address, or a prefix of /24 or longer",
     .change = Change::apply,
     .help = "The IPv4 addresses that translated packets leave from.",
     .read = into<&Pool4::address, read_located_text<parse_pool4>>},
    {.key = "ports",
     .kind = Kind::text,
     .literal = R"("61000-65535")",
     .range = "FIRST-LAST or one port, from 1 to 65535",
     .change = Change::apply,
     .help = "The ports (for ICMP: identifiers) that translated packets leave from.",
     .read = into<&Pool4::ports, read_text<parse_ports>>},
    {.key = "protocols",
     .kind = Kind::words,
     .literal = R"(["tcp", "udp", "icmp"])",
     .words = protocol_words,
     .change = Change::apply,
     .help = "What the entry is for.",
     .read = into<&Pool4::protocols, read_protocols>},
    {.key = "mark",
     .kind = Kind::count,
     .literal = "0",
     .max = 4'294'967'295,
     .change = Change::apply,
     .help = "Only packets with this firewall mark use the entry.",
     .read = into<&Pool4::mark, read_count<std::uint32_t>>},
};

constexpr Setting bib_rows[] = {
    {.key = "protocol",
     .kind = Kind::word,
     .presence = Presence::required,
     .literal = R"("tcp")",
     .words = protocol_words,
     .change = Change::apply,
     .help = "What is bound.",
     .read = into<&Bib::protocol, read_word<Protocol>>},
    {.key = "ipv6",
     .kind = Kind::text,
     .presence = Presence::required,
     .literal = R"("[2001:db8::80]:443")",
     .range = "[ADDRESS]:PORT; for ICMP the port is the identifier",
     .change = Change::apply,
     .help = "The service behind the translator.",
     .read = into<&Bib::ipv6, read_located_text<parse_bib_ipv6>>},
    {.key = "ipv4",
     .kind = Kind::text,
     .presence = Presence::required,
     .literal = R"("192.0.2.1:443")",
     .range = "ADDRESS:PORT, an address of [[nat64.pool4]]",
     .change = Change::apply,
     .help = "Where the service is seen from IPv4.",
     .read = into<&Bib::ipv4, read_located_text<parse_bib_ipv4>>},
};

}  // namespace

std::span<const Setting> nat64_settings() noexcept {
    return nat64_rows;
}
std::span<const Setting> pool4_settings() noexcept {
    return pool4_rows;
}
std::span<const Setting> bib_settings() noexcept {
    return bib_rows;
}

}  // namespace gate64::config
