// SPDX-License-Identifier: Apache-2.0
#pragma once
// `explain NAME [TYPE] --client ADDR`: runs the question through the real pipeline and gives back
// each decision and the answer the client would get. Control thread only.

#include <nlohmann/json.hpp>

#include "dns64d/shard/shards.h"

namespace gate64::dns64d::control {

/// `request`: name, type (default AAAA), client, and the flags do, cd, rd (default true).
[[nodiscard]] base::Result<nlohmann::ordered_json> explain_question(
    shard::Shards& shards, const nlohmann::ordered_json& request);

}  // namespace gate64::dns64d::control
