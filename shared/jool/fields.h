// SPDX-License-Identifier: Apache-2.0
#pragma once
// The parts that several objects of Jool share on the wire: prefixes, transport addresses and small
// enumerations. Writers add one attribute; readers mark the message as unsound when a value makes
// no sense. Pure.

#include "shared/jool/message.h"
#include "shared/jool/model.h"

namespace gate64::jool {

void write_prefix(MessageWriter& writer, std::uint16_t type, const net::Ipv4Prefix& prefix);
void write_prefix(MessageWriter& writer, std::uint16_t type, const net::Ipv6Prefix& prefix);
/// A nest whose only content is the length zero: Jool's "no prefix".
void write_no_prefix(MessageWriter& writer, std::uint16_t type);
void write_endpoint(MessageWriter& writer, std::uint16_t type, const Endpoint4& endpoint);
void write_endpoint(MessageWriter& writer, std::uint16_t type, const Endpoint6& endpoint);

[[nodiscard]] net::Ipv4Prefix read_prefix4(const Attribute& attribute);
/// Nothing when the prefix is unset.
[[nodiscard]] std::optional<net::Ipv6Prefix> read_prefix6(const Attribute& attribute);
[[nodiscard]] Endpoint4 read_endpoint4(const Attribute& attribute);
[[nodiscard]] Endpoint6 read_endpoint6(const Attribute& attribute);
[[nodiscard]] bool read_flag(const Attribute& attribute);

/// An enumeration whose last value is `last`.
template <typename Enumeration>
[[nodiscard]] Enumeration read_enumeration(const Attribute& attribute, Enumeration last) {
    const std::uint8_t value = attribute.u8();
    if (value > static_cast<std::uint8_t>(last)) {
        attribute.poison();
        return last;
    }
    return static_cast<Enumeration>(value);
}
[[nodiscard]] Protocol read_protocol(const Attribute& attribute);
[[nodiscard]] Framework read_framework(const Attribute& attribute);

}  // namespace gate64::jool
