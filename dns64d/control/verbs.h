// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the control socket can be asked, one row a verb. Control thread only.

#include <nlohmann/json.hpp>

#include "dns64d/control/server.h"

namespace gate64::dns64d::control {

struct VerbContext {
    shard::Shards& shards;
    Reloader& reloader;
};

/// Runs `request`; the whole answer object, errors included. Never throws.
[[nodiscard]] nlohmann::ordered_json run_request(const VerbContext& context,
                                                 const std::string& request);

}  // namespace gate64::dns64d::control
