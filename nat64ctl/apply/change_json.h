// SPDX-License-Identifier: Apache-2.0
#pragma once
// Changes, steps and snapshots as JSON and back: what the journal keeps and what `plan --json`
// shows. Key names are stable. Reading takes nothing for granted: a file that was cut or edited
// gives an error.

#include <nlohmann/json.hpp>

#include "nat64ctl/plan/plan.h"
#include "nat64ctl/plan/snapshot.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::apply {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json json_of(const plan::Change& change);
[[nodiscard]] base::Result<plan::Change> change_from(const Json& json);

[[nodiscard]] Json json_of(const plan::Snapshot& snapshot);
[[nodiscard]] base::Result<plan::Snapshot> snapshot_from(const Json& json);

/// {"steps": [{"change": ..., "text": ..., "why": ..., "cost": ...}], "warnings": [...]}
[[nodiscard]] Json json_of(const plan::Plan& plan);

}  // namespace gate64::nat64ctl::apply
