// SPDX-License-Identifier: Apache-2.0
#pragma once
// Framed octets for the tests of dns64d/transport.

#include <vector>

#include "shared/base/bytes.h"
#include "shared/base/clock.h"

namespace gate64::dns64d::transport::test {

using Octets = std::vector<std::uint8_t>;

inline base::Instant at_ms(int ms) {
    return base::Instant(base::Duration(ms));
}

/// `size` octets that tell which message they are of.
inline Octets message(std::size_t size, unsigned tag = 1) {
    return Octets(size, static_cast<std::uint8_t>(tag));
}

inline Octets framed(const Octets& message) {
    Octets frame{static_cast<std::uint8_t>(message.size() >> 8),
                 static_cast<std::uint8_t>(message.size())};
    frame.insert(frame.end(), message.begin(), message.end());
    return frame;
}

inline Octets joined(const Octets& a, const Octets& b) {
    Octets all = a;
    all.insert(all.end(), b.begin(), b.end());
    return all;
}

inline Octets copy(base::Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

}  // namespace gate64::dns64d::transport::test
