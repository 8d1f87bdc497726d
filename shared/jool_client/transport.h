// SPDX-License-Identifier: Apache-2.0
#pragma once
// One request to Jool and its reply. The kernel handles a request inside the sender's sendmsg(),
// in the network namespace of the sending *thread*, and sends exactly one reply (none for session
// sync). Two makers: SocketTransport talks to the kernel, RecordedTransport replays a script for
// tests. A transport belongs to one thread.

#include <cstdint>
#include <vector>

#include "shared/base/bytes.h"
#include "shared/base/error.h"
#include "shared/jool/version.h"

namespace gate64::jool {

/// What the messages of this connection carry in their headers.
struct TransportFacts {
    std::uint16_t family = 0;  ///< generic netlink id of "Jool"
    Version version;           ///< of the loaded module
};

class Transport {
  public:
    virtual ~Transport() = default;
    [[nodiscard]] virtual const TransportFacts& facts() const noexcept = 0;
    /// Sends a whole netlink message (sequence and port are filled in here) and gives the whole
    /// reply message. `expects_reply` is false for the two session-sync operations that answer
    /// nothing on success; then the result is empty on success.
    [[nodiscard]] virtual base::Result<std::vector<std::uint8_t>> exchange(base::Bytes request,
                                                                           bool expects_reply) = 0;
};

}  // namespace gate64::jool
