// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the probe sends and how it knows its answers: ICMPv6 echo (RFC 4443 4) and a DNS question
// padded to a size (RFC 7830), which any DNS server answers in some way. Pure.

#include <cstdint>
#include <vector>

#include "shared/base/bytes.h"

namespace gate64::nat64ctl::probe {

inline constexpr std::size_t icmp_header_octets = 8;
inline constexpr std::size_t udp_header_octets = 8;
inline constexpr std::size_t ipv6_header_octets = 40;
/// The DNS question without padding.
inline constexpr std::size_t dns_question_octets = 28;

/// An echo request of `octets` (header included); the kernel fills in the checksum of raw ICMPv6
/// sockets. REQUIRES: octets >= icmp_header_octets.
[[nodiscard]] std::vector<std::uint8_t> echo_request(std::uint16_t id, std::uint16_t sequence,
                                                     std::size_t octets);

/// The whole request came back as a reply. The sequence may be that of any repetition.
[[nodiscard]] bool is_echo_reply(base::Bytes packet, std::uint16_t id, std::size_t octets) noexcept;

/// "Which are the root's name servers?", of exactly `octets`, without recursion wanted.
/// REQUIRES: dns_question_octets or at least four more, up to 65535.
[[nodiscard]] std::vector<std::uint8_t> dns_question(std::uint16_t id, std::size_t octets);

/// A DNS response with that id, whatever it says.
[[nodiscard]] bool is_dns_response(base::Bytes packet, std::uint16_t id) noexcept;

}  // namespace gate64::nat64ctl::probe
