// SPDX-License-Identifier: Apache-2.0
#pragma once
// pool4 on the wire: requests made, replies read. Pure.

#include "shared/jool/fields.h"
#include "shared/jool/reply.h"
#include "shared/jool/request.h"

namespace gate64::jool {

/// The kernel walks through every address of a prefix under a lock; shorter ones are refused.
inline constexpr unsigned pool4_length_min = 24;

/// `after`: the last entry of the page before, of the same protocol.
[[nodiscard]] base::Result<Octets> encode_pool4_foreach(
    const Target& target, Protocol protocol, const std::optional<Pool4Entry>& after = std::nullopt);
/// EINVAL for a prefix shorter than pool4_length_min, here and in encode_pool4_rm.
[[nodiscard]] base::Result<Octets> encode_pool4_add(const Target& target, const Pool4Entry& entry,
                                                    bool force);
/// `quick`: bindings and sessions stay.
[[nodiscard]] base::Result<Octets> encode_pool4_rm(const Target& target, const Pool4Entry& entry,
                                                   bool quick);
[[nodiscard]] base::Result<Octets> encode_pool4_flush(const Target& target, bool quick);

[[nodiscard]] base::Result<Page<Pool4Entry>> decode_pool4(base::Bytes reply);

/// EINVAL and a sentence when the kernel should not be asked for `entry`.
[[nodiscard]] base::Result<void> check_pool4(const Pool4Entry& entry);
enum class Pool4Form : std::uint8_t {
    wanted,  ///< iterations, where there are some, are to be set
    listed,  ///< as the kernel lists entries and wants to see them again
};
void write_pool4(MessageWriter& writer, std::uint16_t type, const Pool4Entry& entry,
                 Pool4Form form);
[[nodiscard]] Pool4Entry read_pool4(const Attributes& fields);

}  // namespace gate64::jool
