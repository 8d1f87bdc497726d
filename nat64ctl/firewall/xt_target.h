// SPDX-License-Identifier: Apache-2.0
#pragma once
// Jool's xtables target, "JOOL" revision 0, as the kernel holds it in iptables rules of both kinds:
// sixteen octets with the instance's name, one with the translator's type, padding to a multiple of
// eight. Registered for IPv4 and IPv6 each. Pure. Source: Jool, src/mod/common/target.h.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/bytes.h"

namespace gate64::nat64ctl::firewall {

inline constexpr std::string_view jool_target = "JOOL";
inline constexpr std::uint8_t jool_target_revision = 0;
using JoolTargetInfo = std::array<std::uint8_t, 24>;

/// REQUIRES: `instance` has at most 15 octets.
[[nodiscard]] JoolTargetInfo jool_target_info(std::string_view instance);

/// The instance that a target names; nothing for other targets and for what is cut short.
[[nodiscard]] std::optional<std::string> instance_of_target(std::string_view target,
                                                            base::Bytes info);

}  // namespace gate64::nat64ctl::firewall
