// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/message.h"
#include "shared/dns/name_wire.h"
#include "shared/dns/rdata.h"

namespace gate64::dns {
namespace {

/// Owner, type, class, TTL and RDLENGTH of the shortest record.
constexpr std::size_t record_bytes_min = 11;
constexpr std::size_t expanded_bytes_max = 2 * message_bytes_max;
/// Pointers followed in one message. Behind a name's first pointer each further one brings at least
/// a label where the sender means well, so the octets run out before; the bound is what keeps
/// chains of pointers to pointers from costing milliseconds.
constexpr unsigned message_hops_max = expanded_bytes_max;

/// RFC 2181 8: a TTL with the top bit set counts as zero.
constexpr std::uint32_t sane_ttl(std::uint32_t ttl) noexcept {
    return (ttl & 0x80000000U) != 0 ? 0 : ttl;
}

/// TKEY, TSIG and the types that only questions have (RFC 6895 3.1).
constexpr bool is_meta(std::uint16_t type) noexcept {
    return type == 0 || (type >= rr::tkey && type <= rr::any);
}

class ResponseReader {
  public:
    ResponseReader(base::Bytes message, Response& response) noexcept
        : reader_(message), response_(response) {
        reader_.skip(header_bytes);
    }

    [[nodiscard]] bool question() noexcept {
        if (response_.header.qdcount > 1) return false;
        if (response_.header.qdcount == 0) return true;
        response_.name = Name::read(reader_);
        response_.type = reader_.u16();
        response_.klass = reader_.u16();
        return reader_.ok();
    }
    [[nodiscard]] bool section(Section section, unsigned count) {
        for (; count > 0; --count) {
            if (!record(section)) return false;
        }
        return true;
    }
    [[nodiscard]] bool at_end() const noexcept { return reader_.at_end(); }

  private:
    [[nodiscard]] bool record(Section section) {
        const base::Bytes message = reader_.whole();
        ExpandedName owner;
        expand_name(message, reader_.position(), message.size(), hops_left_, owner);
        reader_.skip(owner.consumed);
        const std::uint16_t type = reader_.u16();
        const std::uint16_t klass = reader_.u16();
        const std::uint32_t ttl = reader_.u32();
        const base::Bytes rdata = reader_.take(reader_.u16());
        if (!owner.ok() || !reader_.ok()) return false;
        if (type == rr::opt) return opt(section, owner.view(), klass, ttl, rdata);
        if (klass != klass::in || is_meta(type)) return false;
        const std::optional<base::Bytes> plain = read_rdata(
            message, reader_.position() - rdata.size(), rdata.size(), type, hops_left_, scratch_);
        if (!plain) return false;
        expanded_bytes_ += owner.size + plain->size();
        if (expanded_bytes_ > expanded_bytes_max) return false;
        response_.records.add(section, owner.view(), type, sane_ttl(ttl), *plain);
        return true;
    }
    [[nodiscard]] bool opt(Section section, NameView owner, std::uint16_t klass, std::uint32_t ttl,
                           base::Bytes rdata) noexcept {
        if (section != Section::additional || !owner.is_root() || response_.edns.present) {
            return false;
        }
        return parse_opt(klass, ttl, rdata, response_.edns);
    }

    base::ByteReader reader_;
    Response& response_;
    unsigned hops_left_ = message_hops_max;
    std::size_t expanded_bytes_ = 0;
    RdataScratch scratch_;
};

}  // namespace

bool parse_response(base::Bytes message, Response& response) {
    response.records.clear();
    response.edns = Edns{};
    if (message.size() < header_bytes || message.size() > message_bytes_max) return false;
    const Header header = Header::read(message);
    response.header = header;
    const std::size_t count = std::size_t{header.ancount} + header.nscount + header.arcount;
    if (count > response_records_max) return false;
    if (count * record_bytes_min > message.size() - header_bytes) return false;

    ResponseReader reader(message, response);
    if (!reader.question() || !reader.section(Section::answer, header.ancount) ||
        !reader.section(Section::authority, header.nscount) ||
        !reader.section(Section::additional, header.arcount) || !reader.at_end()) {
        return false;
    }
    response.rcode =
        static_cast<Rcode>((unsigned{response.edns.extended_rcode} << 4) | header.rcode());
    return true;
}

}  // namespace gate64::dns
