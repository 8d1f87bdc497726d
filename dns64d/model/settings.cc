// SPDX-License-Identifier: Apache-2.0
#include "dns64d/model/settings.h"

namespace gate64::dns64d::model {

const UpstreamSet* Settings::upstream_for(dns::NameView name) const {
    const auto match = upstream_zones.find(name);
    return match ? &upstreams[*match->value] : nullptr;
}

NameMode Settings::mode_of(dns::NameView name) const {
    const auto match = name_rules.find(name);
    return match ? *match->value : NameMode::normal;
}

}  // namespace gate64::dns64d::model
