// SPDX-License-Identifier: Apache-2.0
#pragma once
// The translator's live state in one network namespace: its instances, and everything of the one
// we look after. Plain values, read through jool::Client.

#include <optional>
#include <string>
#include <vector>

#include "shared/jool/model.h"
#include "shared/jool/version.h"

namespace gate64::nat64ctl::model {

struct InstanceFacts {
    std::string name;
    jool::Framework framework = jool::Framework::netfilter;
    std::vector<jool::GlobalSetting> globals;  ///< pool6 among them
    std::vector<jool::Pool4Entry> pool4;       ///< as listed: /32, fused
    std::vector<jool::BibEntry> static_bib;
    std::vector<jool::Counter> counters;

    [[nodiscard]] std::optional<net::Ipv6Prefix> pool6() const;
    friend bool operator==(const InstanceFacts&, const InstanceFacts&) = default;
};

struct TranslatorFacts {
    jool::Version version;
    std::vector<std::string> instances;     ///< names in this namespace
    std::optional<InstanceFacts> instance;  ///< the one asked for, when it is there
    friend bool operator==(const TranslatorFacts&, const TranslatorFacts&) = default;
};

}  // namespace gate64::nat64ctl::model
