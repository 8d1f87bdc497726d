// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/message.h"

namespace gate64::dns {

Header Header::read(base::Bytes message) noexcept {
    const std::uint8_t* p = message.data();
    Header header;
    header.id = base::load_be16(p);
    header.flags = base::load_be16(p + 2);
    header.qdcount = base::load_be16(p + 4);
    header.ancount = base::load_be16(p + 6);
    header.nscount = base::load_be16(p + 8);
    header.arcount = base::load_be16(p + 10);
    return header;
}

}  // namespace gate64::dns
