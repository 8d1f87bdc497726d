// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/record_text.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "shared/dns/message.h"

// Last, because it may define bool and false as macros.
#include <ldns/ldns.h>

namespace gate64::scenarios {

namespace {

struct FreeRr {
    void operator()(ldns_rr* rr) const noexcept { ldns_rr_free(rr); }
};
using Rr = std::unique_ptr<ldns_rr, FreeRr>;

}  // namespace

base::Result<void> add_record_text(dns::RecordList& records, dns::Section section,
                                   const std::string& text) {
    ldns_rr* raw = nullptr;
    const ldns_status status = ldns_rr_new_frm_str(&raw, text.c_str(), 0, nullptr, nullptr);
    const Rr rr(raw);
    if (status != LDNS_STATUS_OK) {
        return base::fail("\"" + text + "\": " + ldns_get_errorstr_by_id(status));
    }
    const auto bytes = [](const ldns_rdf* rdf) {
        return base::Bytes(ldns_rdf_data(rdf), ldns_rdf_size(rdf));
    };
    std::vector<std::uint8_t> rdata;
    for (std::size_t i = 0; i < ldns_rr_rd_count(rr.get()); ++i) {
        const base::Bytes field = bytes(ldns_rr_rdf(rr.get(), i));
        rdata.insert(rdata.end(), field.begin(), field.end());
    }
    base::ByteReader reader(bytes(ldns_rr_owner(rr.get())));
    const dns::Name owner = dns::Name::read(reader);
    if (!reader.ok()) return base::fail("\"" + text + "\": bad owner name");
    records.add(section, owner, static_cast<std::uint16_t>(ldns_rr_get_type(rr.get())),
                ldns_rr_ttl(rr.get()), rdata);
    return {};
}

std::string record_text(const dns::RecordView& record) {
    std::vector<std::uint8_t> space(dns::message_bytes_max);
    base::ByteWriter writer(space);
    writer.bytes(record.owner.wire());
    writer.u16(record.type);
    writer.u16(dns::klass::in);
    writer.u32(record.ttl);
    writer.u16(static_cast<std::uint16_t>(record.rdata.size()));
    writer.bytes(record.rdata);
    ldns_rr* raw = nullptr;
    std::size_t position = 0;
    if (ldns_wire2rr(&raw, space.data(), writer.position(), &position, LDNS_SECTION_ANSWER) !=
        LDNS_STATUS_OK) {
        return "(unreadable record)";
    }
    const Rr rr(raw);
    const std::unique_ptr<char, decltype(&std::free)> text(ldns_rr2str(rr.get()), &std::free);
    std::string line(text.get());
    std::replace(line.begin(), line.end(), '\t', ' ');
    while (!line.empty() && (line.back() == '\n' || line.back() == ' '))
        line.pop_back();
    return line;
}

}  // namespace gate64::scenarios
