// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/xt_target.h"

#include <algorithm>

#include "shared/base/check.h"

namespace gate64::nat64ctl::firewall {
namespace {

constexpr std::size_t name_octets = 16;
constexpr std::size_t type_offset = 16;
constexpr std::uint8_t type_nat64 = 2;
/// What Jool's iptables extension has in the name field before it copies a name over it. The kernel
/// reads up to the NUL only, but `iptables -D` and `-C` compare every octet.
constexpr std::string_view name_before = "default";

}  // namespace

JoolTargetInfo jool_target_info(std::string_view instance) {
    CHECK(instance.size() < name_octets);
    JoolTargetInfo info{};
    std::copy(name_before.begin(), name_before.end(), info.begin());
    *std::copy(instance.begin(), instance.end(), info.begin()) = 0;
    info[type_offset] = type_nat64;
    return info;
}

std::optional<std::string> instance_of_target(std::string_view target, base::Bytes info) {
    if (target != jool_target || info.size() <= type_offset) return std::nullopt;
    const base::Bytes name = info.first(name_octets);
    return std::string(name.begin(), std::find(name.begin(), name.end(), std::uint8_t{0}));
}

}  // namespace gate64::nat64ctl::firewall
