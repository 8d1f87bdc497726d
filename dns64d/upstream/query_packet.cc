// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/query_packet.h"

#include "shared/dns/message.h"
#include "shared/dns/writer.h"

namespace gate64::dns64d::upstream {

base::Bytes write_query(const QueryPacket& query, QuerySpace& space) noexcept {
    std::uint16_t flags = dns::flag::rd;
    if (query.cd) flags |= dns::flag::cd;
    if (query.ad) flags |= dns::flag::ad;
    dns::MessageWriter writer(space);
    writer.start(query.id, flags);
    writer.question(query.name, query.type, dns::klass::in);
    if (query.edns_size != 0) {
        dns::OptFields opt;
        opt.udp_size = query.edns_size;
        opt.dnssec_ok = true;
        (void)writer.opt(opt);
    }
    return writer.message();
}

bool answers(base::Bytes message, dns::NameView name, std::uint16_t type) noexcept {
    if (message.size() < dns::header_bytes) return false;
    const dns::Header header = dns::Header::read(message);
    if (!header.qr() || header.opcode() != dns::Opcode::query || header.qdcount != 1) return false;
    base::ByteReader reader(message);
    reader.skip(dns::header_bytes);
    const dns::Name asked = dns::Name::read(reader);
    const std::uint16_t asked_type = reader.u16();
    const std::uint16_t asked_class = reader.u16();
    return reader.ok() && asked_type == type && asked_class == dns::klass::in &&
           asked.view() == name;
}

}  // namespace gate64::dns64d::upstream
