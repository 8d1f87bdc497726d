// SPDX-License-Identifier: Apache-2.0
#pragma once
// EDNS(0), RFC 6891: the OPT record of one message. Options we do not know are ignored; at most
// edns_options_max are looked at.

#include <array>
#include <cstdint>
#include <string_view>

#include "shared/base/bytes.h"
#include "shared/dns/types.h"

namespace gate64::dns {

inline constexpr unsigned edns_options_max = 100;

namespace edns_option {
inline constexpr std::uint16_t nsid = 3, client_subnet = 8, cookie = 10, tcp_keepalive = 11,
                               padding = 12, extended_error = 15;
}

/// What an OPT record said.
struct Edns {
    bool present = false;
    std::uint8_t version = 0;
    std::uint8_t extended_rcode = 0;  ///< upper eight bits
    bool dnssec_ok = false;           ///< DO
    std::uint16_t udp_size = 512;     ///< as sent; the responder clamps
    bool tcp_keepalive = false;       ///< the option was there (RFC 7828)
    /// It carried a time-out. Over TCP a query with one is malformed (RFC 7828 3.2.1); the caller
    /// knows the transport, and over UDP the option is ignored.
    bool keepalive_has_data = false;
    bool padding = false;  ///< the option was there (RFC 7830)
    Ede ede = Ede::none;   ///< the first extended error (RFC 8914)
};

/// Reads an OPT record's CLASS, TTL and RDATA. False: malformed (option past the end, more than
/// edns_options_max, or a client subnet, cookie, keepalive or extended error whose length or
/// content its RFC forbids). An option that comes twice counts once. The RDATA of a version above 0
/// is not looked at: its format is unknown.
[[nodiscard]] bool parse_opt(std::uint16_t klass, std::uint32_t ttl, base::Bytes rdata,
                             Edns& edns) noexcept;

inline constexpr std::size_t ede_text_bytes_max = 128;

/// What we put into an OPT record.
struct OptFields {
    std::uint16_t udp_size = edns_bytes_max;
    std::uint8_t extended_rcode = 0;
    bool dnssec_ok = false;
    Ede ede = Ede::none;
    std::string_view ede_text = {};     ///< UTF-8; empty for none, cut at ede_text_bytes_max
    std::uint16_t keepalive_100ms = 0;  ///< RFC 7828 units; sent when `send_keepalive`
    bool send_keepalive = false;
};

/// Octets write_opt() will take.
[[nodiscard]] std::size_t opt_bytes(const OptFields& fields) noexcept;
/// The whole record, owner first. Writes all of it or sets the writer's error.
void write_opt(base::ByteWriter& writer, const OptFields& fields) noexcept;

}  // namespace gate64::dns
