// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a network card merges on receipt, by the ethtool ioctl (SIOCETHTOOL): needs no privilege.

#include <string>

#include "nat64ctl/model/network_facts.h"

namespace gate64::nat64ctl::system {

/// Of an interface in the calling thread's network namespace. What the driver or kernel does not
/// say is absent.
[[nodiscard]] model::Offloads read_offloads(const std::string& interface);

}  // namespace gate64::nat64ctl::system
