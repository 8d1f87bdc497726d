// SPDX-License-Identifier: Apache-2.0
#pragma once
// The opening of every request: only NAT64 operations can be named, so a request for SIIT cannot be
// made. Pure.

#include "shared/jool/abi.h"
#include "shared/jool/message.h"

namespace gate64::jool {

/// Whom requests go to.
struct Target {
    std::uint16_t family = 0;  ///< generic netlink's number of the family "Jool"
    Version version;           ///< the module's own
    std::string instance;      ///< ignored by what concerns all instances, but always written
};

[[nodiscard]] inline MessageWriter request(const Target& target, abi::Operation operation,
                                           std::uint8_t flags = 0) {
    return MessageWriter({.family = target.family,
                          .command = static_cast<std::uint8_t>(operation),
                          .flags = flags,
                          .version = target.version,
                          .instance = target.instance});
}

}  // namespace gate64::jool
