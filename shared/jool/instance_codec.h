// SPDX-License-Identifier: Apache-2.0
#pragma once
// Instances on the wire: requests made, replies read. Pure.

#include "shared/jool/fields.h"
#include "shared/jool/reply.h"
#include "shared/jool/request.h"

namespace gate64::jool {

/// `after`: the last entry of the page before.
[[nodiscard]] base::Result<Octets> encode_instance_foreach(
    const Target& target, const std::optional<Instance>& after = std::nullopt);
[[nodiscard]] base::Result<Octets> encode_instance_add(const Target& target, Framework framework,
                                                       const net::Ipv6Prefix& pool6);
[[nodiscard]] base::Result<Octets> encode_instance_hello(const Target& target);
[[nodiscard]] base::Result<Octets> encode_instance_rm(const Target& target);
[[nodiscard]] base::Result<Octets> encode_instance_flush(const Target& target);
/// Session synchronisation: has the instance send all its sessions.
[[nodiscard]] base::Result<Octets> encode_joold_advertise(const Target& target);

[[nodiscard]] base::Result<Page<Instance>> decode_instances(base::Bytes reply);
/// Whether the instance exists.
[[nodiscard]] base::Result<bool> decode_instance_hello(base::Bytes reply);

void write_instance(MessageWriter& writer, std::uint16_t type, const Instance& instance);
[[nodiscard]] Instance read_instance(const Attributes& fields);

}  // namespace gate64::jool
