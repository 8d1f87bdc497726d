// SPDX-License-Identifier: Apache-2.0
#pragma once
// IPv4 and IPv6 addresses and endpoints as values. Text forms are RFC 4291 and, for output,
// RFC 5952. Nothing here opens a socket.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/bytes.h"
#include "shared/base/error.h"

namespace gate64::net {

class Ipv4Address {
  public:
    constexpr Ipv4Address() noexcept = default;
    /// From host byte order: 192.0.2.1 is 0xC0000201.
    constexpr explicit Ipv4Address(std::uint32_t value) noexcept : value_(value) {}

    /// Dotted quad only, no leading zeros.
    [[nodiscard]] static std::optional<Ipv4Address> parse(std::string_view text) noexcept;
    /// REQUIRES: four bytes at `p`, network order.
    [[nodiscard]] static constexpr Ipv4Address from_wire(const std::uint8_t* p) noexcept {
        return Ipv4Address(base::load_be32(p));
    }
    constexpr void to_wire(std::uint8_t* p) const noexcept { base::store_be32(p, value_); }
    [[nodiscard]] constexpr std::uint32_t value() const noexcept { return value_; }
    [[nodiscard]] std::string text() const;

    friend constexpr auto operator<=>(Ipv4Address, Ipv4Address) noexcept = default;

  private:
    std::uint32_t value_ = 0;
};

class Ipv6Address {
  public:
    using Octets = std::array<std::uint8_t, 16>;

    constexpr Ipv6Address() noexcept = default;
    constexpr explicit Ipv6Address(const Octets& octets) noexcept : octets_(octets) {}

    /// Without brackets, zone or prefix length.
    [[nodiscard]] static std::optional<Ipv6Address> parse(std::string_view text) noexcept;
    /// REQUIRES: sixteen bytes at `p`.
    [[nodiscard]] static Ipv6Address from_wire(const std::uint8_t* p) noexcept {
        Ipv6Address address;
        std::memcpy(address.octets_.data(), p, 16);
        return address;
    }
    /// ::ffff:a.b.c.d
    [[nodiscard]] static Ipv6Address mapped(Ipv4Address v4) noexcept;
    [[nodiscard]] constexpr const Octets& octets() const noexcept { return octets_; }
    [[nodiscard]] constexpr std::uint8_t operator[](std::size_t i) const noexcept {
        return octets_[i];
    }
    [[nodiscard]] bool is_mapped() const noexcept;
    [[nodiscard]] std::string text() const;

    friend constexpr auto operator<=>(const Ipv6Address&, const Ipv6Address&) noexcept = default;

  private:
    Octets octets_{};
};

/// Either family. IPv4 is held in the ::ffff:0:0/96 form, so one table serves both; a mapped
/// address that arrives on an IPv6 socket is therefore the IPv4 client it stands for.
class IpAddress {
  public:
    constexpr IpAddress() noexcept = default;
    IpAddress(Ipv4Address v4) noexcept
        : octets_(Ipv6Address::mapped(v4)) {}  // NOLINT(google-explicit-constructor)
    constexpr IpAddress(const Ipv6Address& v6) noexcept
        : octets_(v6) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text) noexcept;
    [[nodiscard]] bool is_v4() const noexcept { return octets_.is_mapped(); }
    /// REQUIRES: is_v4().
    [[nodiscard]] Ipv4Address v4() const noexcept {
        return Ipv4Address::from_wire(octets_.octets().data() + 12);
    }
    [[nodiscard]] constexpr const Ipv6Address& v6() const noexcept { return octets_; }
    /// Dotted quad for IPv4, RFC 5952 otherwise.
    [[nodiscard]] std::string text() const;

    friend constexpr auto operator<=>(const IpAddress&, const IpAddress&) noexcept = default;

  private:
    Ipv6Address octets_;
};

/// An address, a port and, for link-local IPv6, the interface index.
struct Endpoint {
    IpAddress address;
    std::uint16_t port = 0;
    std::uint32_t scope_id = 0;

    /// "192.0.2.1:53", "[2001:db8::1]:53"; without a port (or brackets) `default_port` is taken.
    /// "[fe80::1%2]:53": the zone is an interface index (decimal); interface names are refused with
    /// a sentence that says so.
    [[nodiscard]] static base::Result<Endpoint> parse(std::string_view text,
                                                      std::uint16_t default_port);
    [[nodiscard]] std::string text() const;

    friend constexpr auto operator<=>(const Endpoint&, const Endpoint&) noexcept = default;
};

}  // namespace gate64::net
