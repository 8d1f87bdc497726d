// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/rdata_fields.h"

namespace gate64::dns {
namespace {

/// RFC 9460 7.2: one or more protocol names, each 1 to 255 octets.
bool alpn_ok(base::Bytes value) noexcept {
    base::ByteReader reader(value);
    do {
        if (reader.take(reader.u8()).empty()) return false;
    } while (!reader.at_end());
    return true;
}

/// RFC 9460 8: a list of keys in strictly rising order, not naming itself.
bool mandatory_ok(base::Bytes value) noexcept {
    if (value.empty() || value.size() % 2 != 0) return false;
    std::uint16_t previous = 0;
    for (std::size_t i = 0; i < value.size(); i += 2) {
        const std::uint16_t key = base::load_be16(value.data() + i);
        if (key <= previous) return false;
        previous = key;
    }
    return true;
}

bool addresses_ok(base::Bytes value, std::size_t address_bytes) noexcept {
    return !value.empty() && value.size() % address_bytes == 0;
}

bool service_value_ok(std::uint16_t key, base::Bytes value) noexcept {
    switch (key) {
        case 0:
            return mandatory_ok(value);
        case 1:
            return alpn_ok(value);
        case 2:  // no-default-alpn
            return value.empty();
        case 3:  // port
            return value.size() == 2;
        case 4:
            return addresses_ok(value, 4);
        case 6:
            return addresses_ok(value, 16);
        default:
            return true;
    }
}

}  // namespace

bool type_bitmap_ok(base::Bytes field) noexcept {
    base::ByteReader reader(field);
    int previous = -1;
    while (!reader.at_end()) {
        const int window = reader.u8();
        const std::uint8_t size = reader.u8();
        reader.skip(size);
        if (!reader.ok() || window <= previous || size == 0 || size > 32) return false;
        previous = window;
    }
    return true;
}

bool service_parameters_ok(base::Bytes field) noexcept {
    base::ByteReader reader(field);
    int previous = -1;
    while (!reader.at_end()) {
        const std::uint16_t key = reader.u16();
        const base::Bytes value = reader.take(reader.u16());
        if (!reader.ok() || key <= previous || !service_value_ok(key, value)) return false;
        previous = key;
    }
    return true;
}

bool address_prefixes_ok(base::Bytes field) noexcept {
    base::ByteReader reader(field);
    while (!reader.at_end()) {
        const std::uint16_t family = reader.u16();
        const unsigned prefix = reader.u8();
        const std::size_t size = reader.u8() & 0x7FU;  // the top bit negates the item
        reader.skip(size);
        if (!reader.ok()) return false;
        if (family == 1 && (prefix > 32 || size > 4)) return false;
        if (family == 2 && (prefix > 128 || size > 16)) return false;
    }
    return true;
}

}  // namespace gate64::dns
