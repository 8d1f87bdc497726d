// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/rdata_text.h"

#include "shared/dns/name.h"
#include "shared/dns/types.h"
#include "shared/net/address.h"

namespace gate64::dns64d::control {

namespace {

bool is_one_name(std::uint16_t type) {
    return type == dns::rr::cname || type == dns::rr::dname || type == dns::rr::ptr ||
           type == dns::rr::ns;
}

std::string generic(base::Bytes rdata) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "\\# " + std::to_string(rdata.size());
    if (!rdata.empty()) text += ' ';
    for (const std::uint8_t octet : rdata) {
        text += digits[octet >> 4];
        text += digits[octet & 0xF];
    }
    return text;
}

}  // namespace

std::string rdata_text(std::uint16_t type, base::Bytes rdata) {
    if (type == dns::rr::a && rdata.size() == 4) {
        return net::Ipv4Address::from_wire(rdata.data()).text();
    }
    if (type == dns::rr::aaaa && rdata.size() == 16) {
        return net::Ipv6Address::from_wire(rdata.data()).text();
    }
    if (is_one_name(type)) {
        base::ByteReader reader(rdata);
        const dns::Name name = dns::Name::read(reader);
        if (reader.ok() && reader.at_end()) return name.text();
    }
    return generic(rdata);
}

}  // namespace gate64::dns64d::control
