// SPDX-License-Identifier: Apache-2.0
#pragma once
// The local ports that questions to upstreams may leave from. Every shard draws from the whole set,
// so a port never tells which shard asked. Ports that the kernel was told to keep
// (ip_local_reserved_ports) and those of the translator's pool4 are taken out: Jool would swallow
// the answers. Built at start, then immutable and shared by all threads.

#include <cstdint>
#include <string_view>
#include <vector>

#include "shared/base/error.h"
#include "shared/base/random.h"

namespace gate64::dns64d::io {

/// Ports below are for services.
inline constexpr std::uint16_t source_port_min = 1024;

class PortSet {
  public:
    /// 1024 to 65535.
    PortSet();

    /// Takes `first` to `last` out. REQUIRES: first <= last.
    void remove(std::uint16_t first, std::uint16_t last);
    /// Takes out what a list like "8080,9148-9200" names (the form of ip_local_reserved_ports).
    [[nodiscard]] base::Result<void> remove_list(std::string_view list);

    /// Each port is as likely as any other. REQUIRES: size() > 0.
    [[nodiscard]] std::uint16_t pick(base::Random& random) const noexcept;
    [[nodiscard]] bool contains(std::uint16_t port) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return ports_.size(); }

  private:
    std::vector<std::uint16_t> ports_;  ///< ascending
};

/// Takes the host's net.ipv4.ip_local_reserved_ports out of `ports` (it holds for IPv6 too).
[[nodiscard]] base::Result<void> remove_reserved_ports(PortSet& ports);

}  // namespace gate64::dns64d::io
