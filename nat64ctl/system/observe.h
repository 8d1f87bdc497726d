// SPDX-License-Identifier: Apache-2.0
#pragma once
// Gathers the parts of model::Box that this folder reads: the network around the translator and the
// translator itself. Module and settings have one function each (modules.h, sysctl.h). All of the
// calling thread's network namespace.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nat64ctl/model/network_facts.h"
#include "nat64ctl/model/translator_facts.h"
#include "shared/base/error.h"
#include "shared/jool_client/client.h"

namespace gate64::nat64ctl::system {

/// What to look at the network for: live, wanted, or both together.
struct Interest {
    std::vector<jool::Pool4Entry> pool4;
    std::optional<net::Ipv6Prefix> pool6;
};

/// Pool4 addresses whose route is looked up; the rest are left out.
inline constexpr std::size_t pool4_routes_max = 256;

[[nodiscard]] base::Result<model::NetworkFacts> observe_network(const Interest& interest);

/// Static bindings kept; the rest are left out.
inline constexpr std::size_t static_bib_max = 65536;

/// Static bindings are found only by listing every binding there is: a million take seconds.
enum class StaticBib : std::uint8_t { list, skip };

/// The instances of this namespace and, when it is among them, everything of `instance`.
[[nodiscard]] base::Result<model::TranslatorFacts> observe_translator(
    jool::Client& client, const std::string& instance, StaticBib bib = StaticBib::list);

}  // namespace gate64::nat64ctl::system
