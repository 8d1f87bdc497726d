// SPDX-License-Identifier: Apache-2.0
#include "shared/net/special_purpose.h"

#include <algorithm>
#include <array>

namespace gate64::net {
namespace {

constexpr std::uint32_t quad(std::uint32_t a, std::uint32_t b, std::uint32_t c,
                             std::uint32_t d) noexcept {
    return (a << 24) | (b << 16) | (c << 8) | d;
}

SpecialPurposeBlock block(std::uint32_t address, unsigned length, std::string_view name,
                          std::string_view source, bool is_private = false) noexcept {
    return {Ipv4Prefix(Ipv4Address(address), length), name, source, is_private};
}

const std::array<SpecialPurposeBlock, 13>& table() noexcept {
    static const std::array<SpecialPurposeBlock, 13> blocks = {
        block(quad(0, 0, 0, 0), 8, "This network", "RFC 791"),
        block(quad(10, 0, 0, 0), 8, "Private-Use", "RFC 1918", true),
        block(quad(100, 64, 0, 0), 10, "Shared Address Space", "RFC 6598", true),
        block(quad(127, 0, 0, 0), 8, "Loopback", "RFC 1122"),
        block(quad(169, 254, 0, 0), 16, "Link Local", "RFC 3927"),
        block(quad(172, 16, 0, 0), 12, "Private-Use", "RFC 1918", true),
        block(quad(192, 0, 0, 0), 24, "IETF Protocol Assignments", "RFC 6890"),
        block(quad(192, 88, 99, 0), 24, "Deprecated (6to4 Relay Anycast)", "RFC 7526"),
        block(quad(192, 168, 0, 0), 16, "Private-Use", "RFC 1918", true),
        block(quad(198, 18, 0, 0), 15, "Benchmarking", "RFC 2544"),
        block(quad(224, 0, 0, 0), 4, "Multicast", "RFC 5771"),
        block(quad(240, 0, 0, 0), 4, "Reserved", "RFC 1112"),
        block(quad(255, 255, 255, 255), 32, "Limited Broadcast", "RFC 8190"),
    };
    return blocks;
}

/// Inside a block of the table, but global by the registry: PCP (RFC 7723) and TURN (RFC 8155)
/// anycast.
constexpr std::array<Ipv4Address, 2> global_exceptions = {Ipv4Address(quad(192, 0, 0, 9)),
                                                          Ipv4Address(quad(192, 0, 0, 10))};

}  // namespace

std::span<const SpecialPurposeBlock> special_purpose_blocks() noexcept {
    return table();
}

std::span<const Ipv4Address> special_purpose_exceptions() noexcept {
    return global_exceptions;
}

const SpecialPurposeBlock* find_special_purpose(Ipv4Address address) noexcept {
    const auto& global = global_exceptions;
    if (std::find(global.begin(), global.end(), address) != global.end()) return nullptr;
    // From the end: the limited broadcast address is the narrower of its two blocks.
    const auto& blocks = table();
    const auto found = std::find_if(blocks.rbegin(), blocks.rend(), [address](const auto& entry) {
        return entry.prefix.contains(address);
    });
    return found == blocks.rend() ? nullptr : &*found;
}

}  // namespace gate64::net
