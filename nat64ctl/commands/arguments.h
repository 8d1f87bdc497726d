// SPDX-License-Identifier: Apache-2.0
#pragma once
// The forms that arguments of several verbs have: text to value, with an error that says what would
// be right. Pure, any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/model/ports.h"
#include "shared/base/error.h"
#include "shared/jool/model.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::commands {

/// "tcp", "udp" or "icmp".
[[nodiscard]] base::Result<jool::Protocol> parse_protocol(std::string_view text);

/// "61000-65535", "80", or several with commas, in any order and direction; normalised. From 1.
[[nodiscard]] base::Result<model::PortSet> parse_ports_argument(std::string_view text);

/// "[2001:db8::80]:443"; both parts needed.
[[nodiscard]] base::Result<jool::Endpoint6> parse_endpoint6(std::string_view text);
/// "192.0.2.1:443"; both parts needed.
[[nodiscard]] base::Result<jool::Endpoint4> parse_endpoint4(std::string_view text);

[[nodiscard]] std::string text_of(const jool::Endpoint6& endpoint);  ///< "[2001:db8::80]:443"
[[nodiscard]] std::string text_of(const jool::Endpoint4& endpoint);  ///< "192.0.2.1:443"
[[nodiscard]] std::string text_of(const model::PortRange& range);    ///< "61000-65535" or "80"

/// The protocols named by flags; none named: all three.
struct ProtocolFlags {
    bool tcp = false;
    bool udp = false;
    bool icmp = false;
    [[nodiscard]] std::vector<jool::Protocol> chosen() const;
};

/// "tcp, udp, icmp"
[[nodiscard]] std::string text_of(const std::vector<jool::Protocol>& protocols);

/// "1 session", "214 sessions".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view thing);

}  // namespace gate64::nat64ctl::commands
