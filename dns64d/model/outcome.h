// SPDX-License-Identifier: Apache-2.0
#pragma once
// The outcome of asking a source for (name, type): what an upstream said after the answer check,
// or what local data says. This is what the source cache keeps and the only thing synthesis reads;
// DNS64 sits above all sources and does not know which one answered.
// An OutcomeView borrows its records; an Outcome owns them.

#include <cstdint>

#include "shared/base/clock.h"
#include "shared/dns/records.h"
#include "shared/dns/types.h"

namespace gate64::dns64d::model {

enum class OutcomeKind : std::uint8_t {
    answer,    ///< records of the type asked for, perhaps behind aliases
    nodata,    ///< NOERROR without them (an alias chain may be there)
    nxdomain,  ///< RCODE 3 (an alias chain may be there)
    failure,   ///< every other rcode, or no answer in time (RFC 6147 5.1.2 and 5.1.3)
};

/// What DNSSEC says of an outcome. Today only what a trusted upstream claimed; a validator will
/// fill it in later.
enum class Security : std::uint8_t { indeterminate, insecure, secure, bogus };

/// Why a failure failed; for counters, logs and Extended DNS Errors.
enum class Failure : std::uint8_t {
    none,
    timeout,        ///< no server answered in time
    unreachable,    ///< no socket, or the network said no
    server_failed,  ///< SERVFAIL and other rcodes
    refused,
    malformed,  ///< only answers that could not be read
    no_servers,
    overload,  ///< our own limits
    loop,      ///< alias loop or more than alias_chain_max links
};

/// Aliases followed in one answer; more is a loop for us (SERVFAIL).
inline constexpr unsigned alias_chain_max = 16;

struct OutcomeView {
    OutcomeKind kind = OutcomeKind::failure;
    dns::Rcode rcode = dns::Rcode::servfail;
    Security security = Security::indeterminate;
    Failure failure = Failure::none;
    dns::Ede ede = dns::Ede::none;  ///< as the upstream sent it
    bool local = false;             ///< from local data: authoritative, never stale
    bool stale = false;             ///< past its lifetime (RFC 8767)
    /// Stale, and a failure to refresh it is remembered (RFC 9520): do not ask again now.
    bool failing = false;
    std::uint32_t failing_age = 0;  ///< seconds since that failure
    std::uint32_t ttl = 0;          ///< lifetime in seconds when it was stored
    std::uint32_t age = 0;          ///< seconds since then; record TTLs are as stored
    /// Section answer: the alias chain from the question in order (each CNAME, or DNAME with the
    /// CNAME made from it), each followed by its RRSIGs, then the records asked for and theirs.
    /// Section authority: SOA, NSEC, NSEC3 of a denial and their RRSIGs.
    dns::RecordSpan records;

    [[nodiscard]] bool failed() const noexcept { return kind == OutcomeKind::failure; }
    /// A record's TTL now.
    [[nodiscard]] std::uint32_t ttl_now(std::uint32_t stored) const noexcept {
        return stored > age ? stored - age : 0;
    }
};

struct Outcome {
    OutcomeKind kind = OutcomeKind::failure;
    dns::Rcode rcode = dns::Rcode::servfail;
    Security security = Security::indeterminate;
    Failure failure = Failure::none;
    dns::Ede ede = dns::Ede::none;
    bool local = false;
    std::uint32_t ttl = 0;  ///< seconds it may be reused; 0: for those who wait now, never again
    dns::RecordList records;

    [[nodiscard]] OutcomeView view() const noexcept {
        return {.kind = kind,
                .rcode = rcode,
                .security = security,
                .failure = failure,
                .ede = ede,
                .local = local,
                .ttl = ttl,
                .records = records.view()};
    }
};

}  // namespace gate64::dns64d::model
