// SPDX-License-Identifier: Apache-2.0
#include "dns64d/dns64/rules.h"

#include "dns64d/dns64/policy_scope.h"
#include "dns64d/dns64/synthesis.h"

namespace gate64::dns64d::dns64 {
namespace {

using Kind = Step::Kind;

bool is_known(const Leg& leg) noexcept {
    return leg.state == Leg::State::known;
}

Step pass(Reason reason, bool filter = true) noexcept {
    return {.kind = Kind::pass, .filter = filter, .reason = reason};
}
Step pass_a(Reason reason) noexcept {
    return {.kind = Kind::pass_a, .reason = reason};
}
Step fail(Reason reason) noexcept {
    return {.kind = Kind::fail, .reason = reason};
}
Step wait_for_main() noexcept {
    return {.ask_main = true};
}
Step wait_for_a() noexcept {
    return {.ask_a = true};
}

bool asks_in_parallel(const Query& query) {
    return PolicyScope(query, false).find_if([](const model::Dns64Policy& policy) {
        return policy.parallel;
    }) != nullptr;
}

bool synthesizes_on_error(const Query& query) {
    return PolicyScope(query, false).first()->on_error == model::OnError::synthesize;
}

/// The answer is the main outcome, whatever it says.
Step plain(const Legs& legs, Reason reason, bool filter = false) noexcept {
    return is_known(legs.main) ? pass(reason, filter) : wait_for_main();
}

/// Both legs are there as far as they are needed, and AAAA gave nothing: what does A give?
/// `error`: AAAA is not empty but failed, or is overdue.
Step from_a(const Query& query, const Legs& legs, bool error) {
    if (!is_known(legs.a)) return wait_for_a();
    const model::OutcomeView& a = *legs.a.outcome;
    if (a.kind == model::OutcomeKind::failure) {
        const Reason reason = a.failure == model::Failure::loop ? Reason::loop : Reason::a_failed;
        return error ? fail(reason) : pass_a(reason);
    }
    if (a.kind == model::OutcomeKind::nxdomain) return pass_a(Reason::no_a);
    if (a.kind == model::OutcomeKind::nodata || !has_answer(a, dns::rr::a))
        return error ? fail(Reason::no_a) : pass(Reason::no_a);
    if (PolicyScope(query, is_signed(a)).empty()) {
        return error ? fail(Reason::dnssec_signed) : pass(Reason::dnssec_signed);
    }
    return {.kind = Kind::synthesize,
            .filter = true,
            .reason = error ? Reason::synthesized_on_error : Reason::synthesized};
}

/// SERVFAIL may hide a validation failure, which must never be synthesized over (RFC 6147 5.5):
/// the same question with CD=1 tells.
bool may_hide_dnssec_failure(const model::OutcomeView& main) noexcept {
    return main.failure == model::Failure::server_failed && main.rcode == dns::Rcode::servfail;
}

/// Our own limits kept a question from being asked, so its failure says nothing of the name.
bool was_not_asked(const model::OutcomeView& outcome) noexcept {
    return outcome.failure == model::Failure::overload ||
           outcome.failure == model::Failure::no_servers;
}

Step from_failure(const Query& query, const Legs& legs) {
    const model::OutcomeView& main = *legs.main.outcome;
    if (main.failure == model::Failure::loop) return fail(Reason::loop);
    if (is_dnssec_failure(main)) return fail(Reason::dnssec_bogus);
    if (!synthesizes_on_error(query)) return fail(Reason::error_policy);
    bool certain = true;
    if (may_hide_dnssec_failure(main)) {
        switch (legs.main_cd.state) {
            case Leg::State::unasked:
            case Leg::State::pending:
                return {.ask_a = asks_in_parallel(query), .ask_main_cd = true};
            case Leg::State::overdue:
                certain = false;
                break;
            case Leg::State::known:
                if (!legs.main_cd.outcome->failed()) return fail(Reason::dnssec_bogus);
                if (was_not_asked(*legs.main_cd.outcome)) return fail(Reason::error_policy);
                break;
        }
    }
    Step step = from_a(query, legs, true);
    step.cacheable = certain;
    return step;
}

/// Whether some A can be mapped for this client.
bool maps_some(const Query& query, const model::OutcomeView& a) {
    if (a.kind != model::OutcomeKind::answer) return false;
    const PolicyScope scope(query, is_signed(a));
    for (const dns::RecordView record : a.records) {
        if (record.section != dns::Section::answer || record.type != dns::rr::a) continue;
        if (record.rdata.size() != 4) continue;
        const net::Ipv4Address v4 = net::Ipv4Address::from_wire(record.rdata.data());
        const auto maps = [&](const model::Dns64Policy& policy) {
            return may_map(*query.settings, policy, v4) == Mapping::allowed;
        };
        if (scope.find_if(maps) != nullptr) return true;
    }
    return false;
}

/// AAAA has not come in time. With A in hand there is an answer without it; else only patience
/// helps, and the upstream engine ends that.
Step from_overdue(const Query& query, const Legs& legs) {
    if (synthesizes_on_error(query) && is_known(legs.a) && maps_some(query, *legs.a.outcome)) {
        return {.kind = Kind::synthesize,
                .filter = true,
                .cacheable = false,
                .reason = Reason::synthesized_on_error};
    }
    return {.ask_main = true, .ask_a = asks_in_parallel(query) || synthesizes_on_error(query)};
}

Step normal_step(const Query& query, const Legs& legs) {
    switch (legs.main.state) {
        case Leg::State::unasked:
        case Leg::State::pending:
            return {.ask_main = true, .ask_a = asks_in_parallel(query)};
        case Leg::State::overdue:
            return from_overdue(query, legs);
        case Leg::State::known:
            break;
    }
    const model::OutcomeView& main = *legs.main.outcome;
    if (main.kind == model::OutcomeKind::nxdomain) return pass(Reason::nxdomain);
    if (main.kind == model::OutcomeKind::failure) return from_failure(query, legs);
    if (has_usable_aaaa(query, main)) return pass(Reason::native);
    if (PolicyScope(query, is_signed(main)).empty()) return pass(Reason::dnssec_signed);
    return from_a(query, legs, false);
}

/// The rule "always": AAAA matters only where A gives nothing.
Step always_step(const Query& query, const Legs& legs) {
    if (!is_known(legs.a)) return wait_for_a();
    if (maps_some(query, *legs.a.outcome)) {
        return {.kind = Kind::synthesize, .filter = true, .reason = Reason::synthesized};
    }
    if (is_known(legs.main) && has_usable_aaaa(query, *legs.main.outcome)) {
        return pass(Reason::always_fallback);
    }
    return normal_step(query, legs);
}

}  // namespace

Step next_step(const Query& query, const Legs& legs) noexcept {
    if (query.type != dns::rr::aaaa) return plain(legs, Reason::not_applicable);
    if (query.policies->policies.empty()) return plain(legs, Reason::no_policy);
    if (query.flags.cd) return plain(legs, Reason::checking_disabled);
    if (PolicyScope(query, false).empty()) return plain(legs, Reason::recursive_only);
    switch (query.mode) {
        case model::NameMode::never:
            return plain(legs, Reason::rule_never, true);
        case model::NameMode::always:
            return always_step(query, legs);
        case model::NameMode::normal:
            break;
    }
    return normal_step(query, legs);
}

std::string_view reason_text(Reason reason) noexcept {
    switch (reason) {
        case Reason::not_applicable:
            return "passed on: only AAAA questions are synthesized";
        case Reason::no_policy:
            return "passed on: no [[dns64]] block matches this client";
        case Reason::native:
            return "passed on: the name has AAAA of its own";
        case Reason::nxdomain:
            return "passed on: the name does not exist";
        case Reason::checking_disabled:
            return "passed on: CD=1, the client validates itself";
        case Reason::dnssec_signed:
            return "not synthesized: the client wants signatures, the data is signed and "
                   "break_dnssec is off";
        case Reason::dnssec_bogus:
            return "failed: AAAA did not pass DNSSEC validation";
        case Reason::rule_never:
            return "not synthesized: a [[name]] rule says never";
        case Reason::recursive_only:
            return "not synthesized: recursive_only is set and the query had RD=0";
        case Reason::no_a:
            return "not synthesized: the name has neither AAAA nor A";
        case Reason::a_failed:
            return "failed: the name has no AAAA and A could not be had";
        case Reason::all_unmapped:
            return "not synthesized: no IPv4 address passes `mapped`";
        case Reason::all_special_use:
            return "not synthesized: only special-use IPv4 addresses";
        case Reason::all_own:
            return "not synthesized: only the gateway's own IPv4 addresses";
        case Reason::error_policy:
            return "failed: AAAA could not be had and on_error is \"fail\"";
        case Reason::synthesized:
            return "synthesized: the name has no usable AAAA";
        case Reason::synthesized_on_error:
            return "synthesized: AAAA could not be had, on_error is \"synthesize\"";
        case Reason::always_fallback:
            return "passed on: a [[name]] rule says always, but no A can be mapped";
        case Reason::loop:
            return "failed: an alias loop, or a chain that is too long";
    }
    return "unknown";
}

}  // namespace gate64::dns64d::dns64
