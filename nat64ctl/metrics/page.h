// SPDX-License-Identifier: Apache-2.0
#pragma once
// The translator's metrics page from what was read of it. Pure. Labels hold names of instances,
// protocols, reasons and releases, never addresses of clients.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nat64ctl/metrics/gauge_keeper.h"
#include "nat64ctl/model/finding.h"
#include "nat64ctl/model/firewall_facts.h"
#include "shared/jool/model.h"
#include "shared/jool/version.h"

namespace gate64::nat64ctl::metrics {

/// One scrape. Whatever could not be read is absent, and so are its families.
struct Scrape {
    bool is_up = false;       ///< the instance answered
    std::string instance;     ///< "" when there is none to speak of
    std::string own_version;  ///< of nat64ctl
    std::optional<jool::Version> module;
    std::vector<jool::Counter> counters;
    TableSizes tables;
    std::uint64_t resets = 0;
    std::vector<jool::Pool4Entry> pool4;
    std::optional<model::GuardFacts> guard;
    std::optional<std::vector<model::Finding>> findings;
};

[[nodiscard]] std::string page_of(const Scrape& scrape);

}  // namespace gate64::nat64ctl::metrics
