// SPDX-License-Identifier: Apache-2.0
#pragma once
// How changes become what the state file remembers of us (system::Deeds). What we are about to make
// is claimed before it is done, so that a run that is killed leaves nothing behind that `down`
// would not know; what we took away is forgotten only afterwards. A run that is taken back brings
// the deeds from before it back (journal.h).

#include <span>

#include "nat64ctl/model/ports.h"
#include "nat64ctl/plan/plan.h"
#include "nat64ctl/system/state.h"

namespace gate64::nat64ctl::apply {

/// Before the first change.
void claim(system::Deeds& deeds, std::span<const plan::Change> changes);
/// After the last one.
void settle(system::Deeds& deeds, std::span<const plan::Change> changes);

/// The ports among net.ipv4.ip_local_reserved_ports that are ours.
[[nodiscard]] model::PortSet reserved_by_us(const system::Deeds& deeds);

}  // namespace gate64::nat64ctl::apply
