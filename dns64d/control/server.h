// SPDX-License-Identifier: Apache-2.0
#pragma once
// The control socket: a unix socket, one JSON request and one JSON answer a connection. It runs on
// a thread of its own and reaches the shards only by posting requests to them.
//   request  {"verb": "explain", "name": "www.example", "type": "AAAA", "client": "2001:db8::1"}
//   answer   {"ok": true, "result": {...}}  or  {"ok": false, "error": "a sentence"}

#include <memory>
#include <string>
#include <vector>

#include "dns64d/shard/shards.h"
#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::control {

/// A request longer than this is refused; a connection that is silent this long is closed.
inline constexpr std::size_t request_bytes_max = 4096;
inline constexpr int request_timeout_ms = 2000;

/// The daemon as the control socket needs it. Any thread.
class Reloader {
  public:
    virtual ~Reloader() = default;
    /// What changed, in a sentence, or why the old configuration stays.
    [[nodiscard]] virtual base::Result<std::string> reload() = 0;
    /// The addresses clients reach us at, as configured now.
    [[nodiscard]] virtual std::vector<std::string> listening() = 0;
};

/// Binds the socket at `path` with mode 0600, in place of a dead one; an error if another server
/// answers there. Before privileges are dropped.
[[nodiscard]] base::Result<base::UniqueFd> open_control_socket(const std::string& path);

class Server {
  public:
    /// Serves on `listener` until destroyed. `shards` and `reloader` must outlive it.
    [[nodiscard]] static base::Result<std::unique_ptr<Server>> start(base::UniqueFd listener,
                                                                     shard::Shards& shards,
                                                                     Reloader& reloader);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

  private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gate64::dns64d::control
