// SPDX-License-Identifier: Apache-2.0
#include "dns64d/dns64/synthesis.h"

#include <algorithm>

#include "dns64d/dns64/failure_report.h"
#include "dns64d/dns64/policy_scope.h"
#include "dns64d/dns64/record_copy.h"
#include "shared/net/special_purpose.h"

namespace gate64::dns64d::dns64 {
namespace {

bool is_answer_of(const dns::RecordView& record, std::uint16_t type) noexcept {
    return record.section == dns::Section::answer && record.type == type;
}

bool is_signature_of(const dns::RecordView& record, std::uint16_t type) noexcept {
    return is_answer_of(record, dns::rr::rrsig) && covered_type(record) == type;
}

void mark_stale(const model::OutcomeView& outcome, Answer& answer) noexcept {
    answer.stale = true;
    answer.ede = outcome.kind == model::OutcomeKind::nxdomain ? dns::Ede::stale_nxdomain
                                                              : dns::Ede::stale_answer;
    answer.ede_text = {};
}

/// Builds one answer; the parts of build_answer() that share its arguments.
class Builder {
  public:
    Builder(const Query& query, const Step& step, const Legs& legs, Answer& answer) noexcept
        : query_(query),
          step_(step),
          main_(legs.main.state == Leg::State::known ? legs.main.outcome : nullptr),
          denial_(query.mode == model::NameMode::always ? nullptr : main_),
          a_(legs.a.state == Leg::State::known ? legs.a.outcome : nullptr),
          answer_(answer) {}

    void build() {
        answer_.clear();
        answer_.reason = step_.reason;
        switch (step_.kind) {
            case Step::Kind::wait:
                break;
            case Step::Kind::pass:
                pass(main_);
                break;
            case Step::Kind::pass_a:
                pass(a_);
                answer_.authentic = false;
                break;
            case Step::Kind::synthesize:
                synthesize();
                break;
            case Step::Kind::fail:
                fail();
                break;
        }
        if (!step_.cacheable) answer_.ttl = 0;
    }

  private:
    void pass(const model::OutcomeView* outcome) {
        if (outcome == nullptr) return report_overdue(answer_);
        answer_.authoritative = outcome->local;
        answer_.ttl = remaining_s(*outcome);
        if (outcome->failed()) {
            if (outcome->failure == model::Failure::loop) answer_.reason = Reason::loop;
            return report_failure(*outcome, answer_);
        }
        answer_.rcode = outcome->kind == model::OutcomeKind::nxdomain ? dns::Rcode::nxdomain
                                                                      : dns::Rcode::noerror;
        answer_.ede = outcome->ede;
        const bool changed = copy_records(*outcome);
        if (changed && !has_aaaa()) {
            answer_.ede = dns::Ede::filtered;
            answer_.ede_text = "only excluded AAAA";
            deny_with_a();
        }
        const bool wanted = query_.flags.dnssec_ok || query_.flags.ad;
        answer_.authentic =
            wanted && !changed && !outcome->stale && outcome->security == model::Security::secure;
        if (outcome->stale) mark_stale(*outcome, answer_);
    }

    /// True when excluded AAAA were left out; then the signatures over the rest are no longer true.
    bool copy_records(const model::OutcomeView& outcome) {
        const bool excluding = step_.filter && holds_excluded(outcome);
        RecordCopy copy(query_, outcome, answer_);
        for (const dns::RecordView record : outcome.records) {
            if (!(excluding && is_left_out(record)) && !is_foreign(record)) copy.add(record);
        }
        answer_.ttl = std::min(answer_.ttl, copy.ttl_min());
        return excluding;
    }

    [[nodiscard]] bool is_left_out(const dns::RecordView& record) const {
        return is_signature_of(record, dns::rr::aaaa) ||
               (is_answer_of(record, dns::rr::aaaa) && is_excluded(query_, record.rdata));
    }

