// SPDX-License-Identifier: Apache-2.0
#pragma once
// Everything nat64ctl knows of the box at one moment. Each part was read or says why not, so that
// a command shows what it can see and names what it lacks. Gathered by nat64ctl/system/observe;
// judged by plan, doctor and status, all pure. Recorded boxes are the tests' input.

#include <optional>
#include <string>
#include <vector>

#include "nat64ctl/model/firewall_facts.h"
#include "nat64ctl/model/kernel_facts.h"
#include "nat64ctl/model/network_facts.h"
#include "nat64ctl/model/translator_facts.h"
#include "shared/base/error.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::model {

/// What the running dns64d says on its control socket.
struct DnsFacts {
    std::string version;
    std::vector<net::Ipv6Prefix> prefixes;  ///< of its policies
    std::vector<std::string> listening;
    friend bool operator==(const DnsFacts&, const DnsFacts&) = default;
};

struct Box {
    base::Result<ModuleFacts> module;
    base::Result<SysctlFacts> sysctl;
    base::Result<NetworkFacts> network;
    base::Result<FirewallFacts> firewall;
    base::Result<TranslatorFacts> translator;  ///< errno ENOENT: the module is not loaded
    base::Result<DnsFacts> dns;                ///< errno ENOENT: not running
};

}  // namespace gate64::nat64ctl::model
