// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/name_wire.h"

#include "shared/dns/types.h"

namespace gate64::dns {

std::size_t plain_name_bytes(base::Bytes bytes) noexcept {
    const std::size_t end = bytes.size() < name_bytes_max ? bytes.size() : name_bytes_max;
    std::size_t position = 0;
    while (position < end) {
        const std::uint8_t length = bytes[position];
        if (length == 0) return position + 1;
        if (length > label_bytes_max) return 0;
        position += std::size_t{1} + length;
    }
    return 0;
}

void expand_name(base::Bytes message, std::size_t at, std::size_t end, unsigned& hops_left,
                 ExpandedName& name) noexcept {
    name.size = 0;
    name.consumed = 0;
    std::size_t consumed = 0;
    std::size_t position = at;
    std::size_t run_start = at;
    unsigned hops = hops_left < name_hops_max ? hops_left : name_hops_max;
    while (position < end) {
        const std::uint8_t length = message[position];
        if (length <= label_bytes_max) {
            const std::size_t label = std::size_t{1} + length;
            if (label > end - position || name.size + label > name_bytes_max) return;
            std::memcpy(name.octets.data() + name.size, message.data() + position, label);
            name.size += label;
            position += label;
            if (length > 0) continue;
            name.consumed = consumed != 0 ? consumed : position - at;
            return;
        }
        if (length < 0xC0 || end - position < 2 || hops == 0) return;
        --hops;
        --hops_left;
        const std::size_t target = base::load_be16(message.data() + position) & 0x3FFFU;
        if (target < header_bytes || target >= run_start) return;
        if (consumed == 0) consumed = position + 2 - at;
        position = run_start = target;
        end = message.size();
    }
}

}  // namespace gate64::dns
