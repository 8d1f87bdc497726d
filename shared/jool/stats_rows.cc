// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/stats_rows.h"

// Order: enum jool_stat_id in src/common/stats.h of Jool 4.1.8, 4.1.9, 4.1.12 and 4.1.13; the
// meanings are what the code counts there, in our words.

namespace gate64::jool {
namespace {

using enum CounterGroup;

constexpr CounterMeaning stable[] = {
    {"JSTAT_RECEIVED6", traffic, "IPv6 packets seen."},
    {"JSTAT_RECEIVED4", traffic, "IPv4 packets seen."},
    {"JSTAT_SUCCESS", traffic, "Packets translated and handed to the kernel."},
    {"JSTAT_BIB_ENTRIES", gauges, "Bindings: client sockets that hold a port of pool4."},
    {"JSTAT_SESSIONS", gauges, "Sessions: pairs of a client socket and a server."},
    {"JSTAT_ENOMEM", exhaustion, "The kernel had no memory."},
    {"JSTAT_XLATOR_DISABLED", refusals, "Not translated: manually-enabled is off."},
    {"JSTAT_POOL6_UNSET", refusals, "Not translated: the instance has no pool6."},
    {"JSTAT_SKB_SHARED", errors, "The kernel held the packet elsewhere too."},
    {"JSTAT_L3HDR_OFFSET", errors, "The packet's network header was not where it should be."},
    {"JSTAT_SKB_TRUNCATED", errors, "The packet ended within a header."},
    {"JSTAT_HDR6", errors, "A field of the IPv6 header made no sense."},
    {"JSTAT_HDR4", errors, "A field of the IPv4 header made no sense."},
    {"JSTAT_UNKNOWN_L4_PROTO", refusals, "Neither TCP, UDP nor ICMP."},
    {"JSTAT_UNKNOWN_ICMP6_TYPE", refusals, "An ICMPv6 type that IPv4 does not have."},
    {"JSTAT_UNKNOWN_ICMP4_TYPE", refusals, "An ICMP type that IPv6 does not have."},
    {"JSTAT_DOUBLE_ICMP6_ERROR", errors, "An ICMPv6 error about an ICMPv6 error."},
    {"JSTAT_DOUBLE_ICMP4_ERROR", errors, "An ICMP error about an ICMP error."},
    {"JSTAT_UNKNOWN_PROTO_INNER", refusals,
     "An ICMP error about something that is neither TCP, UDP nor ICMP."},
    {"JSTAT_HAIRPIN_LOOP", refusals, "A client's own address lies in pool6."},
    {"JSTAT_POOL6_MISMATCH", refusals, "IPv6 packets for elsewhere than pool6: not ours."},
    {"JSTAT_POOL4_MISMATCH", refusals,
     "IPv4 packets for elsewhere than pool4: harmless in netfilter mode, a wrong rule in iptables "
     "mode."},
    {"JSTAT_ICMP6_FILTER", refusals, "Pings dropped by drop-icmpv6-info."},
    {"JSTAT_UNTRANSLATABLE_DST6", refusals, "The IPv6 destination holds no IPv4 address."},
    {"JSTAT_UNTRANSLATABLE_DST4", refusals, "The IPv4 source does not fit pool6."},
    {"JSTAT_6056_F", exhaustion, "No port could be computed: the kernel had no memory."},
    {"JSTAT_MASK_DOMAIN_NOT_FOUND", exhaustion,
     "pool4 has nothing for the packet's protocol and mark."},
    {"JSTAT_BIB6_NOT_FOUND", exhaustion,
     "A client's packet got no binding: pool4 has no port left (UDP and ICMP)."},
    {"JSTAT_BIB4_NOT_FOUND", refusals,
     "IPv4 packets nobody asked for: scans and late answers, normal."},
    {"JSTAT_SESSION_NOT_FOUND", refusals, "ICMP errors about a session that is unknown."},
    {"JSTAT_ADF", refusals, "Dropped by address-dependent-filtering."},
    {"JSTAT_V4_SYN", refusals, "Dropped by drop-externally-initiated-tcp."},
    {"JSTAT_SYN6_EXPECTED", refusals,
     "TCP from a client in mid-connection without a session: after a restart or failover."},
    {"JSTAT_SYN4_EXPECTED", refusals, "TCP from a server in mid-connection without a session."},
    {"JSTAT_TYPE1PKT", traffic, "TCP openings from outside kept until the client opens too."},
    {"JSTAT_TYPE2PKT", traffic, "TCP openings from outside kept for a client without a session."},
    {"JSTAT_SO_EXISTS", refusals, "A TCP opening from outside repeated too soon."},
    {"JSTAT_SO_FULL", exhaustion,
     "More TCP openings from outside than maximum-simultaneous-opens keeps."},
    {"JSTAT64_SRC", refusals, "6 to 4: the source could not be translated."},
    {"JSTAT64_DST", refusals, "6 to 4: the destination could not be translated."},
    {"JSTAT64_PSKB_COPY", exhaustion, "6 to 4: no memory for the new packet."},
    {"JSTAT64_6791_ENOENT", errors, "6 to 4: no address for an ICMP error's source."},
    {"JSTAT64_ICMP_CSUM", errors, "6 to 4: wrong checksum of an ICMPv6 error."},
    {"JSTAT64_UNTRANSLATABLE_PARAM_PROB_PTR", refusals,
     "6 to 4: a parameter problem that points at nothing IPv4 has."},
    {"JSTAT64_TTL", refusals, "6 to 4: the hop limit ran out."},
    {"JSTAT64_FRAGMENTED_ICMP", refusals, "6 to 4: a fragmented ICMP error."},
    {"JSTAT64_2XFRAG", errors, "6 to 4: two fragment headers."},
    {"JSTAT64_FRAG_THEN_EXT", errors, "6 to 4: another header behind the fragment header."},
    {"JSTAT64_SEGMENTS_LEFT", refusals, "6 to 4: a routing header that is not at its end."},
    {"JSTAT46_SRC", refusals, "4 to 6: the source could not be translated."},
    {"JSTAT46_DST", refusals, "4 to 6: the destination could not be translated."},
    {"JSTAT46_PSKB_COPY", exhaustion, "4 to 6: no memory for the new packet."},
    {"JSTAT46_6791_ENOENT", errors, "4 to 6: no address for an ICMPv6 error's source."},
    {"JSTAT46_ICMP_CSUM", errors, "4 to 6: wrong checksum of an ICMP error."},
    {"JSTAT46_UNTRANSLATABLE_PARAM_PROBLEM_PTR", refusals,
     "4 to 6: a parameter problem that points at nothing IPv6 has."},
    {"JSTAT46_TTL", refusals, "4 to 6: the time to live ran out."},
    {"JSTAT46_FRAGMENTED_ICMP", refusals, "4 to 6: a fragmented ICMP error."},
    {"JSTAT46_SRC_ROUTE", refusals, "4 to 6: a source route that is not at its end."},
    {"JSTAT46_FRAGMENTED_ZERO_CSUM", refusals, "4 to 6: a fragmented UDP packet without checksum."},
    {"JSTAT46_BAD_MTU", errors, "4 to 6: the way out has an MTU below 1280."},
    {"JSTAT_FAILED_ROUTES", errors, "No route for the translated packet."},
    {"JSTAT_PKT_TOO_BIG", errors, "Too big for the way out: the sender was told."},
    {"JSTAT_DST_OUTPUT", errors,
     "The kernel did not send the translated packet (queues drop too)."},
    {"JSTAT_ICMP6ERR_SUCCESS", traffic, "ICMPv6 errors that the translator sent itself."},
    {"JSTAT_ICMP6ERR_FAILURE", errors, "ICMPv6 errors that it could not send."},
    {"JSTAT_ICMP4ERR_SUCCESS", traffic, "ICMP errors that the translator sent itself."},
    {"JSTAT_ICMP4ERR_FAILURE", errors, "ICMP errors that it could not send."},
};
static_assert(std::size(stable) == 67);

constexpr CounterMeaning extension_small = {"JSTAT_ICMPEXT_SMALL", errors,
                                            "An ICMP extension too short to be one."};
constexpr CounterMeaning extension_big = {"JSTAT_ICMPEXT_BIG", errors,
                                          "An ICMP extension longer than its packet."};
constexpr CounterMeaning unknown = {
    "JSTAT_UNKNOWN", exhaustion,
    "A failure without a counter of its own: pool4 without a free port (TCP) is counted here."};

constexpr CounterMeaning sync_empty = {"JSTAT_JOOLD_EMPTY", sync, "Nothing to send."};
constexpr CounterMeaning sync_timeout = {"JSTAT_JOOLD_TIMEOUT", sync,
                                         "Sent because ss-flush-deadline passed."};
constexpr CounterMeaning sync_missing_ack = {"JSTAT_JOOLD_MISSING_ACK", sync,
                                             "Held back: joold had not taken the last packet."};
constexpr CounterMeaning sync_advertising = {"JSTAT_JOOLD_AD_ONGOING", sync,
                                             "Sent because all sessions are being advertised."};
constexpr CounterMeaning sync_flush_asap = {"JSTAT_JOOLD_FLUSH_ASAP", sync,
                                            "Sent at once because of ss-flush-asap."};
constexpr CounterMeaning sync_full = {"JSTAT_JOOLD_PKT_FULL", sync,
                                      "Sent because a packet was full."};
constexpr CounterMeaning sync_queuing = {"JSTAT_JOOLD_QUEUING", sync, "Kept to be sent later."};
constexpr CounterMeaning sync_queued = {"JSTAT_JOOLD_SSS_QUEUED", sync,
                                        "Sessions put into the queue."};
constexpr CounterMeaning sync_sent = {"JSTAT_JOOLD_SSS_SENT", sync, "Sessions sent."};
constexpr CounterMeaning sync_received = {"JSTAT_JOOLD_SSS_RCVD", sync, "Sessions received."};
constexpr CounterMeaning sync_no_space = {"JSTAT_JOOLD_SSS_ENOSPC", sync,
                                          "Sessions lost because the queue was full: raise "
                                          "ss-capacity."};
constexpr CounterMeaning sync_packets_sent = {"JSTAT_JOOLD_PKT_SENT", sync, "Packets sent."};
constexpr CounterMeaning sync_packets_received = {"JSTAT_JOOLD_PKT_RCVD", sync,
                                                  "Packets received."};
constexpr CounterMeaning sync_ads = {"JSTAT_JOOLD_ADS", sync, "Advertisements asked for."};
constexpr CounterMeaning sync_acks = {"JSTAT_JOOLD_ACKS", sync, "Packets that joold took."};

constexpr CounterMeaning late_8[] = {extension_small, extension_big, unknown};
constexpr CounterMeaning late_9[] = {extension_big, unknown};
constexpr CounterMeaning late_12[] = {
    extension_big,   sync_empty,    sync_timeout,      sync_missing_ack,      sync_advertising,
    sync_flush_asap, sync_full,     sync_queuing,      sync_queued,           sync_sent,
    sync_received,   sync_no_space, sync_packets_sent, sync_packets_received, sync_ads,
    sync_acks,       unknown};
constexpr CounterMeaning late_13[] = {
    extension_big, sync_empty,        sync_timeout,          sync_missing_ack, sync_advertising,
    sync_full,     sync_queuing,      sync_queued,           sync_sent,        sync_received,
    sync_no_space, sync_packets_sent, sync_packets_received, sync_ads,         sync_acks,
    unknown};

}  // namespace

std::span<const CounterMeaning> stable_counters() noexcept {
    return stable;
}

std::span<const CounterMeaning> late_counters(const Version& module) noexcept {
    if (module < Version{4, 1, 9, 0}) return late_8;
    if (module < Version{4, 1, 12, 0}) return late_9;
    if (module < Version{4, 1, 13, 0}) return late_12;
    return late_13;
}

}  // namespace gate64::jool