    /// An AAAA set that was emptied has no SOA to deny with; that of an empty A serves as well
    /// (RFC 6147 5.1.6), and lets clients keep the denial (RFC 2308).
    void deny_with_a() {
        if (a_ == nullptr || a_->kind != model::OutcomeKind::nodata) return;
        RecordCopy copy(query_, *a_, answer_);
        for (const dns::RecordView record : a_->records) {
            if (record.type == dns::rr::soa) copy.add(record);
        }
        answer_.ttl = std::min({answer_.ttl, copy.ttl_min(), remaining_s(*a_)});
    }

    /// A denial of A that holds A records makes no sense; they must not reach who asked for AAAA.
    [[nodiscard]] bool is_foreign(const dns::RecordView& record) const {
        return query_.type == dns::rr::aaaa &&
               (is_answer_of(record, dns::rr::a) || is_signature_of(record, dns::rr::a));
    }

    [[nodiscard]] bool holds_excluded(const model::OutcomeView& outcome) const {
        for (const dns::RecordView record : outcome.records) {
            if (is_answer_of(record, dns::rr::aaaa) && is_excluded(query_, record.rdata)) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool has_aaaa() const {
        for (const dns::RecordView record : answer_.records.view()) {
            if (is_answer_of(record, dns::rr::aaaa)) return true;
        }
        return false;
    }

    void fail() {
        if (main_ == nullptr) return report_overdue(answer_);
        answer_.ttl = remaining_s(*main_);
        if (step_.reason == Reason::dnssec_bogus) return report_bogus(*main_, answer_);
        report_failure(*main_, answer_);
    }

    /// The longest a synthetic record may live, whatever its A says (RFC 6147 5.1.7).
    [[nodiscard]] std::uint32_t ttl_limit() const {
        std::uint32_t limit = no_soa_ttl_max_s;
        if (denial_ != nullptr && denial_->kind == model::OutcomeKind::nodata) {
            limit = negative_ttl(*denial_).value_or(no_soa_ttl_max_s);
        }
        if (step_.reason == Reason::synthesized_on_error) {
            limit = std::min(limit, PolicyScope(query_, false).first()->error_ttl_s);
        }
        return limit;
    }

    void synthesize() {
        if (a_ == nullptr) return report_overdue(answer_);
        const bool over_signed = is_signed(*a_) || (denial_ != nullptr && is_signed(*denial_));
        const PolicyScope scope(query_, over_signed);
        const std::uint32_t limit = ttl_limit();
        RecordCopy copy(query_, *a_, answer_);
        std::optional<Mapping> refused;
        bool made = false;
        for (const dns::RecordView record : a_->records) {
            if (is_signature_of(record, dns::rr::a)) continue;
            if (!is_answer_of(record, dns::rr::a)) {
                copy.add(record);
                continue;
            }
            const Mapping mapping = add_mapped(record, scope, limit, copy);
            if (mapping == Mapping::allowed) {
                made = true;
            } else if (!refused) {
                refused = mapping;
            }
        }
        if (!made) return refuse(refused.value_or(Mapping::unmapped));
        answer_.authoritative = a_->local;
        answer_.ttl = std::min(copy.ttl_min(), remaining_s(*a_));
        if (denial_ != nullptr) answer_.ttl = std::min(answer_.ttl, remaining_s(*denial_));
        answer_.ede = dns::Ede::synthesized;
        answer_.ede_text = "DNS64";
        if (a_->stale || (denial_ != nullptr && denial_->stale)) mark_stale(*a_, answer_);
    }

    /// The AAAA of one A under every policy that may map it; otherwise why the first may not.
    [[nodiscard]] Mapping add_mapped(const dns::RecordView& a, const PolicyScope& scope,
                                     std::uint32_t ttl_max, RecordCopy& copy) {
        if (a.rdata.size() != 4) return Mapping::unmapped;
        const net::Ipv4Address v4 = net::Ipv4Address::from_wire(a.rdata.data());
        std::optional<Mapping> refused;
        bool made = false;
        (void)scope.find_if([&](const model::Dns64Policy& policy) {
            const Mapping mapping = may_map(*query_.settings, policy, v4);
            if (mapping == Mapping::allowed) {
                add_synthetic(a, policy.pref64.embed(v4), ttl_max, copy);
                made = true;
            } else if (!refused) {
                refused = mapping;
            }
            return false;
        });
        return made ? Mapping::allowed : refused.value_or(Mapping::unmapped);
    }

    void add_synthetic(const dns::RecordView& a, const net::Ipv6Address& v6, std::uint32_t ttl_max,
                       RecordCopy& copy) {
        for (const dns::RecordView record : answer_.records.view()) {
            if (record.type == dns::rr::aaaa &&
                std::equal(record.rdata.begin(), record.rdata.end(), v6.octets().begin())) {
                return;
            }
        }
        copy.add_made({.section = dns::Section::answer,
                       .owner = a.owner,
                       .type = dns::rr::aaaa,
                       .ttl = std::min(ttl_shown(*a_, a.ttl), ttl_max),
                       .rdata = v6.octets()});
    }

    /// No A record may be mapped: what AAAA said stands. Where it failed we do not know that there
    /// is none, so the failure stands too.
    void refuse(Mapping why) {
        answer_.clear();
        pass(main_);
        const dns::Ede ede = answer_.ede;
        const std::string_view text = answer_.ede_text;
        report_refused(why, answer_);
        answer_.authentic = false;
        if (answer_.rcode == dns::Rcode::noerror) return;
        answer_.ede = ede;
        answer_.ede_text = text;
    }

    const Query& query_;
    const Step& step_;
    const model::OutcomeView* main_;
    const model::OutcomeView* denial_;  ///< main_ as far as synthetic records depend on it
    const model::OutcomeView* a_;
    Answer& answer_;
};

}  // namespace

void build_answer(const Query& query, const Step& step, const Legs& legs, Answer& answer) {
    Builder(query, step, legs, answer).build();
}

Mapping may_map(const model::Settings& settings, const model::Dns64Policy& policy,
                net::Ipv4Address v4) noexcept {
    if (!policy.mapped.allows(v4)) return Mapping::unmapped;
    const net::SpecialPurposeBlock* block = net::find_special_purpose(v4);
    if (block != nullptr && policy.special_use != model::SpecialUse::allow) {
        const bool private_allowed =
            policy.special_use == model::SpecialUse::allow_private && block->is_private;
        if (!private_allowed && !policy.mapped_named.allows(v4)) return Mapping::special_use;
    }
    if (!policy.own_addresses_allowed && settings.own_addresses.allows(v4)) {
        return Mapping::own_address;
    }
    return Mapping::allowed;
}

bool has_usable_aaaa(const Query& query, const model::OutcomeView& aaaa) noexcept {
    if (aaaa.kind != model::OutcomeKind::answer) return false;
    for (const dns::RecordView record : aaaa.records) {
        if (is_answer_of(record, dns::rr::aaaa) && !is_excluded(query, record.rdata)) return true;
    }
    return false;
}

bool is_signed(const model::OutcomeView& outcome) noexcept {
    const bool positive = outcome.kind == model::OutcomeKind::answer;
    for (const dns::RecordView record : outcome.records) {
        if (record.type != dns::rr::rrsig) continue;
        if ((record.section == dns::Section::answer) != positive) continue;
        const std::uint16_t covered = covered_type(record);
        // Signed aliases that lead into an unsigned zone do not make its data signed.
        if (covered != dns::rr::cname && covered != dns::rr::dname) return true;
    }
    return false;
}

std::optional<std::uint32_t> negative_ttl(const model::OutcomeView& outcome) noexcept {
    for (const dns::RecordView record : outcome.records) {
        if (record.section != dns::Section::authority || record.type != dns::rr::soa) continue;
        if (record.rdata.size() < 4) continue;
        const std::uint32_t minimum = base::load_be32(record.rdata.last(4).data());
        return ttl_shown(outcome, std::min(record.ttl, minimum));
    }
    return std::nullopt;
}

}  // namespace gate64::dns64d::dns64
