// SPDX-License-Identifier: Apache-2.0
// Messages: any octets as a query and as a response. What is accepted is written again and must
// read back as the same thing; written into less room it must still be a whole message.

#include "shared/base/check.h"
#include "shared/dns/message.h"
#include "shared/dns/writer.h"

namespace {

using namespace gate64;

std::array<std::uint8_t, dns::message_bytes_max> space;

bool same_folded(base::Bytes a, base::Bytes b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (dns::lower(a[i]) != dns::lower(b[i])) return false;
    }
    return true;
}

bool same(const dns::RecordView& a, const dns::RecordView& b) {
    return a.section == b.section && a.owner == b.owner && a.type == b.type && a.ttl == b.ttl &&
           same_folded(a.rdata, b.rdata);
}

/// The records of `part` are the first ones of `whole`.
void check_prefix(dns::RecordSpan part, dns::RecordSpan whole) {
    dns::RecordSpan::Iterator want = whole.begin();
    for (const dns::RecordView record : part) {
        CHECK(want != whole.end());
        CHECK(same(record, *want));
        ++want;
    }
}

void check_query(base::Bytes input) {
    static dns::Query query;
    static dns::Query again;
    const dns::QueryError error = dns::parse_query(input, query);
    CHECK((error == dns::QueryError::drop) == (input.size() < 12 || (input[2] & 0x80) != 0));
    if (error == dns::QueryError::bad_version) CHECK(query.edns.version > 0);
    if (error != dns::QueryError::none) return;
    dns::MessageWriter writer(space);
    writer.start(query.header.id, query.header.flags);
    writer.question(query.name, query.type, query.klass);
    if (query.edns.present) {
        writer.opt({.udp_size = query.edns.udp_size, .dnssec_ok = query.edns.dnssec_ok});
    }
    CHECK(!writer.truncated());
    CHECK(dns::parse_query(writer.message(), again) == dns::QueryError::none);
    CHECK(again.question.size() == query.question.size());
    CHECK(std::memcmp(again.question.data(), query.question.data(), query.question.size()) == 0);
    CHECK(again.edns.present == query.edns.present);
    CHECK(again.edns.dnssec_ok == query.edns.dnssec_ok);
}

/// How many records were taken.
std::size_t write(dns::MessageWriter& writer, const dns::Response& response) {
    writer.start(response.header.id, response.header.flags);
    if (response.header.qdcount == 1) {
        writer.question(response.name, response.type, response.klass);
    }
    std::size_t taken = 0;
    for (const dns::RecordView record : response.records.view()) {
        if (!writer.record(record)) break;
        ++taken;
    }
    return taken;
}

void check_response(base::Bytes input) {
    static dns::Response response;
    static dns::Response again;
    if (!dns::parse_response(input, response)) return;
    CHECK(response.records.count() <= dns::response_records_max);
    dns::MessageWriter writer(space);
    const std::size_t taken = write(writer, response);
    CHECK(writer.truncated() == (taken < response.records.count()));
    CHECK(dns::parse_response(writer.message(), again));
    CHECK(again.records.count() == taken);
    check_prefix(again.records.view(), response.records.view());

    dns::MessageWriter tight(base::MutableBytes(space).first(12 + input.size() / 2));
    const std::size_t fewer = write(tight, response);
    CHECK(dns::parse_response(tight.message(), again));
    CHECK(again.records.count() == fewer);
    check_prefix(again.records.view(), response.records.view());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > dns::message_bytes_max) return 0;
    check_query({data, size});
    check_response({data, size});
    return 0;
}
