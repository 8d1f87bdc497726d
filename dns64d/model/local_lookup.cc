// SPDX-License-Identifier: Apache-2.0
// One look-up in local data: the algorithm of RFC 1034 4.3.2 with DNAME (RFC 6672) and wildcards
// (RFC 4592), for one (name, type).
#include <algorithm>

#include "dns64d/model/local_data.h"

namespace gate64::dns64d::model {

class LocalLookup {
  public:
    LocalLookup(const LocalData& data, dns::NameView name, std::uint16_t type)
        : data_(data), name_(name), type_(type) {}

    [[nodiscard]] std::optional<LocalData::Found> run() {
        for (links_ = 0; links_ <= alias_chain_max; ++links_) {
            switch (step()) {
                case Next::done:
                    return std::move(found_);
                case Next::follow:
                    break;
                case Next::outside:
                    if (links_ == 0) return std::nullopt;
                    found_.outside = name_;
                    (void)finish(OutcomeKind::nodata);
                    return std::move(found_);
            }
        }
        (void)fail(dns::Rcode::servfail);
        return std::move(found_);
    }

  private:
    enum class Next : std::uint8_t { done, follow, outside };
    using Node = LocalData::Node;
    using Zone = LocalData::Zone;

    /// What stands on the way from the apex down to the name.
    struct Walk {
        const Node* dname = nullptr;
        dns::NameView dname_owner;
        bool delegated = false;
        dns::NameView encloser;  ///< the longest name at or above ours that exists
    };

    Next step() {
        zone_ = data_.zone_of(name_);
        if (asks_parent() && !(zone_ = data_.zone_of(name_.view().parent()))) return Next::outside;
        const Node* node = data_.nodes_.find_exact(name_);
        if (!zone_) return node != nullptr ? answer_from(*node, name_) : Next::outside;

        const Walk walk = walk_down();
        if (walk.delegated) return Next::outside;
        if (walk.dname != nullptr) return follow_dname(*walk.dname, walk.dname_owner);
        if (node != nullptr) return answer_from(*node, name_);
        if (walk.encloser == name_.view()) return at_empty_name();
        return from_wildcard(walk.encloser);
    }

    /// The DS of a zone is its parent's business, except below the root: there is no use in asking
    /// the root about names that only exist here.
    [[nodiscard]] bool asks_parent() const {
        return type_ == dns::rr::ds && zone_ && zone_->zone == name_.view() &&
               name_.view().label_count() > 1 && !has(name_, dns::rr::ds);
    }

    [[nodiscard]] bool has(dns::NameView owner, std::uint16_t type) const {
        const Node* node = data_.nodes_.find_exact(owner);
        return node != nullptr && has(*node, type);
    }
    [[nodiscard]] static bool has(const Node& node, std::uint16_t type) {
        for (const dns::RecordView record : node.records.view()) {
            if (record.type == type) return true;
        }
        return false;
    }
    [[nodiscard]] bool exists(dns::NameView name, const Node* node) const {
        return node != nullptr || name == zone_->zone || data_.parents_.find_exact(name) != nullptr;
    }

    [[nodiscard]] Walk walk_down() const {
        Walk walk;
        const unsigned labels = name_.view().label_count();
        for (unsigned depth = zone_->zone.label_count(); depth <= labels; ++depth) {
            const dns::NameView at = name_.view().suffix(depth);
            const Node* node = data_.nodes_.find_exact(at);
            if (!exists(at, node)) break;
            walk.encloser = at;
            if (node == nullptr) continue;
            const bool own_ds = type_ == dns::rr::ds && depth == labels;
            if (!(at == zone_->zone) && !own_ds && has(*node, dns::rr::ns)) {
                walk.delegated = true;
                break;
            }
            if (depth < labels && has(*node, dns::rr::dname)) {
                walk.dname = node;
                walk.dname_owner = at;
                break;
            }
        }
        return walk;
    }

    Next follow_dname(const Node& node, dns::NameView owner) {
        std::uint32_t ttl = 0;
        std::optional<dns::Name> target;
        for (const dns::RecordView record : node.records.view()) {
            if (record.type != dns::rr::dname) continue;
            ttl = record.ttl;
            target = dns::substitute_dname(name_, owner, dns::NameView::trusted(record.rdata));
        }
        copy(node, dns::rr::dname, owner);
        if (!target) return fail(dns::Rcode::yxdomain);
        add(dns::Section::answer, name_, dns::rr::cname, ttl, target->wire());
        name_ = *target;
        return Next::follow;
    }

