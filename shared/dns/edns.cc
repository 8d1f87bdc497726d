// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/edns.h"

namespace gate64::dns {
namespace {

constexpr std::uint32_t do_bit = 0x8000;
constexpr std::size_t opt_fixed_bytes = 11;     // root owner, type, class, TTL, RDLENGTH
constexpr std::size_t option_header_bytes = 4;  // code, length

/// RFC 7871 6: the address is cut to the octets the prefix needs, spare bits are zero.
bool subnet_ok(base::Bytes data) noexcept {
    if (data.size() < 4) return false;
    const std::uint16_t family = base::load_be16(data.data());
    const unsigned source = data[2];
    const unsigned scope = data[3];
    const unsigned bits_max = family == 1 ? 32 : family == 2 ? 128 : 0;
    if (family > 2 || source > bits_max || scope > bits_max) return false;
    const base::Bytes address = data.subspan(4);
    if (address.size() != (source + 7) / 8) return false;
    const unsigned spare_bits = static_cast<unsigned>(8 * address.size()) - source;
    return address.empty() || (address.back() & ((1U << spare_bits) - 1)) == 0;
}

/// RFC 7873 4: eight octets from the client, then nothing or 8 to 32 from the server.
bool cookie_ok(base::Bytes data) noexcept {
    return data.size() == 8 || (data.size() >= 16 && data.size() <= 40);
}

bool read_option(std::uint16_t code, base::Bytes data, Edns& edns) noexcept {
    switch (code) {
        case edns_option::client_subnet:
            return subnet_ok(data);
        case edns_option::cookie:
            return cookie_ok(data);
        case edns_option::tcp_keepalive:
            edns.tcp_keepalive = true;
            edns.keepalive_has_data = edns.keepalive_has_data || !data.empty();
            return data.empty() || data.size() == 2;
        case edns_option::padding:
            edns.padding = true;
            return true;
        case edns_option::extended_error:
            if (data.size() < 2) return false;
            if (edns.ede == Ede::none) edns.ede = static_cast<Ede>(base::load_be16(data.data()));
            return true;
        default:
            return true;
    }
}

/// At most ede_text_bytes_max octets, not ending inside a UTF-8 sequence.
std::string_view shortened(std::string_view text) noexcept {
    if (text.size() <= ede_text_bytes_max) return text;
    std::size_t size = ede_text_bytes_max;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
        --size;
    return text.substr(0, size);
}

std::size_t options_bytes(const OptFields& fields) noexcept {
    std::size_t size = 0;
    if (fields.ede != Ede::none)
        size += option_header_bytes + 2 + shortened(fields.ede_text).size();
    if (fields.send_keepalive) size += option_header_bytes + 2;
    return size;
}

}  // namespace

bool parse_opt(std::uint16_t klass, std::uint32_t ttl, base::Bytes rdata, Edns& edns) noexcept {
    edns = Edns{};
    edns.present = true;
    edns.udp_size = klass;
    edns.extended_rcode = static_cast<std::uint8_t>(ttl >> 24);
    edns.version = static_cast<std::uint8_t>(ttl >> 16);
    edns.dnssec_ok = (ttl & do_bit) != 0;
    if (edns.version > 0) return true;
    base::ByteReader reader(rdata);
    for (unsigned count = 0; !reader.at_end(); ++count) {
        if (count == edns_options_max) return false;
        const std::uint16_t code = reader.u16();
        const base::Bytes data = reader.take(reader.u16());
        if (!reader.ok() || !read_option(code, data, edns)) return false;
    }
    return true;
}

std::size_t opt_bytes(const OptFields& fields) noexcept {
    return opt_fixed_bytes + options_bytes(fields);
}

void write_opt(base::ByteWriter& writer, const OptFields& fields) noexcept {
    writer.u8(0);
    writer.u16(rr::opt);
    writer.u16(fields.udp_size);
    writer.u32((std::uint32_t{fields.extended_rcode} << 24) | (fields.dnssec_ok ? do_bit : 0));
    writer.u16(static_cast<std::uint16_t>(options_bytes(fields)));
    if (fields.ede != Ede::none) {
        const std::string_view text = shortened(fields.ede_text);
        writer.u16(edns_option::extended_error);
        writer.u16(static_cast<std::uint16_t>(2 + text.size()));
        writer.u16(static_cast<std::uint16_t>(fields.ede));
        for (const char c : text)
            writer.u8(static_cast<std::uint8_t>(c));
    }
    if (fields.send_keepalive) {
        writer.u16(edns_option::tcp_keepalive);
        writer.u16(2);
        writer.u16(fields.keepalive_100ms);
    }
}

}  // namespace gate64::dns
