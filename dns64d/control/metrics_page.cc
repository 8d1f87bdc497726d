// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/metrics_page.h"

#include "dns64d/control/shard_status.h"

namespace gate64::dns64d::control {

std::string metrics_page(shard::Shards& shards) {
    const auto counters = all_counters(shards);
    return metrics::prometheus_page(counters, gauges_of(read_all(shards)));
}

}  // namespace gate64::dns64d::control
