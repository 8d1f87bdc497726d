// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/globals.h"

#include <algorithm>
#include <cerrno>

#include "shared/jool/abi.h"

// Ids: enum joolnl_attr_global of Jool 4.1.9's src/common/config.h; keys and limits: its
// src/common/global.c; defaults: its src/common/constants.h.

namespace gate64::jool {
namespace {

constexpr std::uint64_t second = 1'000;
constexpr std::uint64_t minute = 60 * second;
constexpr std::uint64_t hour = 60 * minute;
constexpr std::uint64_t four_weeks = 28 * 24 * hour;
constexpr std::uint64_t u32_max = 0xFFFF'FFFF;
constexpr Version with_session_limit{4, 1, 11, 0};
constexpr Version without_flush_asap{4, 1, 13, 0};

constexpr std::uint16_t initial_plateaus[] = {65535, 32000, 17914, 8166, 4352, 2002,
                                              1492,  1006,  508,   296,  68};

constexpr std::string_view next_packet = "live sessions take it at their next packet";
constexpr std::string_view sync_restarts = "both ends of a synchronised pair should agree";

constexpr Global rows[] = {
    {.id = abi::global::manually_enabled,
     .key = "manually-enabled",
     .kind = GlobalKind::boolean,
     .initial = 1,
     .help = "Whether the instance translates at all.",
     .cost = "false stops translation: packets pass as they are"},
    {.id = abi::global::pool6,
     .key = "pool6",
     .kind = GlobalKind::prefix6,
     .min = 32,
     .max = 96,
     .help = "The prefix IPv4 addresses appear under; fixed when the instance is made.",
     .cost = "needs a new instance: all bindings and sessions end"},
    {.id = 3,
     .key = "lowest-ipv6-mtu",
     .kind = GlobalKind::number,
     .unit = "octets",
     .initial = 1280,
     .min = 1280,
     .max = u32_max,
     .help = "Packets towards IPv6 without DF are cut to this size."},
    {.id = 4,
     .key = "logging-debug",
     .kind = GlobalKind::boolean,
     .help = "Several lines in the kernel's log for every packet.",
     .cost = "true slows every packet down and floods the log"},
    {.id = 5,
     .key = "zeroize-traffic-class",
     .kind = GlobalKind::boolean,
     .help = "Towards IPv6 the traffic class becomes zero instead of a copy of the TOS."},
    {.id = 6,
     .key = "override-tos",
     .kind = GlobalKind::boolean,
     .help = "Towards IPv4 the TOS becomes `tos` instead of a copy of the traffic class."},
    {.id = 7,
     .key = "tos",
     .kind = GlobalKind::number8,
     .max = 255,
     .help = "The TOS that override-tos writes."},
    {.id = abi::global::mtu_plateaus,
     .key = "mtu-plateaus",
     .kind = GlobalKind::plateaus,
     .unit = "octets",
     .min = 1,
     .max = 65535,
     .help = "MTUs to guess from when an ICMP error names none (RFC 1191), at most 64."},
    {.id = 14,
     .key = "address-dependent-filtering",
     .kind = GlobalKind::boolean,
     .help = "Only IPv4 hosts that a client wrote to may answer through its binding.",
     .cost = "true cuts off peers that rely on a binding made for others"},
    {.id = 15,
     .key = "drop-externally-initiated-tcp",
     .kind = GlobalKind::boolean,
     .help = "TCP connections that start on the IPv4 side are dropped.",
     .cost = "true closes services behind static bindings to new connections"},
    {.id = 16,
     .key = "drop-icmpv6-info",
     .kind = GlobalKind::boolean,
     .help = "ICMPv6 echo is dropped: no ping through the translator.",
     .cost = "true ends every ping"},
    {.id = 17,
     .key = "source-icmpv6-errors-better",
     .kind = GlobalKind::boolean,
     .initial = 1,
     .help = "ICMPv6 errors keep their source's address under pool6: a readable traceroute."},
    {.id = 18,
     .key = "f-args",
     .kind = GlobalKind::bits8,
     .initial = 11,
     .max = 15,
     .help = "What the search for a free port starts from: 8 client address, 4 client port, "
             "2 server address, 1 server port, added up.",
     .cost = "new bindings only"},
    {.id = 19,
     .key = "handle-rst-during-fin-rcv",
     .kind = GlobalKind::boolean,
     .help = "A reset ends a half-closed TCP session sooner."},
    {.id = 20,
     .key = "tcp-est-timeout",
     .kind = GlobalKind::duration,
     .initial = 2 * hour,
     .min = 2 * hour,
     .max = four_weeks,
     .help = "An established TCP session that idles so long is forgotten.",
     .cost = next_packet},
    {.id = 21,
     .key = "tcp-trans-timeout",
     .kind = GlobalKind::duration,
     .initial = 4 * minute,
     .min = 4 * minute,
     .max = four_weeks,
     .help = "A TCP session that opens or closes and idles so long is forgotten.",
     .cost = next_packet},
    {.id = 22,
     .key = "udp-timeout",
     .kind = GlobalKind::duration,
     .initial = 5 * minute,
     .min = 2 * minute,
     .max = four_weeks,
     .help = "A UDP session that idles so long is forgotten.",
     .cost = next_packet},
    {.id = 23,
     .key = "icmp-timeout",
     .kind = GlobalKind::duration,
     .initial = minute,
     .min = 1,
     .max = four_weeks,
     .help = "An ICMP session that idles so long is forgotten.",
     .cost = next_packet},
    {.id = 24,
     .key = "logging-bib",
     .kind = GlobalKind::boolean,
     .help = "A line in the kernel's log for every binding that is made or ends."},
    {.id = 25,
     .key = "logging-session",
     .kind = GlobalKind::boolean,
     .help = "A line in the kernel's log for every session that is made or ends."},
    {.id = 26,
     .key = "maximum-simultaneous-opens",
     .kind = GlobalKind::number,
     .unit = "packets",
     .initial = 10,
     .max = u32_max,
     .help = "TCP packets kept while both sides open at once."},
    {.id = 27,
     .key = "ss-enabled",
     .kind = GlobalKind::boolean,
     .help = "Sessions are sent to other instances (joold)."},
    {.id = abi::global::ss_flush_asap,
     .key = "ss-flush-asap",
     .kind = GlobalKind::boolean,
     .initial = 1,
     .help = "Each session is sent at once; without effect from Jool 4.1.13."},
    {.id = 29,
     .key = "ss-flush-deadline",
     .kind = GlobalKind::duration,
     .initial = 2 * second,
     .min = 1,
     .max = four_weeks,
     .help = "Sessions wait no longer than this to be sent."},
    {.id = 30,
     .key = "ss-capacity",
     .kind = GlobalKind::number,
     .unit = "sessions",
     .initial = 512,
     .min = 1,
     .max = u32_max,
     .help = "Sessions that may wait to be sent; more are not sent at all."},
    {.id = 31,
     .key = "ss-max-payload",
     .kind = GlobalKind::number,
     .unit = "octets",
     .initial = 1452,
     .min = 1,
     .max = 65535,
     .help = "Size of one message between instances; without effect from Jool 4.1.11.",
     .cost = sync_restarts},
    {.id = abi::global::ss_max_sessions_per_packet,
     .key = "ss-max-sessions-per-packet",
     .kind = GlobalKind::number,
     .unit = "sessions",
     .initial = 36,
     .min = 1,
     .max = 65535,
     .since = with_session_limit,
     .help = "Sessions in one message between instances.",
     .cost = sync_restarts},
};

}  // namespace

std::span<const Global> globals() noexcept {
    return rows;
}

const Global* find_global(std::string_view key) noexcept {
    const auto* const found = std::find_if(std::begin(rows), std::end(rows),
                                           [&](const Global& g) { return g.key == key; });
    return found == std::end(rows) ? nullptr : found;
}

const Global* find_global(std::uint16_t id) noexcept {
    const auto* const found =
        std::find_if(std::begin(rows), std::end(rows), [&](const Global& g) { return g.id == id; });
    return found == std::end(rows) ? nullptr : found;
}

bool is_in(const Global& global, const Version& module) noexcept {
    return module >= global.since;
}

GlobalValue default_of(const Global& global, const Version& module) {
    switch (global.kind) {
        case GlobalKind::boolean:
            // Still listed, but no longer set by the module.
            if (global.id == abi::global::ss_flush_asap && module >= without_flush_asap)
                return false;
            return global.initial != 0;
        case GlobalKind::number8:
        case GlobalKind::bits8:
            return static_cast<std::uint8_t>(global.initial);
        case GlobalKind::number:
        case GlobalKind::duration:
            // The first release that had it fitted fewer: its sessions were larger on the wire.
            if (global.id == abi::global::ss_max_sessions_per_packet &&
                module <= with_session_limit) {
                return std::uint32_t{10};
            }
            return static_cast<std::uint32_t>(global.initial);
        case GlobalKind::prefix6:
            return std::monostate();
        case GlobalKind::plateaus:
            return std::vector<std::uint16_t>(std::begin(initial_plateaus),
                                              std::end(initial_plateaus));
    }
    return std::monostate();
}

GlobalValue normalised(const Global& global, GlobalValue value) {
    if (global.kind != GlobalKind::plateaus) return value;
    if (auto* const list = std::get_if<std::vector<std::uint16_t>>(&value)) {
        std::sort(list->begin(), list->end(), std::greater<>());
        list->erase(std::unique(list->begin(), list->end()), list->end());
        if (!list->empty() && list->back() == 0) list->pop_back();
    }
    return value;
}

}  // namespace gate64::jool
