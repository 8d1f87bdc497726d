// SPDX-License-Identifier: Apache-2.0
#pragma once
// Short ways to say records and responses in tests of the upstream folder. Everything is owned by
// value; nothing here checks what it is given, so that tests can lie.

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "shared/dns/message.h"
#include "shared/net/address.h"

namespace gate64::dns64d::upstream::test {

using Octets = std::vector<std::uint8_t>;

inline dns::Name name(std::string_view text) {
    const auto parsed = dns::Name::parse(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return parsed.value_or(dns::Name());
}

inline Octets octets(base::Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

inline Octets v4(std::string_view text) {
    const auto address = net::Ipv4Address::parse(text);
    EXPECT_TRUE(address.has_value()) << text;
    Octets rdata(4);
    address.value_or(net::Ipv4Address()).to_wire(rdata.data());
    return rdata;
}
inline Octets v6(std::string_view text) {
    const auto address = net::Ipv6Address::parse(text);
    EXPECT_TRUE(address.has_value()) << text;
    return octets(address.value_or(net::Ipv6Address()).octets());
}
inline Octets target(std::string_view text) {
    return octets(name(text).wire());
}

inline void put16(Octets& to, unsigned value) {
    to.push_back(static_cast<std::uint8_t>(value >> 8));
    to.push_back(static_cast<std::uint8_t>(value));
}
inline void put32(Octets& to, std::uint32_t value) {
    put16(to, value >> 16);
    put16(to, value & 0xFFFF);
}
inline void put(Octets& to, const Octets& more) {
    to.insert(to.end(), more.begin(), more.end());
}

inline Octets soa(std::uint32_t minimum) {
    Octets rdata = target("ns.invalid.");
    put(rdata, target("host.invalid."));
    for (const std::uint32_t value : {1U, 7200U, 3600U, 86400U, minimum})
        put32(rdata, value);
    return rdata;
}
inline Octets rrsig(std::uint16_t covered, unsigned labels, std::string_view signer) {
    Octets rdata;
    put16(rdata, covered);
    rdata.push_back(13);
    rdata.push_back(static_cast<std::uint8_t>(labels));
    put32(rdata, 3600);
    put32(rdata, 1900000000);
    put32(rdata, 1700000000);
    put16(rdata, 12345);
    put(rdata, target(signer));
    rdata.insert(rdata.end(), 64, 0xAB);
    return rdata;
}
inline Octets nsec(std::string_view next) {
    Octets rdata = target(next);
    put(rdata, {0, 1, 0x40});  // window 0, one octet: type A
    return rdata;
}

struct Row {
    dns::Section section;
    std::string_view owner;
    std::uint16_t type;
    std::uint32_t ttl;
    Octets rdata;
};

inline Row in_answer(std::string_view owner, std::uint16_t type, std::uint32_t ttl, Octets rdata) {
    return {dns::Section::answer, owner, type, ttl, std::move(rdata)};
}
inline Row in_authority(std::string_view owner, std::uint16_t type, std::uint32_t ttl,
                        Octets rdata) {
    return {dns::Section::authority, owner, type, ttl, std::move(rdata)};
}
inline Row in_additional(std::string_view owner, std::uint16_t type, std::uint32_t ttl,
                         Octets rdata) {
    return {dns::Section::additional, owner, type, ttl, std::move(rdata)};
}

inline dns::Response response(dns::Rcode rcode, const std::vector<Row>& rows) {
    dns::Response made;
    made.rcode = rcode;
    made.header.flags = static_cast<std::uint16_t>(dns::flag::qr | dns::flag::rd | dns::flag::ra);
    for (const Row& row : rows)
        made.records.add(row.section, name(row.owner), row.type, row.ttl, row.rdata);
    return made;
}

/// "an www.example. A 300" a line, in order: what a list holds without its RDATA.
inline std::string listing(const dns::RecordList& list) {
    constexpr const char* sections[] = {"an", "au", "ad"};
    std::string text;
    for (const dns::RecordView record : list.view()) {
        text += sections[static_cast<std::size_t>(record.section)];
        text += ' ' + record.owner.text() + ' ' + dns::type_text(record.type) + ' ' +
                std::to_string(record.ttl) + '\n';
    }
    return text;
}

}  // namespace gate64::dns64d::upstream::test
