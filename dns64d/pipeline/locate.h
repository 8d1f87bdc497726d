// SPDX-License-Identifier: Apache-2.0
#pragma once
// From the question to the name whose sources answer it. Names with a meaning of their own and
// local aliases are followed first, so that from here on there is one name to ask for. Pure.

#include "dns64d/dns64/special_names.h"

namespace gate64::dns64d::pipeline {

struct Location {
    enum class Kind : std::uint8_t {
        source,    ///< ask sources for `name`
        answered,  ///< the Answer is complete (behind `chain`)
        loop,      ///< more than alias_chain_max steps
    };
    Kind kind = Kind::source;
    dns::Name name;
    dns::RecordList chain;  ///< aliases made or found here, from the question to `name`
};

/// `query.name` is the question's name. `answer` is written when the kind is `answered`.
[[nodiscard]] Location locate(dns64::Query query, dns64::Answer& answer);

}  // namespace gate64::dns64d::pipeline
