// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/scrub_run.h"

#include <algorithm>

namespace gate64::dns64d::upstream {
namespace {

using dns::RecordView;
using dns::Section;

/// The name `rdata` begins with. Views into `rdata`.
std::optional<dns::NameView> leading_name(base::Bytes rdata) noexcept {
    base::ByteReader reader(rdata);
    (void)dns::Name::read(reader);
    if (!reader.ok()) return std::nullopt;
    return dns::NameView::trusted(rdata.first(reader.position()));
}

constexpr std::size_t rrsig_signer_at = 18;  // RFC 4034 3.1
constexpr std::size_t rrsig_labels_at = 3;

bool covers(const RecordView& rrsig, std::uint16_t type) noexcept {
    return rrsig.type == dns::rr::rrsig && rrsig.rdata.size() > rrsig_signer_at &&
           base::load_be16(rrsig.rdata.data()) == type;
}

bool same(const RecordView& a, const RecordView& b) noexcept {
    return a.section == b.section && a.type == b.type && a.owner == b.owner &&
           a.rdata.size() == b.rdata.size() &&
           std::equal(a.rdata.begin(), a.rdata.end(), b.rdata.begin());
}

}  // namespace

bool ScrubRun::wants(const RecordView& record) const noexcept {
    return record.section == Section::answer && (record.type == type_ || type_ == dns::rr::any) &&
           record.owner == at_.view();
}

bool ScrubRun::has_wanted() const noexcept {
    for (const RecordView record : records_) {
        if (wants(record)) return true;
    }
    return false;
}

bool ScrubRun::ends_at_cname() const noexcept {
    return type_ == dns::rr::cname || type_ == dns::rr::any;
}

std::optional<RecordView> ScrubRun::cname_here() const noexcept {
    for (const RecordView record : records_) {
        if (record.section == Section::answer && record.type == dns::rr::cname &&
            record.owner == at_.view() && leading_name(record.rdata)) {
            return record;
        }
    }
    return std::nullopt;
}

ScrubRun::Redirect ScrubRun::redirect_here(const std::optional<RecordView>& cname) const {
    Redirect redirect{Redirect::State::none, {}, {}};
    for (const RecordView record : records_) {
        if (record.section != Section::answer || record.type != dns::rr::dname) continue;
        if (!at_.view().is_below(record.owner)) continue;
        const std::optional<dns::NameView> to = leading_name(record.rdata);
        if (!to) continue;
        const std::optional<dns::Name> target = dns::substitute_dname(at_, record.owner, *to);
        if (!target) {
            redirect.state = Redirect::State::too_long;
        } else if (cname && *leading_name(cname->rdata) != target->view()) {
            redirect.state = Redirect::State::contradiction;
        } else {
            return {Redirect::State::found, record, *target};
        }
        // Without a CNAME to tell which one was meant, the first counts.
        if (!cname) break;
    }
    return redirect;
}

ScrubRun::Walk ScrubRun::follow(dns::NameView name) {
    at_ = name;
    // An alias asked for that does not exist has no links, whatever else such a server sends.
    if (denied_ && ends_at_cname()) return Walk::ended;
    for (unsigned links = 0;; ++links) {
        if (!ends_at_cname() && has_wanted()) return Walk::ended;
        const std::optional<RecordView> cname = cname_here();
        const Redirect redirect = redirect_here(cname);
        if (redirect.state == Redirect::State::too_long) return Walk::too_long;
        if (redirect.state == Redirect::State::contradiction) return Walk::contradiction;
        const bool redirected = redirect.state == Redirect::State::found;
        if (!redirected && (!cname || ends_at_cname())) return Walk::ended;
        if (links == model::alias_chain_max) return Walk::too_long;
        if (redirected) {
            keep_redirect(redirect, cname);
            if (answered_) return Walk::ended;
            at_ = redirect.target;
            continue;
        }
        const std::uint32_t ttl = clamp_ttl(cname->ttl, limits_.max_ttl_s);
        keep(*cname, ttl);
        keep_signatures(Section::answer, cname->owner, dns::rr::cname, ttl);
        at_ = *leading_name(cname->rdata);
    }
}

void ScrubRun::keep_redirect(const Redirect& redirect, const std::optional<RecordView>& cname) {
    const std::uint32_t ttl = clamp_ttl(redirect.dname.ttl, limits_.max_ttl_s);
    // One DNAME may serve several links of the chain.
    if (!is_kept(redirect.dname)) {
        keep(redirect.dname, ttl);
        keep_signatures(Section::answer, redirect.dname.owner, dns::rr::dname, ttl);
    }
    // RFC 6672 3.1: the CNAME lives as long as its DNAME, whatever an old server wrote on it.
    if (cname) {
        keep(*cname, ttl);
    } else {
        out_.add(Section::answer, at_, dns::rr::cname, ttl, redirect.target.wire());
    }
    answered_ = ends_at_cname();
}

bool ScrubRun::keep_wanted() {
    if (answered_) return true;
    std::uint32_t ttl = limits_.max_ttl_s;
    std::uint32_t found = 0;
    for (const RecordView record : records_) {
        if (!wants(record)) continue;
        ttl = std::min(ttl, clamp_ttl(record.ttl, limits_.max_ttl_s));
        ++found;
    }
    if (found == 0) return false;
    std::uint32_t taken = 0;
    for (const RecordView record : records_) {
        if (!wants(record) || is_kept(record)) continue;
        if (taken == limits_.rrset_records_max) {
            cut_ = true;
            break;
        }
        // RFC 2181 5.2: one RRset, one TTL.
        keep(record, ttl);
        ++taken;
    }
    if (type_ != dns::rr::any && type_ != dns::rr::rrsig) {
        keep_signatures(Section::answer, at_, type_, ttl);
    }
    return true;
}

void ScrubRun::keep_signatures(Section section, dns::NameView owner, std::uint16_t covered,
                               std::uint32_t ttl) {
    std::uint32_t taken = 0;
    for (const RecordView record : records_) {
        if (record.section != section || !covers(record, covered)) continue;
        if (record.owner != owner || is_kept(record)) continue;
        if (taken++ == limits_.rrset_records_max) {
            cut_ = true;
            return;
        }
        keep(record, ttl);
        if (section == Section::answer) note_wildcard(record.owner, record.rdata);
    }
}

/// RFC 4035 5.3.4: fewer labels under the signature than in the owner mean a wildcard was
/// expanded, and whoever validates needs the proof that nothing closer exists.
void ScrubRun::note_wildcard(dns::NameView owner, base::Bytes rrsig) noexcept {
    const base::Bytes first = owner.first_label();
    const unsigned literal = first.size() == 1 && first[0] == '*' ? 1 : 0;
    if (rrsig[rrsig_labels_at] >= owner.label_count() - literal) return;
    const std::optional<dns::NameView> signer = leading_name(rrsig.subspan(rrsig_signer_at));
    if (signer && owner.is_at_or_below(*signer)) add_zone(*signer);
}

void ScrubRun::keep(RecordView record, std::uint32_t ttl) {
    record.ttl = ttl;
    out_.add(record);
    ttl_ = std::min(ttl_, ttl);
    ++kept_;
}

bool ScrubRun::is_kept(const RecordView& record) const noexcept {
    for (const RecordView kept : out_.view()) {
        if (same(kept, record)) return true;
    }
    return false;
}

void ScrubRun::add_zone(dns::NameView zone) noexcept {
    if (zone_count_ < zones_.size()) zones_[zone_count_++] = zone;
}

bool ScrubRun::in_zones(dns::NameView owner) const noexcept {
    for (unsigned i = 0; i < zone_count_; ++i) {
        if (owner.is_at_or_below(zones_[i])) return true;
    }
    return false;
}

std::size_t ScrubRun::count(Section section) const noexcept {
    std::size_t count = 0;
    for (const RecordView record : records_) {
        if (record.section == section) ++count;
    }
    return count;
}

bool ScrubRun::has_referral() const noexcept {
    for (const RecordView record : records_) {
        if (record.section == Section::authority && record.type == dns::rr::ns) return true;
    }
    return false;
}

}  // namespace gate64::dns64d::upstream
