// SPDX-License-Identifier: Apache-2.0
#pragma once
// RFC 6052: how an IPv4 address sits inside an IPv6 prefix. Six legal lengths, bits 64 to 71
// ("u") always zero, the rest after the embedded address is the suffix. Pure values.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/net/prefix.h"

namespace gate64::net {

/// RFC 6052 2.2: the lengths a translation prefix may have.
inline constexpr std::array<unsigned, 6> pref64_lengths = {32, 40, 48, 56, 64, 96};

class Pref64 {
  public:
    /// 64:ff9b::/96 with an empty suffix (RFC 6052 2.1).
    Pref64() noexcept;

    /// Refuses other lengths, prefixes whose bits 64 to 71 are not zero, and suffixes that overlap
    /// the prefix, the embedded address or the u octet.
    [[nodiscard]] static base::Result<Pref64> make(const Ipv6Prefix& prefix,
                                                   const Ipv6Address& suffix = Ipv6Address());

    [[nodiscard]] Ipv6Address embed(Ipv4Address v4) const noexcept;
    /// The IPv4 address in `v6`; nothing when `v6` is outside the prefix or its u octet is not
    /// zero. The suffix is ignored, as RFC 6052 2.2 asks of receivers.
    [[nodiscard]] std::optional<Ipv4Address> extract(const Ipv6Address& v6) const noexcept;
    [[nodiscard]] const Ipv6Prefix& prefix() const noexcept { return prefix_; }
    [[nodiscard]] const Ipv6Address& suffix() const noexcept { return suffix_; }
    [[nodiscard]] bool is_well_known() const noexcept;
    /// "64:ff9b::/96"
    [[nodiscard]] std::string text() const { return prefix_.text(); }

    friend bool operator==(const Pref64&, const Pref64&) noexcept = default;

  private:
    Ipv6Prefix prefix_;
    Ipv6Address suffix_;
};

}  // namespace gate64::net
