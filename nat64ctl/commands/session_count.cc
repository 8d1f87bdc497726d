// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/session_count.h"

#include <algorithm>

namespace gate64::nat64ctl::commands {
namespace {

bool holds(const jool::Pool4Entry& entry, const jool::Session& session) noexcept {
    return entry.protocol == session.protocol && entry.prefix.contains(session.src4.address) &&
           session.src4.port >= entry.port_min && session.src4.port <= entry.port_max;
}

}  // namespace

base::Result<std::uint64_t> sessions_of(jool::Client& client, const std::string& instance) {
    std::uint64_t count = 0;
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto listed = client.each_session(instance, protocol, [&](const jool::Session&) {
            ++count;
            return true;
        });
        if (!listed) return std::unexpected(listed.error());
    }
    return count;
}

base::Result<std::uint64_t> sessions_in(jool::Client& client, const std::string& instance,
                                        std::span<const jool::Pool4Entry> entries) {
    std::uint64_t count = 0;
    for (const jool::Protocol protocol : jool::all_protocols) {
        const bool is_concerned =
            std::any_of(entries.begin(), entries.end(),
                        [&](const jool::Pool4Entry& e) { return e.protocol == protocol; });
        if (!is_concerned) continue;
        const auto listed =
            client.each_session(instance, protocol, [&](const jool::Session& session) {
                count += std::any_of(entries.begin(), entries.end(),
                                     [&](const jool::Pool4Entry& e) { return holds(e, session); })
                             ? 1U
                             : 0U;
                return true;
            });
        if (!listed) return std::unexpected(listed.error());
    }
    return count;
}

}  // namespace gate64::nat64ctl::commands
