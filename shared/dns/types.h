// SPDX-License-Identifier: Apache-2.0
#pragma once
// DNS numbers by their registry names. Types stay plain integers on the wire, because any value
// may come (RFC 3597).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gate64::dns {

inline constexpr std::size_t header_bytes = 12;          ///< RFC 1035 4.1.1
inline constexpr std::size_t message_bytes_max = 65535;  ///< RFC 1035 4.2.2: two length octets
inline constexpr std::size_t udp_plain_bytes_max = 512;  ///< RFC 1035 4.2.1, without EDNS
inline constexpr std::size_t edns_bytes_max = 1232;      ///< DNS flag day 2020: no fragments

/// Record types that the code knows by name.
namespace rr {
inline constexpr std::uint16_t a = 1, ns = 2, md = 3, mf = 4, cname = 5, soa = 6, mb = 7, mg = 8,
                               mr = 9, null = 10, wks = 11, ptr = 12, hinfo = 13, minfo = 14,
                               mx = 15, txt = 16, rp = 17, afsdb = 18, sig = 24, key = 25, px = 26,
                               aaaa = 28, nxt = 30, srv = 33, naptr = 35, kx = 36, dname = 39,
                               opt = 41, ds = 43, rrsig = 46, nsec = 47, dnskey = 48, nsec3 = 50,
                               nsec3param = 51, svcb = 64, https = 65, tkey = 249, tsig = 250,
                               ixfr = 251, axfr = 252, mailb = 253, maila = 254, any = 255,
                               nxname = 128;
}  // namespace rr

namespace klass {
inline constexpr std::uint16_t in = 1, ch = 3, hs = 4, none = 254, any = 255;
}

enum class Opcode : std::uint8_t {
    query = 0,
    iquery = 1,
    status = 2,
    notify = 4,
    update = 5,
    dso = 6
};

/// The low twelve bits of an rcode; any value may come from the wire.
enum class Rcode : std::uint16_t {
    noerror = 0,
    formerr = 1,
    servfail = 2,
    nxdomain = 3,
    notimp = 4,
    refused = 5,
    yxdomain = 6,
    badvers = 16,
    badcookie = 23,
};

/// RFC 8914 and its registry: the info codes we send or react to.
enum class Ede : std::uint16_t {
    other = 0,
    stale_answer = 3,
    forged_answer = 4,
    dnssec_indeterminate = 5,
    dnssec_bogus = 6,
    nsec_missing = 12,
    cached_error = 13,
    not_ready = 14,
    blocked = 15,
    filtered = 17,
    prohibited = 18,
    stale_nxdomain = 19,
    not_authoritative = 20,
    not_supported = 21,
    no_reachable_authority = 22,
    network_error = 23,
    invalid_data = 24,
    synthesized = 29,
    none = 0xFFFF,  ///< not on the wire: no code
};

/// "AAAA", or "TYPE65280" (RFC 3597 5).
[[nodiscard]] std::string type_text(std::uint16_t type);
/// Either form, any case.
[[nodiscard]] std::optional<std::uint16_t> parse_type(std::string_view text) noexcept;
/// "NOERROR", "NXDOMAIN", "RCODE17".
[[nodiscard]] std::string rcode_text(Rcode rcode);

}  // namespace gate64::dns
