// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/message.h"

namespace gate64::dns {
namespace {

/// Leaves `query.question` empty when it is malformed. No pointers: nothing stands before it.
bool read_question(base::ByteReader& reader, Query& query) noexcept {
    const std::size_t start = reader.position();
    query.question = {};
    query.name = Name::read(reader);
    query.type = reader.u16();
    query.klass = reader.u16();
    if (!reader.ok()) return false;
    query.question = reader.whole().subspan(start, reader.position() - start);
    return true;
}

/// A transaction signature: TSIG (RFC 8945 5.1) or SIG(0) (RFC 2931 3), always the last record.
bool is_signature(std::uint16_t type, base::Bytes rdata) noexcept {
    if (type == rr::tsig) return true;
    return type == rr::sig && rdata.size() >= 2 && base::load_be16(rdata.data()) == 0;
}

/// One record of the additional section. `last`: no other may follow.
bool read_additional(base::ByteReader& reader, bool last, Query& query) noexcept {
    const bool plain_root = reader.remaining() > 0 && reader.whole()[reader.position()] == 0;
    if (plain_root) {
        reader.skip(1);
    } else {
        (void)Name::read_compressed(reader);
    }
    const std::uint16_t type = reader.u16();
    const std::uint16_t klass = reader.u16();
    const std::uint32_t ttl = reader.u32();
    const base::Bytes rdata = reader.take(reader.u16());
    if (!reader.ok()) return false;
    if (type != rr::opt) return last && is_signature(type, rdata);
    if (!plain_root || query.edns.present) return false;
    return parse_opt(klass, ttl, rdata, query.edns);
}

}  // namespace

QueryError parse_query(base::Bytes message, Query& query) noexcept {
    query.edns = Edns{};
    if (message.size() < header_bytes) return QueryError::drop;
    query.header = Header::read(message);
    if (query.header.qr()) return QueryError::drop;

    base::ByteReader reader(message);
    reader.skip(header_bytes);
    if (query.header.qdcount != 1) reader.poison();
    const bool question_ok = read_question(reader, query);
    if (query.header.opcode() != Opcode::query) return QueryError::bad_opcode;
    if (!question_ok || query.type == rr::opt) return QueryError::form_error;
    if (query.header.ancount > 0 || query.header.nscount > 0) return QueryError::form_error;
    for (unsigned left = query.header.arcount; left > 0; --left) {
        if (!read_additional(reader, left == 1, query)) return QueryError::form_error;
    }
    if (!reader.at_end()) return QueryError::form_error;
    return query.edns.version > 0 ? QueryError::bad_version : QueryError::none;
}

}  // namespace gate64::dns
