// SPDX-License-Identifier: Apache-2.0
#pragma once
// The whole configuration, for both programs, as plain values. config::parse and
// config::quick_config make it, already checked; it holds no handles, so a reload makes a new one
// and drops the old. Equality is by meaning: places in the file never make two differ.

#include <optional>
#include <vector>

#include "shared/config/model_dns64d.h"
#include "shared/config/model_nat64.h"

namespace gate64::config {

struct Config {
    Dns64d dns64d;
    Cache cache;
    std::vector<Upstream>
        upstreams;             ///< none without zone: servers of /etc/resolv.conf for the rest
    std::vector<Dns64> dns64;  ///< empty: no synthesis
    std::vector<NameRule> names;
    std::vector<Local> locals;
    std::optional<Nat64> nat64;  ///< absent: the file has no [nat64]

    friend bool operator==(const Config&, const Config&) = default;
};

}  // namespace gate64::config
