// SPDX-License-Identifier: Apache-2.0
#pragma once
// Outcomes, questions and answers as short text, so that a test case is one row.
//
// An outcome: "KIND OPTION...; RECORD; RECORD". KIND: answer, nodata, nxdomain, servfail, timeout,
// network, refused, malformed, loop, or a leg that has none: unasked, pending, overdue. OPTION:
// secure, bogus, stale, local, ede=N, age=N, ttl=N. RECORD: "OWNER TTL TYPE DATA", with "!" in
// front when it belongs to the authority section; the DATA of an SOA is its MINIMUM, that of an
// RRSIG the covered type, that of an NSEC the next name.
//
// An answer: "RCODE REASON FLAGS; RECORD; RECORD" in the same form.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dns64d/dns64/rules.h"
#include "dns64d/dns64/synthesis.h"

namespace gate64::dns64d::dns64::test {

[[nodiscard]] dns::Name name(std::string_view text);
[[nodiscard]] net::Ipv4Address v4(std::string_view text);
[[nodiscard]] net::Acl acl(const std::vector<std::string>& entries,
                           net::AclSubject subject = net::AclSubject::hosts);
/// What a block with just a prefix means: mapped "any", itself and ::ffff:0:0/96 excluded.
[[nodiscard]] model::Dns64Policy policy(std::string_view prefix, std::string_view suffix = "::");

/// Settings with these policies, all of which apply to the client.
struct Env {
    explicit Env(std::vector<model::Dns64Policy> policies);
    model::Settings settings;
    model::PolicySet set;
};
/// The usual one: 64:ff9b::/96.
[[nodiscard]] Env one_policy();

/// Adds "OWNER TTL TYPE DATA" to `records`.
void add_record(dns::RecordList& records, std::string_view text);

/// A leg from its text; keep it alive while the Leg is used.
class LegText {
  public:
    explicit LegText(std::string_view text);
    [[nodiscard]] Leg leg() const noexcept { return {.state = state_, .outcome = outcome()}; }
    [[nodiscard]] const model::OutcomeView* outcome() const noexcept {
        return state_ == Leg::State::known ? &view_ : nullptr;
    }

  private:
    Leg::State state_ = Leg::State::known;
    dns::RecordList records_;
    model::OutcomeView view_;
};

/// A question: flags are letters of "rd cd do ad", RD is on unless "rd0" is there.
struct Ask {
    std::string qname = "www.example.";
    std::string type = "AAAA";
    std::string flags = "";
    model::NameMode mode = model::NameMode::normal;
};
[[nodiscard]] Query query_of(const Ask& ask, const dns::Name& qname, const Env& env);

struct Given {
    std::string main = "unasked";
    std::string a = "unasked";
    std::string main_cd = "unasked";
};

/// "wait main a cd", or the kind of the step, its reason and "once" when it may not be kept.
[[nodiscard]] std::string step_text(const Env& env, const Ask& ask, const Given& given);
/// The answer as text, or the step when it is wait.
[[nodiscard]] std::string answer_text(const Env& env, const Ask& ask, const Given& given);
[[nodiscard]] std::string render(const Answer& answer);
[[nodiscard]] std::string_view reason_name(Reason reason);

}  // namespace gate64::dns64d::dns64::test
