// SPDX-License-Identifier: Apache-2.0
#pragma once
// Address prefixes ("2001:db8::/32", "192.0.2.0/24"). Host bits must be zero in text, so that a
// typing error is an error and not a silent widening.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/net/address.h"

namespace gate64::net {

class Ipv4Prefix {
  public:
    constexpr Ipv4Prefix() noexcept = default;  ///< 0.0.0.0/0
    /// REQUIRES: length <= 32. Host bits of `address` are cleared.
    Ipv4Prefix(Ipv4Address address, unsigned length) noexcept;

    /// A bare address is a /32. The error says what is wrong and what would be right.
    [[nodiscard]] static base::Result<Ipv4Prefix> parse(std::string_view text);
    [[nodiscard]] Ipv4Address address() const noexcept { return address_; }
    [[nodiscard]] unsigned length() const noexcept { return length_; }
    [[nodiscard]] bool contains(Ipv4Address address) const noexcept;
    [[nodiscard]] Ipv4Address first() const noexcept { return address_; }
    [[nodiscard]] Ipv4Address last() const noexcept;
    [[nodiscard]] std::string text() const;

    friend constexpr auto operator<=>(const Ipv4Prefix&, const Ipv4Prefix&) noexcept = default;

  private:
    Ipv4Address address_;
    unsigned length_ = 0;
};

class Ipv6Prefix {
  public:
    constexpr Ipv6Prefix() noexcept = default;  ///< ::/0
    /// REQUIRES: length <= 128. Host bits of `address` are cleared.
    Ipv6Prefix(const Ipv6Address& address, unsigned length) noexcept;

    /// A bare address is a /128.
    [[nodiscard]] static base::Result<Ipv6Prefix> parse(std::string_view text);
    [[nodiscard]] const Ipv6Address& address() const noexcept { return address_; }
    [[nodiscard]] unsigned length() const noexcept { return length_; }
    [[nodiscard]] bool contains(const Ipv6Address& address) const noexcept;
    [[nodiscard]] const Ipv6Address& first() const noexcept { return address_; }
    [[nodiscard]] Ipv6Address last() const noexcept;
    [[nodiscard]] std::string text() const;

    friend constexpr auto operator<=>(const Ipv6Prefix&, const Ipv6Prefix&) noexcept = default;

  private:
    Ipv6Address address_;
    unsigned length_ = 0;
};

/// A prefix of either family; an IPv4 prefix /n is held as ::ffff:0:0 / (96 + n), so an IpAddress
/// of either family can be tested against it.
class IpPrefix {
  public:
    IpPrefix() noexcept = default;                            ///< every address, both families
    IpPrefix(const Ipv4Prefix& v4) noexcept;                  // NOLINT(google-explicit-constructor)
    IpPrefix(const Ipv6Prefix& v6) noexcept : prefix_(v6) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] static base::Result<IpPrefix> parse(std::string_view text);
    [[nodiscard]] bool contains(const IpAddress& address) const noexcept {
        return prefix_.contains(address.v6());
    }
    [[nodiscard]] const Ipv6Prefix& v6() const noexcept { return prefix_; }
    [[nodiscard]] std::string text() const;

    friend constexpr auto operator<=>(const IpPrefix&, const IpPrefix&) noexcept = default;

  private:
    Ipv6Prefix prefix_;
};

}  // namespace gate64::net
