// SPDX-License-Identifier: Apache-2.0
#pragma once
// How changes become what the state file remembers of us (system::Deeds). What we are about to make
// is claimed before it is done, so that a run that is killed leaves nothing behind that `down`
// would not know; what we took away is forgotten only afterwards.

#include <span>

#include "nat64ctl/model/ports.h"
#include "nat64ctl/plan/plan.h"
#include "nat64ctl/system/state.h"

namespace gate64::nat64ctl::apply {

/// Takes something away that `down` would take away as well.
[[nodiscard]] bool is_removal(const plan::Change& change) noexcept;

/// Before the first change.
void claim(system::Deeds& deeds, std::span<const plan::Change> changes);
/// After the last one.
void settle(system::Deeds& deeds, std::span<const plan::Change> changes);
/// After `changes` were taken back.
void settle_undone(system::Deeds& deeds, std::span<const plan::Change> changes);

/// The ports among net.ipv4.ip_local_reserved_ports that are ours.
[[nodiscard]] model::PortSet reserved_by_us(const system::Deeds& deeds);

}  // namespace gate64::nat64ctl::apply
