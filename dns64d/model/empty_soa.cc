// SPDX-License-Identifier: Apache-2.0
#include "dns64d/model/empty_soa.h"

namespace gate64::dns64d::model {
namespace {

/// nobody.invalid.
constexpr std::array<std::uint8_t, 16> contact = {6,   'n', 'o', 'b', 'o', 'd', 'y', 7,
                                                  'i', 'n', 'v', 'a', 'l', 'i', 'd', 0};

constexpr std::uint32_t serial = 1, refresh_s = 3600, retry_s = 1200, expire_s = 604800;

}  // namespace

EmptySoa::EmptySoa(dns::NameView apex, std::uint32_t minimum_s) noexcept {
    static_assert(contact.size() <= contact_bytes_max);
    base::ByteWriter writer(space_);
    writer.bytes(apex.wire());
    writer.bytes(contact);
    for (const std::uint32_t field : {serial, refresh_s, retry_s, expire_s, minimum_s})
        writer.u32(field);
    size_ = writer.position();
}

}  // namespace gate64::dns64d::model
