// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/model/local_kit.h"

#include <array>
#include <sstream>
#include <vector>

#include "dns64d/model/empty_soa.h"
#include "shared/net/address.h"

namespace gate64::dns64d::model::test {
namespace {

std::vector<std::uint8_t> rdata_of(std::uint16_t type, const dns::Name& owner,
                                   const std::string& text) {
    std::array<std::uint8_t, 4> four{};
    switch (type) {
        case dns::rr::a:
            net::Ipv4Address::parse(text).value().to_wire(four.data());
            return {four.begin(), four.end()};
        case dns::rr::aaaa: {
            const net::Ipv6Address v6 = net::Ipv6Address::parse(text).value();
            return {v6.octets().begin(), v6.octets().end()};
        }
        case dns::rr::soa: {
            const EmptySoa soa(owner, static_cast<std::uint32_t>(std::stoul(text)));
            return {soa.rdata().begin(), soa.rdata().end()};
        }
        case dns::rr::rrsig: {
            std::vector<std::uint8_t> rdata(18);
            base::store_be16(rdata.data(), dns::parse_type(text).value());
            return rdata;
        }
        case dns::rr::txt:
            return {text.begin(), text.end()};
        default: {
            const dns::Name target = name(text);
            return {target.wire().begin(), target.wire().end()};
        }
    }
}

std::string rdata_text(const dns::RecordView& record) {
    switch (record.type) {
        case dns::rr::a:
            return net::Ipv4Address::from_wire(record.rdata.data()).text();
        case dns::rr::aaaa:
            return net::Ipv6Address::from_wire(record.rdata.data()).text();
        case dns::rr::soa:
            return std::to_string(base::load_be32(record.rdata.last(4).data()));
        case dns::rr::rrsig:
            return dns::type_text(base::load_be16(record.rdata.data()));
        case dns::rr::txt:
            return {record.rdata.begin(), record.rdata.end()};
        default:
            return dns::NameView::trusted(record.rdata).text();
    }
}

}  // namespace

dns::Name name(std::string_view text) {
    return dns::Name::parse(text).value();
}

void add(LocalData& data, std::string_view record) {
    std::istringstream stream{std::string(record)};
    std::string owner_text, type_text, rdata_field;
    std::uint32_t ttl = 0;
    stream >> owner_text >> ttl >> type_text >> rdata_field;
    const dns::Name owner = name(owner_text);
    const std::uint16_t type = dns::parse_type(type_text).value();
    const std::vector<std::uint8_t> rdata = rdata_of(type, owner, rdata_field);
    data.add_record({.section = dns::Section::answer,
                     .owner = owner,
                     .type = type,
                     .ttl = ttl,
                     .rdata = rdata});
}

void add_zone(LocalData& data, std::string_view apex, std::uint32_t ttl, std::uint32_t minimum) {
    const dns::Name zone = name(apex);
    data.add_zone(zone, ttl, EmptySoa(zone, minimum).rdata());
}

std::string found(const LocalData& data, std::string_view qname, std::string_view type) {
    static constexpr std::string_view kinds[] = {"answer", "nodata", "nxdomain", "failure"};
    const auto hit = data.find(name(qname), dns::parse_type(type).value());
    if (!hit) return "not ours";
    const Outcome& outcome = hit->outcome;
    std::string text(kinds[static_cast<unsigned>(outcome.kind)]);
    if (outcome.kind == OutcomeKind::failure) text += " " + dns::rcode_text(outcome.rcode);
    text += " ttl=" + std::to_string(outcome.ttl);
    if (!outcome.local) text += " not local";
    for (const dns::RecordView record : outcome.records.view()) {
        text += record.section == dns::Section::authority ? "; !" : "; ";
        text += record.owner.text() + " " + std::to_string(record.ttl) + " " +
                dns::type_text(record.type) + " " + rdata_text(record);
    }
    if (hit->outside) text += " -> " + hit->outside->text();
    return text;
}

}  // namespace gate64::dns64d::model::test
