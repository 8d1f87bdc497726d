// SPDX-License-Identifier: Apache-2.0
#pragma once
// A small process that keeps the rights the daemon started with and opens files for it, so that a
// reload still reads what only root may read. It serves one request, "open this path for reading",
// over a socket pair, passes the descriptor back, and opens nothing but the configuration file and
// the files that configuration names at that moment. It ends when the daemon does.

#include <string>

#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::process {

/// Files larger than this are refused.
inline constexpr std::size_t opened_file_bytes_max = 64U << 20;

class FileOpener {
  public:
    /// Forks the opener. Before threads and before privileges are dropped.
    [[nodiscard]] static base::Result<FileOpener> start(const std::string& config_file);

    FileOpener(FileOpener&&) noexcept = default;
    FileOpener& operator=(FileOpener&&) noexcept = default;
    FileOpener(const FileOpener&) = delete;
    FileOpener& operator=(const FileOpener&) = delete;
    ~FileOpener() = default;

    /// The whole file. Errors carry the kernel's reason. One thread at a time.
    [[nodiscard]] base::Result<std::string> read(const std::string& path) const;

  private:
    explicit FileOpener(base::UniqueFd socket) noexcept : socket_(std::move(socket)) {}
    base::UniqueFd socket_;
};

/// Reads a regular file of at most opened_file_bytes_max with the caller's own rights.
[[nodiscard]] base::Result<std::string> read_whole_file(const std::string& path);

}  // namespace gate64::dns64d::process
