// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/packet.h"

namespace gate64::nat64ctl::probe {

namespace {

constexpr std::uint8_t icmp6_echo_request = 128;
constexpr std::uint8_t icmp6_echo_reply = 129;
constexpr std::uint16_t edns_padding = 12;
constexpr std::size_t option_header_octets = 4;
constexpr std::uint16_t edns_udp_octets = 1232;

/// A pattern, so that a reply whose payload was damaged does not pass for one.
std::uint8_t filler(std::size_t position) noexcept {
    return static_cast<std::uint8_t>(position * 7 + 1);
}

void append_be16(std::vector<std::uint8_t>& out, std::size_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8U));
    out.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

std::vector<std::uint8_t> echo_request(std::uint16_t id, std::uint16_t sequence,
                                       std::size_t octets) {
    std::vector<std::uint8_t> packet(octets);
    packet[0] = icmp6_echo_request;
    base::store_be16(packet.data() + 4, id);
    base::store_be16(packet.data() + 6, sequence);
    for (std::size_t i = icmp_header_octets; i < octets; ++i)
        packet[i] = filler(i);
    return packet;
}

bool is_echo_reply(base::Bytes packet, std::uint16_t id, std::size_t octets) noexcept {
    if (packet.size() != octets || octets < icmp_header_octets) return false;
    if (packet[0] != icmp6_echo_reply || base::load_be16(packet.data() + 4) != id) return false;
    for (std::size_t i = icmp_header_octets; i < octets; ++i) {
        if (packet[i] != filler(i)) return false;
    }
    return true;
}

std::vector<std::uint8_t> dns_question(std::uint16_t id, std::size_t octets) {
    const std::size_t padding =
        octets >= dns_question_octets + option_header_octets ? octets - dns_question_octets : 0;
    std::vector<std::uint8_t> message;
    append_be16(message, id);
    // No flags; one question, one additional record.
    for (const std::size_t field : {0, 1, 0, 0, 1})
        append_be16(message, field);
    message.insert(message.end(), {0, 0, 2, 0, 1});  // ". NS IN"
    message.insert(message.end(), {0, 0, 41});       // OPT at the root
    append_be16(message, edns_udp_octets);
    message.insert(message.end(), {0, 0, 0, 0});
    append_be16(message, padding);
    if (padding == 0) return message;
    append_be16(message, edns_padding);
    append_be16(message, padding - option_header_octets);
    message.resize(octets);
    return message;
}

bool is_dns_response(base::Bytes packet, std::uint16_t id) noexcept {
    return packet.size() >= 12 && base::load_be16(packet.data()) == id && (packet[2] & 0x80U) != 0;
}

}  // namespace gate64::nat64ctl::probe
