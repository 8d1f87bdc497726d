// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/live_pools.h"

#include <algorithm>
#include <tuple>

namespace gate64::nat64ctl::commands {

base::Result<std::vector<jool::Pool4Entry>> live_pools(jool::Client& client,
                                                       const std::string& instance) {
    std::vector<jool::Pool4Entry> all;
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto part = client.pool4(instance, protocol);
        if (!part) return std::unexpected(part.error());
        all.insert(all.end(), part->begin(), part->end());
    }
    const auto order = [](const jool::Pool4Entry& entry) {
        return std::tuple(entry.mark, entry.prefix, entry.port_min, entry.protocol);
    };
    std::stable_sort(
        all.begin(), all.end(),
        [&](const jool::Pool4Entry& a, const jool::Pool4Entry& b) { return order(a) < order(b); });
    return all;
}

}  // namespace gate64::nat64ctl::commands
