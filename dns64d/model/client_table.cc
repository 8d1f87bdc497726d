// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "dns64d/model/settings.h"

namespace gate64::dns64d::model {
namespace {

/// Gives each distinct list of policies one index.
class Interner {
  public:
    explicit Interner(std::vector<PolicySet>& sets) : sets_(sets) {
        sets_.clear();
        (void)index_of({});
    }
    std::uint32_t index_of(const std::vector<std::uint16_t>& policies) {
        const auto [it, fresh] =
            indexes_.try_emplace(policies, static_cast<std::uint32_t>(sets_.size()));
        if (fresh) sets_.push_back({policies});
        return it->second;
    }

  private:
    std::vector<PolicySet>& sets_;
    std::map<std::vector<std::uint16_t>, std::uint32_t> indexes_;
};

/// Every address where the answer of some list may change.
std::vector<net::Ipv6Address> all_boundaries(const net::Acl& allow,
                                             const std::vector<Dns64Policy>& policies) {
    std::vector<net::Ipv6Address> all = allow.boundaries();
    for (const Dns64Policy& policy : policies) {
        const std::vector<net::Ipv6Address> more = policy.clients.boundaries();
        all.insert(all.end(), more.begin(), more.end());
    }
    all.emplace_back();  // the first range starts at ::
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

}  // namespace

ClientTable::ClientTable(const net::Acl& allow, const std::vector<Dns64Policy>& policies,
                         std::vector<PolicySet>& sets) {
    Interner interner(sets);
    std::vector<std::uint16_t> matching;
    for (const net::Ipv6Address& start : all_boundaries(allow, policies)) {
        matching.clear();
        for (std::size_t i = 0; i < policies.size(); ++i) {
            if (policies[i].clients.allows(start)) {
                matching.push_back(static_cast<std::uint16_t>(i));
            }
        }
        const Entry entry{.allowed = allow.allows(start),
                          .policy_set = interner.index_of(matching)};
        if (!entries_.empty() && entries_.back().allowed == entry.allowed &&
            entries_.back().policy_set == entry.policy_set) {
            continue;
        }
        starts_.push_back(start);
        entries_.push_back(entry);
    }
}

ClientTable::Entry ClientTable::find(const net::IpAddress& client) const noexcept {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), client.v6());
    if (after == starts_.begin()) return {};
    return entries_[static_cast<std::size_t>(after - starts_.begin()) - 1];
}

}  // namespace gate64::dns64d::model
