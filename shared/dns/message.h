// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reading DNS messages (RFC 1035 4). Two readers: parse_query() for what clients send (the hot
// path: header, one question, OPT, no allocation) and parse_response() for what upstreams send
// (every record checked, names in RDATA decompressed for the types RFC 3597 4 lists).
// Both do bounded work and never trust a count.

#include <array>
#include <cstdint>

#include "shared/dns/edns.h"
#include "shared/dns/name.h"
#include "shared/dns/records.h"
#include "shared/dns/types.h"

namespace gate64::dns {

/// The fixed header (RFC 1035 4.1.1, AD and CD from RFC 4035).
struct Header {
    std::uint16_t id = 0;
    std::uint16_t flags = 0;
    std::uint16_t qdcount = 0, ancount = 0, nscount = 0, arcount = 0;

    [[nodiscard]] bool qr() const noexcept { return (flags & 0x8000) != 0; }
    [[nodiscard]] Opcode opcode() const noexcept {
        return static_cast<Opcode>((flags >> 11) & 0xF);
    }
    [[nodiscard]] bool aa() const noexcept { return (flags & 0x0400) != 0; }
    [[nodiscard]] bool tc() const noexcept { return (flags & 0x0200) != 0; }
    [[nodiscard]] bool rd() const noexcept { return (flags & 0x0100) != 0; }
    [[nodiscard]] bool ra() const noexcept { return (flags & 0x0080) != 0; }
    [[nodiscard]] bool ad() const noexcept { return (flags & 0x0020) != 0; }
    [[nodiscard]] bool cd() const noexcept { return (flags & 0x0010) != 0; }
    [[nodiscard]] std::uint8_t rcode() const noexcept { return flags & 0xF; }

    /// REQUIRES: at least header_bytes.
    [[nodiscard]] static Header read(base::Bytes message) noexcept;
};

namespace flag {
inline constexpr std::uint16_t qr = 0x8000, aa = 0x0400, tc = 0x0200, rd = 0x0100, ra = 0x0080,
                               ad = 0x0020, cd = 0x0010;
}

/// What is wrong with a query, and so how it is answered.
enum class QueryError : std::uint8_t {
    none,
    drop,         ///< shorter than a header, or a response: no answer at all
    bad_opcode,   ///< NOTIMP
    form_error,   ///< FORMERR
    bad_version,  ///< BADVERS (RFC 6891 6.1.3)
};

/// A client's question. `question` is the raw question section (name, type, class), so its letter
/// case can go back as it came.
struct Query {
    Header header;
    Name name;
    std::uint16_t type = 0;
    std::uint16_t klass = 0;
    base::Bytes question;  ///< view into the message; empty when the question did not parse
    Edns edns;
};

/// Header, one question, and nothing else but OPT (TSIG and SIG(0) are skipped) in additional.
/// On an error `query` holds what was readable: at least the header for everything but `drop`,
/// the question if it parsed.
[[nodiscard]] QueryError parse_query(base::Bytes message, Query& query) noexcept;

/// What an upstream sent, checked record by record.
struct Response {
    Header header;
    Name name;  ///< the question; only if qdcount is 1
    std::uint16_t type = 0;
    std::uint16_t klass = 0;
    Edns edns;
    Rcode rcode = Rcode::servfail;  ///< with the extended bits of OPT
    RecordList records;             ///< all three sections, class IN, OPT not among them
};

/// Limits on one response; beyond them the message is refused as a whole.
inline constexpr std::size_t response_records_max = 4000;

/// False when anything is malformed: a count that does not match, RDATA that does not fit its
/// type, trailing bytes. `response.records` is cleared first and its memory reused. Also refuses
/// responses whose decompressed records exceed twice message_bytes_max (expansion attacks).
[[nodiscard]] bool parse_response(base::Bytes message, Response& response);

}  // namespace gate64::dns
