// SPDX-License-Identifier: Apache-2.0
#pragma once
// Values of the translator as people write them, for texts and for the configuration file. Pure.

#include <string>

#include "shared/jool/model.h"

namespace gate64::nat64ctl::plan {

/// "192.0.2.1", or "192.0.2.0/28".
[[nodiscard]] std::string text_of(const net::Ipv4Prefix& prefix);
/// "61000-65535", or "443".
[[nodiscard]] std::string ports_text(const jool::Pool4Entry& entry);
/// "192.0.2.1 61000-65535 (tcp)"; with a mark: "192.0.2.1 61000-65535 (tcp, mark 7)".
[[nodiscard]] std::string text_of(const jool::Pool4Entry& entry);
/// "tcp [2001:db8::80]:443 as 192.0.2.1:443".
[[nodiscard]] std::string text_of(const jool::BibEntry& bib);

/// Jool's name of it: "udp-timeout".
[[nodiscard]] std::string key_of(const jool::GlobalSetting& setting);
/// "5m", "true", "1500, 1492".
[[nodiscard]] std::string value_text(const jool::GlobalSetting& setting);
/// As [nat64.settings] takes it: "\"5m\"", "true", "[1500, 1492]".
[[nodiscard]] std::string toml_text(const jool::GlobalSetting& setting);
/// As the jool command takes it: "300.000", "true", "1500,1492".
[[nodiscard]] std::string shell_text(const jool::GlobalSetting& setting);

}  // namespace gate64::nat64ctl::plan
