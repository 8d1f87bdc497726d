// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which sessions and bindings a listing is about. Pure.

#include <optional>
#include <string>
#include <vector>

#include "shared/base/error.h"
#include "shared/jool/model.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::commands {

/// As given on the command line; "" is no filter.
struct FilterTexts {
    std::string client;
    std::string server;
    std::string protocol;
    std::string state;
};

class SessionFilter {
  public:
    /// The error names the option that is wrong.
    [[nodiscard]] static base::Result<SessionFilter> make(const FilterTexts& texts);

    /// Whether sessions of `protocol` need be listed at all.
    [[nodiscard]] bool wants(jool::Protocol protocol) const noexcept;
    [[nodiscard]] bool matches(const jool::Session& session) const noexcept;
    /// By client only: a binding has no server and no state.
    [[nodiscard]] bool matches(const jool::BibEntry& entry) const noexcept;
    [[nodiscard]] bool is_about_servers() const noexcept { return server_ || state_; }

  private:
    std::optional<net::Ipv6Prefix> client_;
    std::optional<net::IpPrefix> server_;
    std::optional<jool::Protocol> protocol_;
    std::optional<jool::TcpState> state_;
};

/// "established", "v6-init", ...: what --state takes.
[[nodiscard]] std::vector<std::string> session_state_words();

}  // namespace gate64::nat64ctl::commands
