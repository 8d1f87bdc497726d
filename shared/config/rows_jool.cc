// SPDX-License-Identifier: Apache-2.0
#include "shared/config/read.h"
#include "shared/config/schema.h"

// [nat64.settings]: Jool's globals under their own names, as far as a stateful instance has them
// (Jool 4.1, src/common/config.h and global.c). pool6 is a setting of [nat64]; those of SIIT are
// refused by the kernel for NAT64 and therefore here.

namespace gate64::config {
namespace {

constexpr std::uint64_t second = 1'000;
constexpr std::uint64_t uint32_limit = 4'294'967'295;

template <typename Stored, auto Read>
bool into_jool(DiagnosticSink& sink, const Setting& setting, const Value& value, void* section) {
    auto read = Read(sink, setting, value);
    if (!read) return false;
    static_cast<Nat64*>(section)->settings.push_back(
        {std::string(setting.key), Stored(std::move(*read)), value.pos});
    return true;
}

std::optional<std::uint32_t> read_timeout(DiagnosticSink& sink, const Setting& setting,
                                          const Value& value) {
    const auto time = duration_of(sink, setting, value);
    if (!time) return std::nullopt;
    return static_cast<std::uint32_t>(time->count());
}

std::optional<std::vector<std::uint16_t>> read_plateaus(DiagnosticSink& sink,
                                                        const Setting& setting,
                                                        const Value& value) {
    auto list = read_list<read_count<std::uint16_t>>(sink, setting, value);
    if (list && list->empty()) {
        report(sink, setting, value.pos, "at least one number is needed");
        return std::nullopt;
    }
    return list;
}

constexpr Setting flag(std::string_view key, std::string_view literal, std::string_view help) {
    return {.key = key,
            .kind = Kind::boolean,
            .literal = literal,
            .change = Change::apply,
            .help = help,
            .read = into_jool<bool, read_bool>};
}

constexpr Setting number(std::string_view key, std::string_view literal, std::uint64_t min,
                         std::uint64_t max, std::string_view help) {
    return {.key = key,
            .kind = Kind::count,
            .literal = literal,
            .min = min,
            .max = max,
            .change = Change::apply,
            .help = help,
            .read = into_jool<std::uint32_t, read_count<std::uint32_t>>};
}

constexpr Setting timeout(std::string_view key, std::string_view literal, std::uint64_t min,
                          std::string_view help) {
    return {.key = key,
            .kind = Kind::duration,
            .literal = literal,
            .min = min,
            .max = 28 * 24 * 3600 * second,
            .change = Change::apply,
            .help = help,
            .read = into_jool<std::uint32_t, read_timeout>};
}

constexpr Setting jool_rows[] = {
    flag("manually-enabled", "true", "false lets packets pass untranslated."),
    number("lowest-ipv6-mtu", "1280", 1280, uint32_limit,
           "Packets towards IPv6 are fragmented to this size, in octets."),
    flag("logging-debug", "false", "Very much in the kernel's log."),
    flag("zeroize-traffic-class", "false", "Zero the traffic class towards IPv6."),
    flag("override-tos", "false", "Set the type of service towards IPv4 to `tos`."),
    number("tos", "0", 0, 255, "Used when override-tos is on."),
    {.key = "mtu-plateaus",
     .kind = Kind::numbers,
     .literal = "[65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68]",
     .min = 1,
     .max = 65535,
     .entries_max = 64,
     .change = Change::apply,
     .help = "Sizes to try when an ICMP error names none (RFC 1191), at most 64.",
     .read = into_jool<std::vector<std::uint16_t>, read_plateaus>},
    flag("address-dependent-filtering", "false", "Only peers already contacted may answer."),
    flag("drop-externally-initiated-tcp", "false",
         "Refuse TCP connections that start on the IPv4 side."),
    flag("drop-icmpv6-info", "false", "No ping through the translator."),
    flag("source-icmpv6-errors-better", "true",
         "ICMPv6 errors keep the translated address of their source: a better traceroute."),
    number("f-args", "11", 0, 15,
           "What chooses a port: 8 client address, 4 client port, 2 server address, 1 server port, "
           "added up."),
    flag("handle-rst-during-fin-rcv", "false", "A TCP reset ends a half-closed session sooner."),
    timeout("tcp-est-timeout", R"("2h")", 7'200 * second, "An idle TCP session is forgotten."),
    timeout("tcp-trans-timeout", R"("4m")", 240 * second, "A TCP session that opens or closes."),
    timeout("udp-timeout", R"("5m")", 120 * second, "An idle UDP session is forgotten."),
    timeout("icmp-timeout", R"("1m")", 1, "An idle ICMP session is forgotten."),
    flag("logging-bib", "false", "Log every binding that is made or ends."),
    flag("logging-session", "false", "Log every session that is made or ends."),
    number("maximum-simultaneous-opens", "10", 0, uint32_limit,
           "TCP packets kept while both sides open at once."),
    flag("ss-enabled", "false", "Send sessions to other instances (joold)."),
    flag("ss-flush-asap", "true", "Send each session at once; without effect from Jool 4.1.13."),
    timeout("ss-flush-deadline", R"("2s")", 1, "Sessions wait no longer than this to be sent."),
    number("ss-capacity", "512", 1, uint32_limit, "Sessions that may wait to be sent."),
    number("ss-max-payload", "1452", 1, 65535,
           "Octets of one message between instances; without effect from Jool 4.1.11."),
    number("ss-max-sessions-per-packet", "36", 1, 65535,
           "Sessions of one message between instances; from Jool 4.1.11."),
};

}  // namespace

std::span<const Setting> jool_settings() noexcept {
    return jool_rows;
}

}  // namespace gate64::config
