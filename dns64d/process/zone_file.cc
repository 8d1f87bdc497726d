// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/zone_file.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "shared/dns/message.h"

// Last, because it may define bool and false as macros.
#include <ldns/ldns.h>

namespace gate64::dns64d::process {

namespace {

struct FreeRdf {
    void operator()(ldns_rdf* rdf) const noexcept { ldns_rdf_deep_free(rdf); }
};
struct FreeRr {
    void operator()(ldns_rr* rr) const noexcept { ldns_rr_free(rr); }
};
struct CloseFile {
    void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
};
using Rdf = std::unique_ptr<ldns_rdf, FreeRdf>;
using Rr = std::unique_ptr<ldns_rr, FreeRr>;

constexpr std::uint32_t default_ttl_s = 3600;

base::Bytes bytes_of(const ldns_rdf* rdf) {
    return {ldns_rdf_data(rdf), ldns_rdf_size(rdf)};
}

/// The record as a message of one answer, which our own parser then has to accept.
std::vector<std::uint8_t> as_message(const ldns_rr* rr) {
    std::vector<std::uint8_t> space(dns::message_bytes_max);
    base::ByteWriter writer(space);
    for (const unsigned field : {0U, 0x8000U, 1U, 1U, 0U, 0U}) {
        writer.u16(static_cast<std::uint16_t>(field));
    }
    writer.u8(0);
    writer.u16(dns::rr::a);
    writer.u16(dns::klass::in);
    writer.bytes(bytes_of(ldns_rr_owner(rr)));
    writer.u16(static_cast<std::uint16_t>(ldns_rr_get_type(rr)));
    writer.u16(static_cast<std::uint16_t>(ldns_rr_get_class(rr)));
    writer.u32(ldns_rr_ttl(rr));
    const std::size_t length_at = writer.position();
    writer.u16(0);
    for (std::size_t i = 0; i < ldns_rr_rd_count(rr); ++i)
        writer.bytes(bytes_of(ldns_rr_rdf(rr, i)));
    writer.patch_u16(length_at, static_cast<std::uint16_t>(writer.position() - length_at - 2));
    space.resize(writer.position());
    if (!writer.ok()) space.clear();
    return space;
}

base::Result<std::vector<Rr>> parse_text(std::string_view text, dns::NameView origin) {
    // fmemopen wants memory it could write to; the copy also ends every file in a new line.
    std::string copy(text);
    copy += '\n';
    const std::unique_ptr<std::FILE, CloseFile> file(fmemopen(copy.data(), copy.size(), "r"));
    if (!file) return base::fail("not enough memory to read the zone");
    std::vector<Rr> records;
    ldns_rdf* origin_raw =
        ldns_dname_new_frm_data(static_cast<std::uint16_t>(origin.size()), origin.wire().data());
    ldns_rdf* previous_raw = nullptr;
    std::uint32_t ttl = default_ttl_s;
    int line = 0;
    base::Result<void> result;
    while (std::feof(file.get()) == 0) {
        ldns_rr* rr = nullptr;
        const std::string at = "line " + std::to_string(line + 1);
        const ldns_status status =
            ldns_rr_new_frm_fp_l(&rr, file.get(), &ttl, &origin_raw, &previous_raw, &line);
        if (status == LDNS_STATUS_OK) {
            records.emplace_back(rr);
        } else if (status == LDNS_STATUS_SYNTAX_INCLUDE_ERR_NOTIMPL) {
            result = base::fail(at + ": $INCLUDE is not allowed");
        } else if (status != LDNS_STATUS_SYNTAX_EMPTY && status != LDNS_STATUS_SYNTAX_TTL &&
                   status != LDNS_STATUS_SYNTAX_ORIGIN) {
            result = base::fail(at + ": " + ldns_get_errorstr_by_id(status));
        }
        if (!result) break;
    }
    const Rdf origin_owner(origin_raw);
    const Rdf previous_owner(previous_raw);
    if (!result) return std::unexpected(result.error());
    return records;
}

base::Result<dns::RecordList> checked_records(const std::vector<Rr>& parsed) {
    dns::RecordList records;
    dns::Response response;
    for (const Rr& rr : parsed) {
        const std::vector<std::uint8_t> message = as_message(rr.get());
        if (message.empty() || !dns::parse_response(message, response)) {
            const std::unique_ptr<char, decltype(&std::free)> text(
                ldns_rdf2str(ldns_rr_owner(rr.get())), &std::free);
            return base::fail(std::string("a record of ") + (text ? text.get() : "?") +
                              " is not well-formed or not of class IN");
        }
        for (const dns::RecordView record : response.records.view())
            records.add(record);
    }
    return records;
}

}  // namespace

base::Result<void> add_zone_text(model::LocalData& data, std::string_view text,
                                 dns::NameView origin) {
    const auto parsed = parse_text(text, origin);
    if (!parsed) return std::unexpected(parsed.error());
    const auto records = checked_records(*parsed);
    if (!records) return std::unexpected(records.error());

    std::optional<dns::Name> apex;
    for (const dns::RecordView record : records->view()) {
        if (record.type != dns::rr::soa) continue;
        if (apex) return base::fail("a second SOA; a zone file holds one zone");
        apex = record.owner;
        data.add_zone(record.owner, record.ttl, record.rdata);
    }
    if (!apex) {
        apex = origin;
        if (origin.is_root()) {
            return base::fail("no SOA, so give the zone its `name` beside `file`");
        }
        data.add_empty_zone(origin);
    }
    for (const dns::RecordView record : records->view()) {
        if (!record.owner.is_at_or_below(*apex)) {
            return base::fail(record.owner.text() + " is outside the zone " + apex->text());
        }
        if (record.type != dns::rr::soa) data.add_record(record);
    }
    return {};
}

}  // namespace gate64::dns64d::process