    Next answer_from(const Node& node, dns::NameView owner) {
        // Beside a CNAME only DNSSEC's own types may stand (RFC 4035 2.5).
        const bool beside = type_ == dns::rr::cname || type_ == dns::rr::any ||
                            type_ == dns::rr::rrsig || type_ == dns::rr::nsec;
        if (!beside && has(node, dns::rr::cname)) {
            for (const dns::RecordView record : node.records.view()) {
                if (record.type != dns::rr::cname) continue;
                const dns::Name target = dns::NameView::trusted(record.rdata);
                copy(node, dns::rr::cname, owner);
                name_ = target;
                return Next::follow;
            }
        }
        if (type_ == dns::rr::soa && zone_ && owner == zone_->zone && !has(node, dns::rr::soa)) {
            return answer_soa();
        }
        const std::size_t before = found_.outcome.records.count();
        copy(node, type_, owner);
        if (found_.outcome.records.count() == before) return deny(OutcomeKind::nodata);
        return finish(OutcomeKind::answer);
    }

    /// An empty non-terminal or an apex without records of its own.
    Next at_empty_name() {
        if (!(name_.view() == zone_->zone)) return deny(OutcomeKind::nodata);
        if (zone_->value->apex == LocalData::Apex::denied) return deny(OutcomeKind::nxdomain);
        return type_ == dns::rr::soa ? answer_soa() : deny(OutcomeKind::nodata);
    }

    Next answer_soa() {
        for (dns::RecordView record : zone_->value->soa.view()) {
            record.section = dns::Section::answer;
            add(record.section, record.owner, record.type, record.ttl, record.rdata);
        }
        return finish(OutcomeKind::answer);
    }

    Next from_wildcard(dns::NameView encloser) {
        static constexpr std::uint8_t star[] = {1, '*'};
        const auto wildcard = dns::Name::join(star, encloser);
        if (wildcard && !(wildcard->view() == name_.view())) {
            if (const Node* node = data_.nodes_.find_exact(*wildcard)) {
                return answer_from(*node, name_);
            }
            if (data_.parents_.find_exact(*wildcard) != nullptr) return deny(OutcomeKind::nodata);
        }
        return deny(OutcomeKind::nxdomain);
    }

    Next deny(OutcomeKind kind) {
        // A name of its own has no zone, so no SOA.
        std::uint32_t ttl = local_denial_ttl_s;
        if (zone_) {
            for (const dns::RecordView record : zone_->value->soa.view()) {
                add(record.section, record.owner, record.type, record.ttl, record.rdata);
                const std::uint32_t minimum = base::load_be32(record.rdata.last(4).data());
                ttl = std::min(record.ttl, minimum);
            }
        }
        ttl_ = std::min(ttl_, ttl);
        return finish(kind);
    }

    Next finish(OutcomeKind kind) {
        Outcome& outcome = found_.outcome;
        outcome.kind = kind;
        outcome.rcode = kind == OutcomeKind::nxdomain ? dns::Rcode::nxdomain : dns::Rcode::noerror;
        outcome.local = true;
        outcome.ttl = ttl_;
        return Next::done;
    }

    Next fail(dns::Rcode rcode) {
        Outcome& outcome = found_.outcome;
        outcome.kind = OutcomeKind::failure;
        outcome.rcode = rcode;
        outcome.failure = Failure::loop;
        outcome.local = true;
        outcome.ttl = 0;
        outcome.records.clear();
        return Next::done;
    }

    /// The records of `type` (of the first type for ANY) and their RRSIGs.
    void copy(const Node& node, std::uint16_t type, dns::NameView owner) {
        const dns::RecordSpan records = node.records.view();
        if (type == dns::rr::any && !records.empty()) type = (*records.begin()).type;
        copy_if(records, owner, [type](const dns::RecordView& r) { return r.type == type; });
        if (type == dns::rr::rrsig) return;
        copy_if(records, owner, [type](const dns::RecordView& r) {
            return r.type == dns::rr::rrsig && r.rdata.size() >= 2 &&
                   base::load_be16(r.rdata.data()) == type;
        });
    }
    template <typename Predicate>
    void copy_if(dns::RecordSpan records, dns::NameView owner, Predicate wanted) {
        for (const dns::RecordView record : records) {
            if (wanted(record)) {
                add(dns::Section::answer, owner, record.type, record.ttl, record.rdata);
            }
        }
    }
    void add(dns::Section section, dns::NameView owner, std::uint16_t type, std::uint32_t ttl,
             base::Bytes rdata) {
        found_.outcome.records.add(section, owner, type, ttl, rdata);
        ttl_ = std::min(ttl_, ttl);
    }

    const LocalData& data_;
    dns::Name name_;
    std::uint16_t type_;
    unsigned links_ = 0;
    LocalData::ZoneMatch zone_;
    std::uint32_t ttl_ = 0x7FFFFFFF;
    LocalData::Found found_;
};

bool LocalData::covers(dns::NameView name) const {
    return zone_of(name).has_value() || nodes_.find_exact(name) != nullptr;
}

std::optional<LocalData::Found> LocalData::find(dns::NameView name, std::uint16_t type) const {
    if (!covers(name)) return std::nullopt;
    return LocalLookup(*this, name, type).run();
}

}  // namespace gate64::dns64d::model
