// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "shared/config/read.h"
#include "shared/config/schema.h"
#include "shared/config/texts.h"

namespace gate64::config {
namespace {

// Each in the order of its enumeration.
constexpr std::array<std::string_view, 3> special_use_words = {"deny", "private", "allow"};
constexpr std::array<std::string_view, 2> own_addresses_words = {"deny", "allow"};
constexpr std::array<std::string_view, 2> on_error_words = {"synthesize", "fail"};
constexpr std::array<std::string_view, 2> name_policy_words = {"never", "always"};

constexpr std::uint64_t hour = 3'600'000;
constexpr std::uint64_t week = 7 * 24 * hour;

constexpr std::string_view acl_range =
    "prefix, address, \"any\" or \"none\"; \"!\" negates, the first match decides";

using Seconds = std::chrono::seconds;

std::optional<Domain> read_domain(DiagnosticSink& sink, const Setting& setting,
                                  const Value& value) {
    const auto name = read_text<parse_domain>(sink, setting, value);
    if (!name) return std::nullopt;
    return Domain{*name, value.pos};
}

constexpr Setting upstream_rows[] = {
    {.key = "servers",
     .kind = Kind::list,
     .presence = Presence::optional,
     .literal = R"(["192.0.2.53", "[2001:db8::53]:53"])",
     .range = "ADDRESS or ADDRESS:PORT, IPv6 with a port in brackets; port 53 when absent",
     .entries_max = 64,
     .help = "The resolvers to ask. Absent: those of /etc/resolv.conf, in a block without a zone "
             "only.",
     .read = into<&Upstream::servers, read_list<read_located_text<parse_server>>>},
    {.key = "zone",
     .kind = Kind::text,
     .presence = Presence::optional,
     .literal = R"("corp.example")",
     .range = "a domain name",
     .help = "These servers only for names at or below it. Absent: for every other name.",
     .read = into<&Upstream::zone, read_domain>},
    {.key = "trust_ad",
     .kind = Kind::boolean,
     .literal = "false",
     .help = "Believe the AD bit of these servers and pass it on.",
     .read = into<&Upstream::trust_ad, read_bool>},
    {.key = "edns_size",
     .kind = Kind::count,
     .presence = Presence::optional,
     .literal = "1232",
     .min = 512,
     .max = 4096,
     .help = "The largest UDP answer asked of these servers, in octets. Absent: 1232, of a server "
             "on loopback 4096.",
     .read = into<&Upstream::edns_size, read_count<std::uint16_t>>},
};

constexpr Setting dns64_rows[] = {
    {.key = "prefix",
     .kind = Kind::text,
     .literal = R"("64:ff9b::/96")",
     .range = "an IPv6 prefix of length 32, 40, 48, 56, 64 or 96, bits 64 to 71 zero (RFC 6052)",
     .help = "Where IPv4 addresses appear in IPv6.",
     .read = into<&Dns64::prefix, read_located_text<parse_ipv6_prefix>>},
    {.key = "suffix",
     .kind = Kind::text,
     .literal = R"("::")",
     .range = "an IPv6 address that is zero up to the end of the embedded IPv4 address",
     .help = "The bits behind the embedded IPv4 address.",
     .read = into<&Dns64::suffix, read_located_text<parse_ipv6>>},
    {.key = "clients",
     .kind = Kind::list,
     .literal = R"(["any"])",
     .range = acl_range,
     .help = "Whom this policy is for.",
     .read = into<&Dns64::clients, read_list<read_text<parse_client_entry>>>},
    {.key = "mapped",
     .kind = Kind::list,
     .literal = R"(["any"])",
     .range = "IPv4 prefix, address, \"any\" or \"none\"; \"!\" negates, the first match decides",
     .help = "Which IPv4 addresses may be mapped. A non-global range that is named here is not "
             "denied by special_use.",
     .read = into<&Dns64::mapped, read_list<read_text<parse_ipv4_entry>>>},
    {.key = "exclude",
     .kind = Kind::list,
     .literal = R"(["::ffff:0:0/96"])",
     .range = "IPv6 prefix, address, \"any\" or \"none\"; \"!\" negates, the first match decides",
     .help = "AAAA records that count as absent. Every configured prefix is added.",
     .read = into<&Dns64::exclude, read_list<read_text<parse_ipv6_entry>>>},
    {.key = "break_dnssec",
     .kind = Kind::boolean,
     .literal = "false",
     .help = "Synthesize also where the client asks for DNSSEC records (DO) and the data is "
             "signed. A validating client will then refuse the answer.",
     .read = into<&Dns64::break_dnssec, read_bool>},
    {.key = "recursive_only",
     .kind = Kind::boolean,
     .literal = "false",
     .help = "Synthesize only for questions that ask for recursion (RD).",
     .read = into<&Dns64::recursive_only, read_bool>},
    {.key = "special_use",
     .kind = Kind::word,
     .literal = R"("deny")",
     .words = special_use_words,
     .help = "Non-global IPv4 addresses: \"private\" maps those of RFC 1918 and RFC 6598, "
             "\"allow\" maps all. The three documentation blocks always count as global.",
     .read = into<&Dns64::special_use, read_word<SpecialUse>>},
    {.key = "own_addresses",
     .kind = Kind::word,
     .literal = R"("deny")",
     .words = own_addresses_words,
     .help = "The gateway's own IPv4 addresses.",
     .read = into<&Dns64::own_addresses, read_word<OwnAddresses>>},
    {.key = "ipv4only_ttl",
     .kind = Kind::duration,
     .literal = R"("1h")",
     .max = week,
     .help =
         "TTL of ipv4only.arpa, by which clients learn the prefix (RFC 7050): lower it ahead of "
         "a change of prefix.",
     .read = into<&Dns64::ipv4only_ttl, read_duration<Seconds>>},
    {.key = "on_error",
     .kind = Kind::word,
     .literal = R"("synthesize")",
     .words = on_error_words,
     .help = "When the question for AAAA failed: \"synthesize\" from the A records all the same "
             "(RFC 6147 5.1.2), or \"fail\". A DNSSEC failure always fails.",
     .read = into<&Dns64::on_error, read_word<OnError>>},
    {.key = "error_ttl",
     .kind = Kind::duration,
     .literal = R"("30s")",
     .max = hour,
     .help = "The longest TTL of what on_error = \"synthesize\" makes.",
     .read = into<&Dns64::error_ttl, read_duration<Seconds>>},
    {.key = "parallel",
     .kind = Kind::boolean,
     .literal = "true",
     .help = "Ask for A beside AAAA (RFC 6147 5.1.8). false: only after AAAA turned out empty.",
     .read = into<&Dns64::parallel, read_bool>},
};

constexpr Setting name_rows[] = {
    {.key = "zone",
     .kind = Kind::text,
     .presence = Presence::required,
     .literal = R"("legacy.example")",
     .range = "a domain name",
     .help = "The rule is for the names at or below it; the longest zone wins.",
     .read = into<&NameRule::zone, read_domain>},
    {.key = "dns64",
     .kind = Kind::word,
     .presence = Presence::required,
     .literal = R"("never")",
     .words = name_policy_words,
     .help = "\"never\" synthesizes, or \"always\": AAAA records are used only where there is no "
             "A record.",
     .read = into<&NameRule::dns64, read_word<NamePolicy>>},
};

constexpr Setting local_rows[] = {
    {.key = "name",
     .kind = Kind::text,
     .presence = Presence::optional,
     .literal = R"("printer.lan")",
     .range = "a domain name",
     .help = "Whose addresses follow; beside a file, the file's origin. Absent: the file says it.",
     .read = into<&Local::name, read_domain>},
    {.key = "a",
     .kind = Kind::list,
     .presence = Presence::optional,
     .literal = R"(["192.0.2.10"])",
     .range = "IPv4 addresses",
     .help = "The name's IPv4 addresses; AAAA are synthesized from them as from any other.",
     .read = into<&Local::a, read_list<read_text<parse_ipv4>>>},
    {.key = "aaaa",
     .kind = Kind::list,
     .presence = Presence::optional,
     .literal = R"(["2001:db8::10"])",
     .range = "IPv6 addresses",
     .help = "The name's IPv6 addresses.",
     .read = into<&Local::aaaa, read_list<read_text<parse_ipv6>>>},
    {.key = "ttl",
     .kind = Kind::duration,
     .literal = R"("1h")",
     .max = week,
     .help = "TTL of these addresses; a zone file has its own.",
     .read = into<&Local::ttl, read_duration<Seconds>>},
    {.key = "file",
     .kind = Kind::text,
     .presence = Presence::optional,
     .literal = R"("/etc/gate64/lan.zone")",
     .range = "an absolute path",
     .help = "A zone file (RFC 1035) with more names.",
     .read = into<&Local::file, read_located_text<parse_path>>},
};

}  // namespace

std::span<const Setting> upstream_settings() noexcept {
    return upstream_rows;
}
std::span<const Setting> dns64_settings() noexcept {
    return dns64_rows;
}
std::span<const Setting> name_settings() noexcept {
    return name_rows;
}
std::span<const Setting> local_settings() noexcept {
    return local_rows;
}

}  // namespace gate64::config
