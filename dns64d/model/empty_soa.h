// SPDX-License-Identifier: Apache-2.0
#pragma once
// The SOA of zones that only exist here: the empty zones of RFC 6303 and the local denials of
// special names. Pure; the RDATA lives in the object.

#include <array>
#include <cstdint>

#include "shared/dns/name.h"

namespace gate64::dns64d::model {

class EmptySoa {
  public:
    /// MNAME is the apex itself and RNAME nobody.invalid. (RFC 6303 3); `minimum_s` bounds how long
    /// a denial may be kept.
    EmptySoa(dns::NameView apex, std::uint32_t minimum_s) noexcept;
    [[nodiscard]] base::Bytes rdata() const noexcept { return {space_.data(), size_}; }

  private:
    static constexpr std::size_t contact_bytes_max = 32;
    static constexpr std::size_t timers_bytes = 20;
    std::array<std::uint8_t, dns::name_bytes_max + contact_bytes_max + timers_bytes> space_;
    std::size_t size_ = 0;
};

}  // namespace gate64::dns64d::model
