// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the probe tries and what came of it, as plain values, and the verdict over them. Pure.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gate64::nat64ctl::probe {

enum class Protocol : std::uint8_t { icmp, udp, tcp };

struct Attempt {
    std::string_view name;  ///< "icmp-small": stable, for scripts
    Protocol protocol = Protocol::icmp;
    std::uint16_t port = 0;  ///< of udp and tcp
    /// ICMP and UDP: the whole IPv6 packet before fragmentation. TCP: octets of a DNS question sent
    /// on the connection; 0: only connect.
    std::size_t octets = 0;
    /// The verdict depends on it. An attempt that is not is a bonus: the target may be silent
    /// there.
    bool is_required = false;
    friend bool operator==(const Attempt&, const Attempt&) = default;
};

enum class Outcome : std::uint8_t {
    answered,
    /// The target refused the port (TCP reset, ICMP port unreachable): translation worked both
    /// ways.
    refused,
    silent,       ///< nothing came in time
    unreachable,  ///< an ICMP error, or no route
};
[[nodiscard]] std::string_view name_of(Outcome outcome) noexcept;

struct Result {
    Attempt attempt;
    Outcome outcome = Outcome::silent;
    std::chrono::microseconds time{0};  ///< from the first sending, unless silent
    std::string detail;                 ///< the kernel's words for `unreachable`

    /// A packet of the target came back through the translator.
    [[nodiscard]] bool is_proof() const noexcept {
        return outcome == Outcome::answered || outcome == Outcome::refused;
    }
};

struct Wanted {
    bool icmp = true;
    std::optional<std::uint16_t> udp_port;  ///< absent: port 53, as a bonus
    std::optional<std::uint16_t> tcp_port;  ///< absent: port 53, as a bonus
};

/// Small and large packets of each protocol; ports that were named are required.
/// REQUIRES: at least one of the three is wanted.
[[nodiscard]] std::vector<Attempt> attempts_for(const Wanted& wanted);

/// Every required attempt was proof.
[[nodiscard]] bool is_healthy(const std::vector<Result>& results) noexcept;

/// What the pattern of outcomes says, a sentence each; none when all is well.
[[nodiscard]] std::vector<std::string> hints_for(const std::vector<Result>& results);

}  // namespace gate64::nat64ctl::probe
