// SPDX-License-Identifier: Apache-2.0
#pragma once
// GET /metrics over plain HTTP for Prometheus (libmicrohttpd, one thread of its own, few and
// short-lived connections). Everything else is 404 or 405.

#include <memory>

#include "dns64d/shard/shards.h"
#include "shared/base/error.h"
#include "shared/base/unique_fd.h"
#include "shared/net/address.h"

namespace gate64::dns64d::control {

/// Binds the address. Before privileges are dropped.
[[nodiscard]] base::Result<base::UniqueFd> open_metrics_socket(const net::Endpoint& endpoint);

class MetricsServer {
  public:
    /// Serves on `listener` until destroyed; `shards` must outlive it.
    [[nodiscard]] static base::Result<std::unique_ptr<MetricsServer>> start(base::UniqueFd listener,
                                                                            shard::Shards& shards);
    MetricsServer(const MetricsServer&) = delete;
    MetricsServer& operator=(const MetricsServer&) = delete;
    ~MetricsServer();

  private:
    struct Impl;
    explicit MetricsServer(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gate64::dns64d::control
