// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/model/guard_spec.h"

#include "shared/base/siphash.h"

namespace gate64::nat64ctl::model {
namespace {

/// Counted up when the rules made from one and the same GuardSpec change.
constexpr std::string_view rules_revision = "1";

std::string hexadecimal(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (auto place = text.rbegin(); place != text.rend(); ++place, value >>= 4)
        *place = digits[value & 0xf];
    return text;
}

}  // namespace

std::string fingerprint_of(const GuardSpec& spec) {
    std::string text(rules_revision);
    text.append(" pool6 ").append(spec.pool6.text());
    text.append(" denied ");
    for (const AddressRange& range : spec.denied)
        text.append(range.first.text()).append("-").append(range.last.text()).push_back(' ');
    text.append(" own ");
    for (const net::Ipv4Address own : spec.own)
        text.append(own.text()).push_back(' ');
    text.append(" hairpin ");
    for (const GuardPort& port : spec.hairpin) {
        text.append(name_of(port.protocol)).append(" ").append(port.address.text());
        text.append(" ").append(std::to_string(port.port_min));
        text.append("-").append(std::to_string(port.port_max)).push_back(' ');
    }
    // Not a secret: the key only has to stay the same from one run to the next.
    const auto* octets = reinterpret_cast<const std::uint8_t*>(text.data());
    return hexadecimal(base::siphash24({}, base::Bytes(octets, text.size())));
}

}  // namespace gate64::nat64ctl::model
