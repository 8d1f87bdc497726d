// SPDX-License-Identifier: Apache-2.0
#include "bench/core/answer_check.h"

#include <algorithm>

#include "shared/dns/types.h"

namespace gate64::bench {

namespace {

/// Whether `rdata` is the one address that `expected` asks for in a record of `type`.
bool is_expected(std::uint16_t type, base::Bytes rdata, const Expected& expected,
                 const net::Pref64& prefix) noexcept {
    if (type == dns::rr::a) {
        return rdata.size() == 4 && expected.v4 &&
               net::Ipv4Address::from_wire(rdata.data()) == *expected.v4;
    }
    const net::Ipv6Address wanted =
        expected.synthesized && expected.v4 ? prefix.embed(*expected.v4) : expected.v6;
    return rdata.size() == 16 && net::Ipv6Address::from_wire(rdata.data()) == wanted;
}

}  // namespace

Verdict AnswerCheck::look(Questions::Key key, base::Bytes message) {
    if (message.size() < dns::header_bytes) return Verdict::malformed;
    const dns::Header header = dns::Header::read(message);
    if (!header.qr()) return Verdict::malformed;
    std::array<std::uint8_t, question_bytes_max> asked{};
    const std::size_t size = questions_.write(key, asked);
    const base::Bytes rest = message.subspan(dns::header_bytes);
    // Octet by octet: servers repeat the letter case, and generated names are lower case.
    if (header.qdcount != 1 || rest.size() < size ||
        !std::equal(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size),
                    asked.begin())) {
        return Verdict::wrong_question;
    }
    if (header.tc()) return Verdict::truncated;
    if (!prefix_ || header.rcode() != 0) return Verdict::good;
    return look_at_records(key, message);
}

Verdict AnswerCheck::look_at_records(Questions::Key key, base::Bytes message) {
    const auto expected = questions_.expected(key);
    if (!expected) return Verdict::good;
    response_.records.clear();
    if (!dns::parse_response(message, response_)) return Verdict::malformed;
    unsigned matching = 0;
    unsigned others = 0;
    for (const dns::RecordView record : response_.records.view()) {
        if (record.section != dns::Section::answer || record.type != response_.type) continue;
        const bool right = is_expected(record.type, record.rdata, *expected, *prefix_);
        ++(right ? matching : others);
    }
    return matching == 1 && others == 0 ? Verdict::good : Verdict::wrong_address;
}

}  // namespace gate64::bench
