// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sessions on the wire: requests made, replies read. Pure.

#include "shared/jool/fields.h"
#include "shared/jool/reply.h"
#include "shared/jool/request.h"

namespace gate64::jool {

/// `after`: the last entry of the page before, of the same protocol.
[[nodiscard]] base::Result<Octets> encode_session_foreach(
    const Target& target, Protocol protocol, const std::optional<Session>& after = std::nullopt);

[[nodiscard]] base::Result<Page<Session>> decode_sessions(base::Bytes reply);

void write_session(MessageWriter& writer, std::uint16_t type, const Session& session);
[[nodiscard]] Session read_session(const Attributes& fields);

}  // namespace gate64::jool
