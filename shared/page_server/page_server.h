// SPDX-License-Identifier: Apache-2.0
#pragma once
// GET /metrics over plain HTTP, for Prometheus (libmicrohttpd, one thread of its own, few and
// short-lived connections). Everything else is 404 or 405.

#include <functional>
#include <memory>
#include <string>

#include "shared/base/error.h"
#include "shared/base/unique_fd.h"
#include "shared/net/address.h"

namespace gate64::page_server {

/// Binds and listens. Before privileges are dropped.
[[nodiscard]] base::Result<base::UniqueFd> open_page_socket(const net::Endpoint& endpoint);

class PageServer {
  public:
    /// The page as it is now. Called on the server's thread, one call at a time.
    using Page = std::function<std::string()>;

    /// Serves on `listener` until destroyed.
    [[nodiscard]] static base::Result<std::unique_ptr<PageServer>> start(base::UniqueFd listener,
                                                                         Page page);
    PageServer(const PageServer&) = delete;
    PageServer& operator=(const PageServer&) = delete;
    ~PageServer();

  private:
    struct Impl;
    explicit PageServer(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

/// For --version: this folder is the only one that may name libmicrohttpd.
[[nodiscard]] std::string library_version();

}  // namespace gate64::page_server
