// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which of the kernel's capabilities(7) the calling thread has in effect, and the sentence for
// those it lacks.

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

enum class Capability : std::uint8_t {
    net_admin,     ///< Jool's operations, sysctls of net, the packet filter
    sys_module,    ///< loading a module
    sys_admin,     ///< entering another network namespace
    dac_override,  ///< files of other users
    net_raw,       ///< raw sockets
};

[[nodiscard]] std::string_view name_of(Capability capability) noexcept;  ///< "CAP_NET_ADMIN"

[[nodiscard]] bool has(Capability capability) noexcept;

/// False in a container with a user namespace of its own: Jool asks for CAP_NET_ADMIN of the first
/// one, so no capability helps there.
[[nodiscard]] bool is_first_user_namespace();

/// errno EPERM, naming `action` ("loading jool") and what is lacking, unless all are in effect.
[[nodiscard]] base::Result<void> require(std::string_view action,
                                         std::initializer_list<Capability> capabilities);

}  // namespace gate64::nat64ctl::system
