// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reads rtnetlink messages: the fixed header and the attributes, each checked for its length.
// Private to this folder. Pure.

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>

#include "shared/net/address.h"

namespace gate64::nat64ctl::system {

/// The octets of a kernel structure, as a request's header.
template <typename Header>
[[nodiscard]] std::span<const std::uint8_t> octets_of(const Header& header) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(&header), sizeof header};
}

/// A message with a header of type `Header` and attributes up to `attribute_max`. Borrows the
/// message.
template <typename Header, int attribute_max>
class NetlinkMessage {
  public:
    /// Nothing when the message is shorter than its header or its attributes do not fit.
    [[nodiscard]] static std::optional<NetlinkMessage> parse(nlmsghdr& message) {
        NetlinkMessage parsed;
        if (nlmsg_parse(&message, sizeof(Header), parsed.attributes_.data(), attribute_max,
                        nullptr) < 0) {
            return std::nullopt;
        }
        std::memcpy(&parsed.header_, nlmsg_data(&message), sizeof(Header));
        return parsed;
    }

    [[nodiscard]] const Header& header() const noexcept { return header_; }

    [[nodiscard]] std::span<const std::uint8_t> octets(int type) const noexcept {
        const nlattr* attribute = attributes_[static_cast<std::size_t>(type)];
        if (attribute == nullptr) return {};
        return {static_cast<const std::uint8_t*>(nla_data(attribute)),
                static_cast<std::size_t>(nla_len(attribute))};
    }
    [[nodiscard]] std::optional<std::uint32_t> number(int type) const noexcept {
        const auto value = octets(type);
        std::uint32_t number = 0;
        if (value.size() != sizeof number) return std::nullopt;
        std::memcpy(&number, value.data(), sizeof number);
        return number;
    }
    /// Up to the first NUL; "" when it is absent.
    [[nodiscard]] std::string text(int type) const {
        const auto value = octets(type);
        std::string text(value.begin(), value.end());
        return text.substr(0, text.find('\0'));
    }
    /// Of either family, by its length.
    [[nodiscard]] std::optional<net::IpAddress> address(int type) const noexcept {
        const auto value = octets(type);
        if (value.size() == 4) return net::Ipv4Address::from_wire(value.data());
        if (value.size() == 16) return net::Ipv6Address::from_wire(value.data());
        return std::nullopt;
    }

  private:
    Header header_{};
    std::array<nlattr*, static_cast<std::size_t>(attribute_max) + 1> attributes_{};
};

}  // namespace gate64::nat64ctl::system
