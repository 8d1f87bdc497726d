// SPDX-License-Identifier: Apache-2.0
#pragma once
// What crosses netlink between Jool (NAT64, 4.1.x) and us, as plain values in host byte order.
// Nothing here knows attributes or sockets: codecs turn these into messages and back. Any thread.
// Names and meanings are Jool's own; numbers live in abi.h.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::jool {

/// Where in the kernel's packet path an instance stands.
enum class Framework : std::uint8_t { netfilter = 4, iptables = 8 };

/// Jool's own numbers, not IPPROTO_*.
enum class Protocol : std::uint8_t { tcp = 0, udp = 1, icmp = 2 };
inline constexpr Protocol all_protocols[] = {Protocol::tcp, Protocol::udp, Protocol::icmp};

[[nodiscard]] std::string_view name_of(Framework framework) noexcept;  ///< "netfilter"
[[nodiscard]] std::string_view name_of(Protocol protocol) noexcept;    ///< "tcp"

/// Octets of an instance name; longer ones are refused, never cut.
inline constexpr std::size_t instance_name_max = 15;

/// One row of INSTANCE_FOREACH. The listing covers every network namespace.
struct Instance {
    std::uint32_t ns = 0;  ///< opaque; equal for instances of one namespace
    Framework framework = Framework::netfilter;
    std::string name;
    friend bool operator==(const Instance&, const Instance&) = default;
};

/// How many ports are tried for one binding; the kernel keeps one for each (mark, protocol).
struct MaxIterations {
    enum class Mode : std::uint8_t { automatic, infinite, count } mode = Mode::automatic;
    std::uint32_t count = 0;  ///< of `count` only, at least 1; in replies the number in force
    friend bool operator==(const MaxIterations&, const MaxIterations&) = default;
};

/// A row of pool4. The kernel stores and lists /32 only and fuses ranges that touch.
struct Pool4Entry {
    std::uint32_t mark = 0;
    Protocol protocol = Protocol::tcp;
    net::Ipv4Prefix prefix;
    std::uint16_t port_min = 0;               ///< ICMP: identifiers
    std::uint16_t port_max = 0;               ///< included
    std::optional<MaxIterations> iterations;  ///< absent in a request: left as it is
    friend bool operator==(const Pool4Entry&, const Pool4Entry&) = default;
};

/// An address with its port (ICMP: identifier).
struct Endpoint6 {
    net::Ipv6Address address;
    std::uint16_t port = 0;
    friend auto operator<=>(const Endpoint6&, const Endpoint6&) = default;
};
struct Endpoint4 {
    net::Ipv4Address address;
    std::uint16_t port = 0;
    friend auto operator<=>(const Endpoint4&, const Endpoint4&) = default;
};

/// A binding: a client's socket and the pool4 address and port that stand for it.
struct BibEntry {
    Protocol protocol = Protocol::tcp;
    Endpoint6 src6;
    Endpoint4 src4;
    bool is_static = false;
    friend bool operator==(const BibEntry&, const BibEntry&) = default;
};

/// RFC 6146 3.5.2, in the kernel's numbering. UDP and ICMP are always `established`.
enum class TcpState : std::uint8_t {
    established = 0,
    v6_init = 1,
    v4_init = 2,
    v4_fin_rcv = 3,
    v6_fin_rcv = 4,
    v4_fin_v6_fin_rcv = 5,
    trans = 6,
};
[[nodiscard]] std::string_view name_of(TcpState state) noexcept;  ///< "V4_FIN_RCV"

enum class SessionTimer : std::uint8_t { established = 0, transitory = 1, syn4 = 2 };

struct Session {
    Protocol protocol = Protocol::tcp;
    Endpoint6 src6;  ///< the client
    Endpoint6 dst6;  ///< the server as the client sees it, inside pool6
    Endpoint4 src4;  ///< the pool4 address and port
    Endpoint4 dst4;  ///< the server
    TcpState state = TcpState::established;
    SessionTimer timer = SessionTimer::established;
    std::uint32_t expires_ms = 0;  ///< time left
    friend bool operator==(const Session&, const Session&) = default;
};

/// A global's value as the kernel holds it: timeouts in milliseconds, plateaus sorted downwards.
/// `monostate`: pool6 unset.
using GlobalValue = std::variant<std::monostate, bool, std::uint8_t, std::uint32_t, net::Ipv6Prefix,
                                 std::vector<std::uint16_t>>;

/// One global as listed or wanted. `id` indexes globals.h's table.
struct GlobalSetting {
    std::uint16_t id = 0;
    GlobalValue value;
    friend bool operator==(const GlobalSetting&, const GlobalSetting&) = default;
};

/// One counter as listed; what `id` means depends on the module's version (stats.h).
struct Counter {
    std::uint16_t id = 0;
    std::uint64_t value = 0;
    friend bool operator==(const Counter&, const Counter&) = default;
};

}  // namespace gate64::jool
