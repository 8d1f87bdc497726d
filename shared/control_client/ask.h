// SPDX-License-Identifier: Apache-2.0
#pragma once
// One request and one answer over the control socket of a running dns64d. Blocks the caller for a
// bounded time. Any thread.

#include <cstddef>
#include <string>

#include "shared/base/error.h"

namespace gate64::control_client {

/// A silence longer than this ends the exchange. The server waits for a stuck shard for two
/// seconds and for an explained question's upstreams for longer.
inline constexpr int answer_silence_max_s = 15;
/// An answer longer than this is none of dns64d's.
inline constexpr std::size_t answer_bytes_max = std::size_t{16} << 20;

/// Sends `request` to the server at `path` and gives its whole answer. errno ENOENT or
/// ECONNREFUSED: nobody listens there.
[[nodiscard]] base::Result<std::string> ask(const std::string& path, const std::string& request);

}  // namespace gate64::control_client
