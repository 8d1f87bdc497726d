// SPDX-License-Identifier: Apache-2.0
#include "dns64d/metrics/counters.h"

namespace gate64::dns64d::metrics {

namespace {

constexpr std::string_view queries = "gate64_dns_queries_total";
constexpr std::string_view queries_help = "Queries received, by transport.";
constexpr std::string_view dropped = "gate64_dns_dropped_total";
constexpr std::string_view dropped_help = "Messages that got no answer, by reason.";
constexpr std::string_view refused = "gate64_dns_refused_total";
constexpr std::string_view refused_help = "Queries answered with an error of ours, by reason.";
constexpr std::string_view answers = "gate64_dns_answers_total";
constexpr std::string_view answers_help = "Answers sent, by result.";
constexpr std::string_view special = "gate64_dns_local_answers_total";
constexpr std::string_view special_help = "Answers made here without a source, by kind.";
constexpr std::string_view made = "gate64_dns64_synthesized_total";
constexpr std::string_view made_help = "AAAA answers made from A records, by occasion.";
constexpr std::string_view not_made = "gate64_dns64_not_synthesized_total";
constexpr std::string_view not_made_help = "AAAA answers not made from A records, by reason.";
constexpr std::string_view reverse = "gate64_dns64_reverse_total";
constexpr std::string_view reverse_help = "Reverse names inside a prefix, by result.";
constexpr std::string_view excluded = "gate64_dns64_aaaa_excluded_total";
constexpr std::string_view excluded_help = "AAAA records left out as excluded.";
constexpr std::string_view cache = "gate64_cache_lookups_total";
constexpr std::string_view cache_help = "Cache look-ups, by cache and result.";
constexpr std::string_view cache_events = "gate64_cache_events_total";
constexpr std::string_view cache_events_help = "Cache events, by kind.";
constexpr std::string_view asked = "gate64_upstream_queries_total";
constexpr std::string_view asked_help = "Questions sent upstream, by transport.";
constexpr std::string_view upstream = "gate64_upstream_events_total";
constexpr std::string_view upstream_help = "What happened to questions upstream, by kind.";
constexpr std::string_view tcp = "gate64_tcp_connections_total";
constexpr std::string_view tcp_help = "Client connections, by what became of them.";
constexpr std::string_view loop = "gate64_loop_events_total";
constexpr std::string_view loop_help = "Events of the shards' loops, by kind.";
constexpr std::string_view reloads_family = "gate64_reloads_total";
constexpr std::string_view reloads_help = "Configurations taken over, summed over shards.";

using enum Count;

constexpr CounterRow rows[] = {
    {queries_udp, queries, R"(transport="udp")", queries_help},
    {queries_tcp, queries, R"(transport="tcp")", queries_help},
    {dropped_short, dropped, R"(reason="short")", dropped_help},
    {dropped_response, dropped, R"(reason="response")", dropped_help},
    {answers_late_dropped, dropped, R"(reason="late")", dropped_help},
    {answered_formerr, refused, R"(reason="formerr")", refused_help},
    {answered_notimp, refused, R"(reason="opcode")", refused_help},
    {answered_badvers, refused, R"(reason="edns_version")", refused_help},
    {refused_acl, refused, R"(reason="client_not_allowed")", refused_help},
    {refused_class, refused, R"(reason="class")", refused_help},
    {refused_type, refused, R"(reason="type")", refused_help},
    {refused_no_recursion, refused, R"(reason="no_recursion")", refused_help},
    {refused_client_quota, refused, R"(reason="client_quota")", refused_help},
    {refused_zone_quota, refused, R"(reason="zone_quota")", refused_help},
    {refused_in_flight, refused, R"(reason="in_flight")", refused_help},
    {answers_noerror, answers, R"(result="noerror")", answers_help},
    {answers_nodata, answers, R"(result="nodata")", answers_help},
    {answers_nxdomain, answers, R"(result="nxdomain")", answers_help},
    {answers_servfail, answers, R"(result="servfail")", answers_help},
    {answers_truncated, answers, R"(result="truncated")", answers_help},
    {answers_any_minimal, special, R"(kind="any")", special_help},
    {answers_local, special, R"(kind="local_data")", special_help},
    {answers_ipv4only, special, R"(kind="ipv4only")", special_help},
    {synthesized, made, R"(occasion="no_aaaa")", made_help},
    {synthesized_on_error, made, R"(occasion="aaaa_failed")", made_help},
    {not_synthesized_client, not_made, R"(reason="client")", not_made_help},
    {not_synthesized_native, not_made, R"(reason="native")", not_made_help},
    {not_synthesized_nxdomain, not_made, R"(reason="nxdomain")", not_made_help},
    {not_synthesized_cd, not_made, R"(reason="checking_disabled")", not_made_help},
    {not_synthesized_dnssec, not_made, R"(reason="dnssec_signed")", not_made_help},
    {not_synthesized_bogus, not_made, R"(reason="dnssec_bogus")", not_made_help},
    {not_synthesized_rule, not_made, R"(reason="name_rule")", not_made_help},
    {not_synthesized_recursive_only, not_made, R"(reason="recursive_only")", not_made_help},
    {not_synthesized_no_a, not_made, R"(reason="no_a")", not_made_help},
    {not_synthesized_a_failed, not_made, R"(reason="a_failed")", not_made_help},
    {not_synthesized_mapped, not_made, R"(reason="not_mapped")", not_made_help},
    {not_synthesized_special_use, not_made, R"(reason="special_use")", not_made_help},
    {not_synthesized_own_address, not_made, R"(reason="own_address")", not_made_help},
    {not_synthesized_on_error, not_made, R"(reason="on_error")", not_made_help},
    {chain_too_long, not_made, R"(reason="alias_loop")", not_made_help},
    {ptr_redirected, reverse, R"(result="redirected")", reverse_help},
    {ptr_local_nodata, reverse, R"(result="local")", reverse_help},
    {aaaa_excluded, excluded, "", excluded_help},
    {front_hits, cache, R"(cache="front",result="hit")", cache_help},
    {front_misses, cache, R"(cache="front",result="miss")", cache_help},
    {source_hits, cache, R"(cache="source",result="hit")", cache_help},
    {source_stale_hits, cache, R"(cache="source",result="stale")", cache_help},
    {source_misses, cache, R"(cache="source",result="miss")", cache_help},
    {cache_too_big, cache_events, R"(kind="too_big")", cache_events_help},
    {prefetches, cache_events, R"(kind="prefetch")", cache_events_help},
    {upstream_queries_udp, asked, R"(transport="udp")", asked_help},
    {upstream_queries_tcp, asked, R"(transport="tcp")", asked_help},
    {upstream_answers, upstream, R"(kind="answer")", upstream_help},
    {upstream_coalesced, upstream, R"(kind="coalesced")", upstream_help},
    {upstream_timeouts, upstream, R"(kind="timeout")", upstream_help},
    {upstream_hedges, upstream, R"(kind="hedge")", upstream_help},
    {upstream_near_miss, upstream, R"(kind="near_miss")", upstream_help},
    {upstream_unexpected, upstream, R"(kind="unexpected")", upstream_help},
    {upstream_malformed, upstream, R"(kind="malformed")", upstream_help},
    {upstream_truncated, upstream, R"(kind="truncated")", upstream_help},
    {upstream_scrubbed_records, upstream, R"(kind="scrubbed_record")", upstream_help},
    {upstream_failures, upstream, R"(kind="server_failure")", upstream_help},
    {upstream_no_socket, upstream, R"(kind="no_socket")", upstream_help},
    {upstream_tcp_failed, upstream, R"(kind="tcp_failed")", upstream_help},
    {tcp_accepted, tcp, R"(result="accepted")", tcp_help},
    {tcp_refused_total, tcp, R"(result="refused_total")", tcp_help},
    {tcp_refused_client, tcp, R"(result="refused_client")", tcp_help},
    {tcp_closed_idle, tcp, R"(result="closed_idle")", tcp_help},
    {tcp_closed_slow, tcp, R"(result="closed_slow")", tcp_help},
    {tcp_closed_error, tcp, R"(result="closed_error")", tcp_help},
    {send_failed, loop, R"(kind="send_failed")", loop_help},
    {send_dropped, loop, R"(kind="send_dropped")", loop_help},
    {completions_overflowed, loop, R"(kind="completions_overflowed")", loop_help},
    {receive_no_buffers, loop, R"(kind="receive_no_buffers")", loop_help},
    {receive_rearmed, loop, R"(kind="receive_rearmed")", loop_help},
    {mail_sent, loop, R"(kind="mail_sent")", loop_help},
    {mail_full, loop, R"(kind="mail_full")", loop_help},
    {reloads, reloads_family, "", reloads_help},
};

}  // namespace

std::span<const CounterRow> counter_rows() noexcept {
    return rows;
}

}  // namespace gate64::dns64d::metrics
