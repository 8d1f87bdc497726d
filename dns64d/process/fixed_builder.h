// SPDX-License-Identifier: Apache-2.0
#pragma once
// From the configuration to the part that is fixed at start: threads, sockets, memory, limits, and
// the ports questions may leave from.

#include "dns64d/shard/fixed_settings.h"
#include "shared/config/model.h"

namespace gate64::dns64d::process {

/// Reads ip_local_reserved_ports; an unreadable one is an error, because a port of the translator
/// would swallow answers.
[[nodiscard]] base::Result<shard::FixedSettings> build_fixed(const config::Config& config);

}  // namespace gate64::dns64d::process
