// SPDX-License-Identifier: Apache-2.0
#pragma once
// The rules that hold between settings: no two alike, prefix and suffix together, pool6 and the
// policies, bindings inside their pool. Internal to config; pure; any thread.

#include <string>

#include "shared/config/model.h"
#include "shared/config/walk.h"

namespace gate64::config {

/// Checks `config`, whose single settings are read, and fills in what follows from others (the
/// pref64 of each policy, an absent pool6). Rules about a setting in `bad` are left out. Messages
/// start with the key they are about.
void validate(Config& config, const BadSettings& bad, DiagnosticSink& sink);

/// The parts, one a source file.
void validate_dns64d(const Config& config, const BadSettings& bad, DiagnosticSink& sink);
void validate_upstreams(const Config& config, const BadSettings& bad, DiagnosticSink& sink);
void validate_names(const Config& config, const BadSettings& bad, DiagnosticSink& sink);
void validate_dns64(Config& config, const BadSettings& bad, DiagnosticSink& sink);
void validate_nat64(Config& config, const BadSettings& bad, DiagnosticSink& sink);

/// Why addresses cannot be translated below `prefix`, whatever its length; "" when they can.
[[nodiscard]] std::string why_unusable(const net::Ipv6Prefix& prefix);

/// ", first on line N", or nothing for a place that is not known.
[[nodiscard]] std::string first_seen(SourcePos pos);

}  // namespace gate64::config
