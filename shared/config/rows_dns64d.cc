// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "shared/config/read.h"
#include "shared/config/schema.h"
#include "shared/config/texts.h"

namespace gate64::config {
namespace {

// In the order of LogLevel.
constexpr std::array<std::string_view, 4> log_levels = {"error", "warning", "info", "debug"};

constexpr std::uint64_t second = 1'000;
constexpr std::uint64_t minute = 60 * second;
constexpr std::uint64_t hour = 60 * minute;
constexpr std::uint64_t day = 24 * hour;
constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t tebibyte = std::uint64_t{1} << 40;

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

constexpr Setting dns64d_rows[] = {
    {.key = "listen",
     .kind = Kind::list,
     .literal = R"(["[::]:53", "0.0.0.0:53"])",
     .range = "ADDRESS or ADDRESS:PORT, IPv6 with a port in brackets; port 53 when absent",
     .entries_max = 256,
     .help = "UDP and TCP on each. \"[::]\" is IPv6 only.",
     .read = into<&Dns64d::listen, read_list<read_located_text<parse_listen>>>},
    {.key = "shards",
     .kind = Kind::count,
     .literal = "0",
     .max = 256,
     .change = Change::start,
     .help = "Threads that serve. 0: one a CPU.",
     .read = into<&Dns64d::shards, read_count<std::uint32_t>>,
     .same = same<&Dns64d::shards>},
    {.key = "allow",
     .kind = Kind::list,
     .presence = Presence::optional,
     .literal = R"(["::1/128", "127.0.0.0/8", "2001:db8::/32"])",
     .range = "prefix, address, \"any\" or \"none\"; \"!\" negates, the first match decides",
     .help = "Who may ask at all; others get REFUSED. Absent: loopback and directly connected "
             "networks.",
     .read = into<&Dns64d::allow, read_list<read_text<parse_client_entry>>>},
    {.key = "user",
     .kind = Kind::text,
     .literal = R"("gate64")",
     .range = "a user name, at most 32 characters",
     .change = Change::start,
     .help = "The user to run as after binding. \"\" keeps the current one.",
     .read = into<&Dns64d::user, read_text<parse_user>>,
     .same = same<&Dns64d::user>},
    {.key = "control",
     .kind = Kind::text,
     .literal = R"("/run/gate64/dns64d.sock")",
     .range = "an absolute path, at most 107 octets",
     .change = Change::start,
     .help = "The local socket that nat64ctl talks to. \"\" turns it off.",
     .read = into<&Dns64d::control, read_text<parse_socket_path>>,
     .same = same<&Dns64d::control>},
    {.key = "metrics",
     .kind = Kind::text,
     .literal = R"("127.0.0.1:9464")",
     .range = "ADDRESS or ADDRESS:PORT; port 9464 when absent",
     .change = Change::start,
     .help = "Prometheus text over HTTP at /metrics. \"\" turns it off.",
     .read = into<&Dns64d::metrics, read_text<parse_metrics>>,
     .same = same<&Dns64d::metrics>},
    {.key = "log_level",
     .kind = Kind::word,
     .literal = R"("info")",
     .words = log_levels,
     .help = "The least important lines that are written to the log.",
     .read = into<&Dns64d::log_level, read_word<LogLevel>>},
    {.key = "edns_size",
     .kind = Kind::count,
     .literal = "1232",
     .min = 512,
     .max = 1232,
     .help = "The largest answer over UDP, in octets; a longer one is truncated.",
     .read = into<&Dns64d::edns_size, read_count<std::uint16_t>>},
    {.key = "tcp_idle_timeout",
     .kind = Kind::duration,
     .literal = R"("10s")",
     .min = 100,
     .max = hour,
     .help = "A TCP connection without a question for this long is closed.",
     .read = into<&Dns64d::tcp_idle_timeout, read_duration<Milliseconds>>},
    {.key = "tcp_message_timeout",
     .kind = Kind::duration,
     .literal = R"("5s")",
     .min = 100,
     .max = 10 * minute,
     .help = "The time one TCP message may take from its first to its last octet.",
     .read = into<&Dns64d::tcp_message_timeout, read_duration<Milliseconds>>},
    {.key = "tcp_clients_max",
     .kind = Kind::count,
     .literal = "4096",
     .min = 1,
     .max = 1'000'000,
     .change = Change::start,
     .help = "TCP connections of all clients together.",
     .read = into<&Dns64d::tcp_clients_max, read_count<std::uint32_t>>,
     .same = same<&Dns64d::tcp_clients_max>},
    {.key = "tcp_per_client_max",
     .kind = Kind::count,
     .literal = "64",
     .min = 1,
     .max = 1'000'000,
     .help = "TCP connections of one client.",
     .read = into<&Dns64d::tcp_per_client_max, read_count<std::uint32_t>>},
    {.key = "max_in_flight",
     .kind = Kind::count,
     .literal = "65536",
     .min = 64,
     .max = 4'194'304,
     .change = Change::start,
     .help = "Questions of all clients together that may wait for upstream answers.",
     .read = into<&Dns64d::max_in_flight, read_count<std::uint32_t>>,
     .same = same<&Dns64d::max_in_flight>},
    {.key = "per_client_in_flight",
     .kind = Kind::count,
     .literal = "1000",
     .min = 1,
     .max = 4'194'304,
     .help = "Questions of one client that may wait for upstream answers.",
     .read = into<&Dns64d::per_client_in_flight, read_count<std::uint32_t>>},
    {.key = "per_zone_in_flight",
     .kind = Kind::count,
     .literal = "2000",
     .min = 1,
     .max = 4'194'304,
     .help = "Questions about one zone that may be outstanding, so that one zone whose servers do "
             "not answer cannot take all.",
     .read = into<&Dns64d::per_zone_in_flight, read_count<std::uint32_t>>},
};

constexpr Setting cache_rows[] = {
    {.key = "size",
     .kind = Kind::size,
     .literal = R"("256MiB")",
     .min = mebibyte,
     .max = tebibyte,
     .change = Change::start,
     .help = "Memory of all shards together, overhead counted.",
     .read = into<&Cache::size, read_size>,
     .same = same<&Cache::size>},
    {.key = "max_ttl",
     .kind = Kind::duration,
     .literal = R"("1d")",
     .max = 7 * day,
     .help = "No record is kept longer, whatever its TTL says.",
     .read = into<&Cache::max_ttl, read_duration<Seconds>>},
    {.key = "negative_max_ttl",
     .kind = Kind::duration,
     .literal = R"("1h")",
     .max = 7 * day,
     .help = "No denial is kept longer (RFC 2308).",
     .read = into<&Cache::negative_max_ttl, read_duration<Seconds>>},
    {.key = "serve_stale",
     .kind = Kind::duration,
     .literal = R"("1d")",
     .max = 7 * day,
     .help = "How long past its TTL an answer may still be used while the upstreams do not answer "
             "(RFC 8767). \"0s\" is off.",
     .read = into<&Cache::serve_stale, read_duration<Seconds>>},
    {.key = "prefetch",
     .kind = Kind::boolean,
     .literal = "true",
     .help = "Ask again for popular names shortly before they expire.",
     .read = into<&Cache::prefetch, read_bool>},
};

}  // namespace

std::span<const Setting> dns64d_settings() noexcept {
    return dns64d_rows;
}
std::span<const Setting> cache_settings() noexcept {
    return cache_rows;
}

}  // namespace gate64::config
