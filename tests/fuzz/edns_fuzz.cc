// SPDX-License-Identifier: Apache-2.0
// EDNS: any octets as the RDATA of an OPT record (the first six are its CLASS and TTL), and an OPT
// record written from what was read, at every size.

#include "shared/base/check.h"
#include "shared/dns/edns.h"

namespace {

using namespace gate64;

dns::Edns read_back(base::Bytes record) {
    base::ByteReader reader(record);
    CHECK(reader.u8() == 0 && reader.u16() == dns::rr::opt);
    const std::uint16_t klass = reader.u16();
    const std::uint32_t ttl = reader.u32();
    const base::Bytes rdata = reader.take(reader.u16());
    CHECK(reader.ok() && reader.at_end());
    dns::Edns edns;
    CHECK(dns::parse_opt(klass, ttl, rdata, edns));
    return edns;
}

void check_writing(const dns::Edns& seen, base::Bytes text, std::size_t room) {
    dns::OptFields fields;
    fields.udp_size = seen.udp_size;
    fields.extended_rcode = seen.extended_rcode;
    fields.dnssec_ok = seen.dnssec_ok;
    fields.ede = seen.ede;
    fields.ede_text = {reinterpret_cast<const char*>(text.data()), text.size()};
    fields.send_keepalive = seen.tcp_keepalive;

    std::array<std::uint8_t, 1024> space{};
    base::ByteWriter writer(space);
    dns::write_opt(writer, fields);
    CHECK(writer.ok() && writer.position() == dns::opt_bytes(fields));
    const dns::Edns again = read_back(writer.written());
    CHECK(again.udp_size == seen.udp_size && again.extended_rcode == seen.extended_rcode);
    CHECK(again.dnssec_ok == seen.dnssec_ok && again.ede == seen.ede);
    CHECK(again.tcp_keepalive == seen.tcp_keepalive && again.version == 0);

    base::ByteWriter tight(base::MutableBytes(space).first(room));
    dns::write_opt(tight, fields);
    CHECK(tight.ok() == (room >= dns::opt_bytes(fields)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::ByteReader reader({data, size});
    const std::uint16_t klass = reader.u16();
    const std::uint32_t ttl = reader.u32();
    if (!reader.ok()) return 0;
    const base::Bytes rdata = reader.take(reader.remaining());
    dns::Edns edns;
    const bool fine = dns::parse_opt(klass, ttl, rdata, edns);
    CHECK(edns.present);
    if (fine) check_writing(edns, rdata, klass % 300);
    return 0;
}
