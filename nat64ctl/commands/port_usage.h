// SPDX-License-Identifier: Apache-2.0
#pragma once
// How many ports of each pool4 address and protocol are taken, counted over the bindings. Memory
// grows with the addresses of pool4, up to a limit, and not with the bindings. One thread.

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shared/jool/model.h"
#include "shared/jool_client/client.h"

namespace gate64::nat64ctl::commands {

/// Addresses and protocols counted apart; all others are one row.
inline constexpr std::size_t usage_rows_max = 12'288;

struct UsageRow {
    net::Ipv4Address address;
    jool::Protocol protocol = jool::Protocol::tcp;
    std::uint64_t used = 0;
    std::uint64_t ports = 0;  ///< in pool4; 0 with bindings: pool4 was changed under them
    friend bool operator==(const UsageRow&, const UsageRow&) = default;
};

class PortUsage {
  public:
    explicit PortUsage(const std::vector<jool::Pool4Entry>& pool4);

    void add(const jool::BibEntry& entry);
    /// By address and protocol.
    [[nodiscard]] std::vector<UsageRow> rows() const;
    [[nodiscard]] std::uint64_t used(jool::Protocol protocol) const noexcept;
    /// Bindings on addresses beyond the limit.
    [[nodiscard]] std::uint64_t uncounted() const noexcept { return uncounted_; }

  private:
    struct Count {
        std::uint64_t used = 0;
        std::uint64_t ports = 0;
    };
    using Key = std::pair<net::Ipv4Address, jool::Protocol>;

    std::map<Key, Count> counts_;
    std::uint64_t totals_[3] = {};
    std::uint64_t uncounted_ = 0;
};

/// Counts every binding of the instance.
[[nodiscard]] base::Result<PortUsage> count_ports(jool::Client& client, const std::string& instance,
                                                  const std::vector<jool::Pool4Entry>& pool4);

}  // namespace gate64::nat64ctl::commands
