// SPDX-License-Identifier: Apache-2.0
#pragma once
// The servers this shard knows, in the sets the configuration names, and which of a set is asked.
// A set stays as long as a question uses it, a server as long as a set does, so a reload never
// pulls either away; a server that stays keeps its health. The shard's thread.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "dns64d/model/settings.h"
#include "dns64d/upstream/health.h"
#include "shared/base/random.h"

namespace gate64::dns64d::upstream {

/// Servers of one set that are used; further ones are left alone.
inline constexpr std::size_t servers_per_set_max = 32;

struct Server {
    Server(const net::Endpoint& at, dns::NameView for_zone, const HealthLimits& limits)
        : endpoint(at), zone(for_zone), health(limits) {}

    net::Endpoint endpoint;
    dns::Name zone;
    ServerHealth health;
    std::uint64_t queries = 0, answers = 0, timeouts = 0, failures = 0;
    std::uint32_t in_flight = 0;
    std::uint32_t sets = 0;  ///< that name it
};

struct ServerSet {
    model::UpstreamSet settings;
    std::vector<Server*> servers;
    std::uint32_t users = 0;  ///< questions under way, and 1 while configured
};

/// How often each server of the set was asked for one question.
using Tries = std::array<std::uint8_t, servers_per_set_max>;

class ServerTable {
  public:
    explicit ServerTable(const HealthLimits& limits) noexcept : limits_(limits) {}

    void configure(const std::vector<model::UpstreamSet>& sets);
    /// The set as it is now; release() it in the end.
    [[nodiscard]] ServerSet& acquire(const model::UpstreamSet& set);
    /// One more user of a set that has one.
    [[nodiscard]] static ServerSet& share(ServerSet& set) noexcept {
        ++set.users;
        return set;
    }
    void release(ServerSet& set) noexcept;

    /// Servers of configured sets.
    template <typename Visit>
    void for_each(Visit visit) const {
        for (const auto& server : servers_)
            visit(*server);
    }

  private:
    [[nodiscard]] ServerSet* find(const model::UpstreamSet& set) const noexcept;
    ServerSet& add(const model::UpstreamSet& set);
    [[nodiscard]] Server& server_for(const net::Endpoint& endpoint, dns::NameView zone);
    void drop_unused() noexcept;

    HealthLimits limits_;
    std::vector<std::unique_ptr<Server>> servers_;
    std::vector<std::unique_ptr<ServerSet>> sets_;
    std::vector<ServerSet*> configured_;
};

/// The server a new question goes to: the quickest of the best tier, now and then another one of
/// that tier so that its round trip stays known. REQUIRES: the set is not empty.
[[nodiscard]] std::size_t first_server(const ServerSet& set, base::Random& random) noexcept;
/// The server to go on with: least asked, then best tier, then quickest. Down servers only when
/// all are.
[[nodiscard]] std::size_t next_server(const ServerSet& set, const Tries& tries) noexcept;
/// True when a server that is not down was not asked yet.
[[nodiscard]] bool has_untried(const ServerSet& set, const Tries& tries) noexcept;
[[nodiscard]] bool all_down(const ServerSet& set) noexcept;

}  // namespace gate64::dns64d::upstream
