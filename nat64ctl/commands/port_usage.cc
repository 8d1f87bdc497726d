// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/port_usage.h"

namespace gate64::nat64ctl::commands {

PortUsage::PortUsage(const std::vector<jool::Pool4Entry>& pool4) {
    for (const jool::Pool4Entry& entry : pool4) {
        const std::uint64_t ports = entry.port_max - entry.port_min + 1U;
        const std::uint64_t last = entry.prefix.last().value();
        for (std::uint64_t at = entry.prefix.first().value(); at <= last; ++at) {
            const Key key{net::Ipv4Address(static_cast<std::uint32_t>(at)), entry.protocol};
            if (counts_.size() >= usage_rows_max && !counts_.contains(key)) return;
            counts_[key].ports += ports;
        }
    }
}

void PortUsage::add(const jool::BibEntry& entry) {
    ++totals_[static_cast<std::size_t>(entry.protocol)];
    const Key key{entry.src4.address, entry.protocol};
    if (counts_.size() >= usage_rows_max && !counts_.contains(key)) {
        ++uncounted_;
        return;
    }
    ++counts_[key].used;
}

std::vector<UsageRow> PortUsage::rows() const {
    std::vector<UsageRow> rows;
    for (const auto& [key, count] : counts_)
        rows.push_back({key.first, key.second, count.used, count.ports});
    return rows;
}

std::uint64_t PortUsage::used(jool::Protocol protocol) const noexcept {
    return totals_[static_cast<std::size_t>(protocol)];
}

base::Result<PortUsage> count_ports(jool::Client& client, const std::string& instance,
                                    const std::vector<jool::Pool4Entry>& pool4) {
    PortUsage usage(pool4);
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto listed = client.each_bib(instance, protocol, [&](const jool::BibEntry& entry) {
            usage.add(entry);
            return true;
        });
        if (!listed) return std::unexpected(listed.error());
    }
    return usage;
}

}  // namespace gate64::nat64ctl::commands
