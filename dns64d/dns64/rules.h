// SPDX-License-Identifier: Apache-2.0
#pragma once
// The decisions of RFC 6147 as one pure function: given the question, who asks, and what is known
// so far of the AAAA and A outcomes, what next? It keeps no state, so it is simply asked again
// whenever something becomes known; a resumed query can never carry a half-made decision.
// Thread: any; it only reads.

#include <cstdint>
#include <span>

#include "dns64d/model/outcome.h"
#include "dns64d/model/question.h"
#include "dns64d/model/settings.h"

namespace gate64::dns64d::dns64 {

/// A question with everything about its client that the rules need.
struct Query {
    dns::NameView name;  ///< what sources are asked for
    std::uint16_t type = 0;
    model::QueryFlags flags;
    model::NameMode mode = model::NameMode::normal;
    bool recursive = true;  ///< RD was set (for recursive_only)
    const model::Settings* settings = nullptr;
    const model::PolicySet* policies = nullptr;
};

/// One thing asked of a source.
struct Leg {
    enum class State : std::uint8_t {
        unasked,
        pending,
        overdue,  ///< pending, and the client has waited long enough, if there is another answer
        known,
    };
    State state = State::unasked;
    const model::OutcomeView* outcome = nullptr;  ///< set when known
};

struct Legs {
    Leg main;     ///< the type asked for: AAAA for synthesis
    Leg a;        ///< A of the same name
    Leg main_cd;  ///< AAAA again with CD=1: tells a DNSSEC failure from other SERVFAILs
};

/// Why there was synthesis or not: a counter, a sentence for `explain`, and often an EDE.
enum class Reason : std::uint8_t {
    not_applicable,  ///< another type or no policy matter
    no_policy,       ///< no [[dns64]] block for this client
    native,          ///< real AAAA
    nxdomain,
    checking_disabled,  ///< CD=1
    dnssec_signed,      ///< DO=1 and signed data, break_dnssec off
    dnssec_bogus,       ///< AAAA failed validation upstream
    rule_never,
    recursive_only,
    no_a,  ///< neither AAAA nor A
    a_failed,
    all_unmapped,  ///< no A passes `mapped`
    all_special_use,
    all_own,
    error_policy,  ///< AAAA failed and on_error = "fail"
    synthesized,
    synthesized_on_error,
    always_fallback,  ///< rule always, no A, real AAAA given
    loop,
};
inline constexpr unsigned reason_count = static_cast<unsigned>(Reason::loop) + 1;

/// What to do now.
struct Step {
    enum class Kind : std::uint8_t {
        wait,        ///< ask for the legs in `ask` that are unasked, then come again
        pass,        ///< answer with the main outcome (exclusions applied if `filter`)
        pass_a,      ///< answer with the A leg's negative or failed outcome (RFC 6147 5.1.6)
        synthesize,  ///< answer from the A leg
        fail,        ///< SERVFAIL
    };
    Kind kind = Kind::wait;
    bool ask_main = false;
    bool ask_a = false;
    bool ask_main_cd = false;
    bool filter = false;  ///< leave excluded AAAA out
    /// May this answer be kept as finished? Not while the AAAA outcome is unknown.
    bool cacheable = true;
    Reason reason = Reason::not_applicable;
};

/// The next step for `query`. Terminates: called again with every asked leg known it gives
/// something other than wait. An overdue main leg is given up only for an A outcome that can be
/// synthesized from (and on_error = "synthesize"); otherwise it is still waited for, and the
/// upstream engine's own time limit ends that.
[[nodiscard]] Step next_step(const Query& query, const Legs& legs) noexcept;

/// A sentence for operators, e.g. "synthesized: the name has no AAAA".
[[nodiscard]] std::string_view reason_text(Reason reason) noexcept;

/// The client with A in hand waits this long for AAAA, counted from the question.
inline constexpr base::Duration aaaa_wait_max{1500};
/// TTL of a synthetic record when the negative AAAA answer had no SOA (RFC 6147 5.1.7).
inline constexpr std::uint32_t no_soa_ttl_max_s = 600;

}  // namespace gate64::dns64d::dns64
