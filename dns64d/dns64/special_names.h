// SPDX-License-Identifier: Apache-2.0
#pragma once
// Names with a meaning of their own, decided before any source is asked: ipv4only.arpa and its
// reverse names (RFC 7050, RFC 8880) and PTR names inside a translation prefix (RFC 6147 5.3.1).
// Pure and cheap: no allocation beyond the records of the answer.

#include <optional>

#include "dns64d/dns64/synthesis.h"

namespace gate64::dns64d::dns64 {

/// What a special name calls for.
struct Special {
    enum class Kind : std::uint8_t {
        none,      ///< an ordinary name
        answered,  ///< `answer` is complete
        redirect,  ///< `answer` holds a CNAME (TTL 600) to `target`; go on with (target, type)
    };
    Kind kind = Kind::none;
    dns::Name target;
};

/// Looks at the question and, where the name is special, writes the answer (or its first part).
/// ipv4only.arpa: A and AAAA from the client's own policies, other types NODATA, DS passes as an
/// ordinary name, names below it NXDOMAIN; never filtered, works with all upstreams dead.
/// 170/171.0.0.192.in-addr.arpa and the same addresses inside a prefix: PTR ipv4only.arpa.
/// PTR (and other types) inside any configured prefix or 64:ff9b::/96: CNAME to in-addr.arpa;
/// NODATA where `mapped` or special-use forbids the IPv4 address, and for empty ancestors at or
/// below the prefix.
[[nodiscard]] Special answer_special(const Query& query, Answer& answer);

/// TTL of the CNAME that leads from a PTR name in a prefix to in-addr.arpa.
inline constexpr std::uint32_t reverse_cname_ttl_s = 600;

}  // namespace gate64::dns64d::dns64
