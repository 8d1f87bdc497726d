// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the file says about the translator: [nat64] and the sections below it. Plain values, made
// by config::parse. Nothing here talks to the kernel.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/config/source_pos.h"
#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::config {

enum class Framework : std::uint8_t { netfilter, iptables };
enum class Protocol : std::uint8_t { tcp, udp, icmp };

struct PortRange {
    std::uint16_t first = 61000;
    std::uint16_t last = 65535;  ///< included; never below `first`
    friend bool operator==(const PortRange&, const PortRange&) = default;
};

/// [[nat64.pool4]]
struct Pool4 {
    Located<net::Ipv4Prefix> address;  ///< /24 or longer
    PortRange ports;                   ///< ICMP: identifiers
    std::vector<Protocol> protocols{Protocol::tcp, Protocol::udp,
                                    Protocol::icmp};  ///< no two alike
    std::uint32_t mark = 0;
    SourcePos pos{};

    [[nodiscard]] bool serves(Protocol protocol) const noexcept;
    friend bool operator==(const Pool4&, const Pool4&) = default;
};

/// [[nat64.bib]]: a static binding. ICMP: the port is the identifier.
struct Bib {
    Protocol protocol = Protocol::tcp;
    Located<net::Endpoint> ipv6;  ///< the service behind the translator
    Located<net::Endpoint> ipv4;  ///< where it is seen; an address of a pool4 entry, any port
    SourcePos pos{};

    friend bool operator==(const Bib&, const Bib&) = default;
};

/// One line of [nat64.settings]: a Jool global by its own name.
struct JoolSetting {
    std::string name;
    /// Numbers as the kernel takes them: timeouts in milliseconds.
    std::variant<bool, std::uint32_t, std::vector<std::uint16_t>> value;
    SourcePos pos{};

    friend bool operator==(const JoolSetting&, const JoolSetting&) = default;
};

/// [nat64]
struct Nat64 {
    std::string instance = "gate64";  ///< [A-Za-z0-9_-]{1,15}
    Framework framework = Framework::netfilter;
    /// As written. Absent in the file: config::parse puts the one [[dns64]] prefix here, so that
    /// it is always there in a parsed configuration.
    std::optional<Located<net::Ipv6Prefix>> pool6;
    bool tune = true;   ///< forwarding, ephemeral range, reserved ports
    bool guard = true;  ///< a packet filter keeps what [[dns64]] denies out of the translator
    std::vector<Pool4> pool4;
    std::vector<Bib> bib;
    std::vector<JoolSetting> settings;  ///< in the order of the file, no name twice
    SourcePos pos{};

    friend bool operator==(const Nat64&, const Nat64&) = default;
};

}  // namespace gate64::config
