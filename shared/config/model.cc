// SPDX-License-Identifier: Apache-2.0
#include "shared/config/model.h"

#include <algorithm>

namespace gate64::config {

AclEntries acl_any() {
    return {net::AclEntry{.prefix = {}, .any = true, .allow = true}};
}

AclEntries acl_mapped_addresses() {
    // The IPv4 form of "every address" is ::ffff:0:0/96.
    return {net::AclEntry{.prefix = net::Ipv4Prefix(), .any = false, .allow = true}};
}

Endpoints default_listen() {
    return {{net::Endpoint{net::Ipv6Address(), 53, 0}, {}},
            {net::Endpoint{net::Ipv4Address(), 53, 0}, {}}};
}

net::Endpoint default_metrics() {
    return {net::Ipv4Address(0x7F000001), 9464, 0};
}

bool Pool4::serves(Protocol protocol) const noexcept {
    return std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
}

}  // namespace gate64::config
