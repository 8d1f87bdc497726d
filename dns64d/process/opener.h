// SPDX-License-Identifier: Apache-2.0
#pragma once
// A small process that keeps the rights the daemon started with, so that a reload still works after
// the daemon gave them up: it opens files that only root may read and sockets on ports below 1024.
// It takes requests over a socket pair, passes descriptors back, and opens nothing but the
// configuration file, the files that configuration names at that moment, and the addresses it
// listens on. It ends when the daemon does.

#include <string>
#include <vector>

#include "dns64d/io/listen_socket.h"
#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::process {

/// Files larger than this are refused.
inline constexpr std::size_t opened_file_bytes_max = 64U << 20;

class Opener {
  public:
    /// Forks the opener. Before threads and before privileges are dropped.
    [[nodiscard]] static base::Result<Opener> start(const std::string& config_file);

    Opener(Opener&&) noexcept = default;
    Opener& operator=(Opener&&) noexcept = default;
    Opener(const Opener&) = delete;
    Opener& operator=(const Opener&) = delete;
    ~Opener() = default;

    /// The whole file. Errors carry the kernel's reason. One thread at a time.
    [[nodiscard]] base::Result<std::string> read(const std::string& path) const;
    /// Sockets on `endpoint` for every shard: result[shard]. Errors are whole sentences.
    [[nodiscard]] base::Result<std::vector<io::ListenerSockets>> listen(
        const net::Endpoint& endpoint, std::uint32_t shard_count) const;

  private:
    [[nodiscard]] base::Result<std::vector<base::UniqueFd>> ask(const std::string& request) const;
    explicit Opener(base::UniqueFd socket) noexcept : socket_(std::move(socket)) {}
    base::UniqueFd socket_;
};

/// Reads a regular file of at most opened_file_bytes_max with the caller's own rights.
[[nodiscard]] base::Result<std::string> read_whole_file(const std::string& path);

}  // namespace gate64::dns64d::process
