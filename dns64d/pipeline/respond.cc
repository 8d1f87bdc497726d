// SPDX-License-Identifier: Apache-2.0
#include "dns64d/pipeline/respond.h"

#include <algorithm>

namespace gate64::dns64d::pipeline {

namespace {

constexpr std::size_t arcount_offset = 10;

dns::OptFields opt_fields(const ClientView& client, dns::Ede ede, std::string_view ede_text) {
    return {.udp_size = client.edns_size,
            .dnssec_ok = client.dnssec_ok,
            .ede = ede,
            .ede_text = ede_text,
            .keepalive_100ms = client.keepalive_100ms,
            .send_keepalive = client.keepalive};
}

void patch_ttls(base::MutableBytes out, const cache::FinishedAnswer& answer) noexcept {
    if (answer.age == 0) return;
    for (const std::uint16_t offset : answer.ttl_offsets) {
        std::uint8_t* field = out.data() + offset;
        const std::uint32_t ttl = base::load_be32(field);
        base::store_be32(field, ttl > answer.age ? ttl - answer.age : 0);
    }
}

/// Length of the name at `position`, compressed or not. REQUIRES: a message we wrote.
std::size_t skip_name(base::Bytes message, std::size_t position) noexcept {
    while (position < message.size()) {
        const std::uint8_t length = message[position];
        if (length == 0) return position + 1;
        if (length >= 0xC0) return position + 2;
        position += 1U + length;
    }
    return position;
}

void collect_ttl_offsets(base::Bytes message, std::size_t position,
                         std::vector<std::uint16_t>& offsets) {
    offsets.clear();
    while (position < message.size()) {
        position = skip_name(message, position);
        offsets.push_back(static_cast<std::uint16_t>(position + 4));
        position += 10U + base::load_be16(message.data() + position + 8);
    }
}

}  // namespace

ClientView client_view(const dns::Query& query, Transport transport,
                       const model::Settings& settings) noexcept {
    ClientView client;
    client.id = query.header.id;
    client.edns = query.edns.present;
    client.dnssec_ok = query.edns.dnssec_ok;
    client.stream = transport != Transport::udp;
    client.edns_size = settings.edns_size;
    if (client.edns) {
        client.udp_size = std::clamp<std::uint16_t>(query.edns.udp_size, dns::udp_plain_bytes_max,
                                                    settings.edns_size);
    }
    if (client.stream && query.edns.tcp_keepalive) {
        client.keepalive = true;
        client.keepalive_100ms = static_cast<std::uint16_t>(
            std::min<std::int64_t>(settings.tcp_idle.count() / 100, 0xFFFF));
    }
    return client;
}

std::size_t respond(const ClientView& client, base::Bytes question_name,
                    const cache::FinishedAnswer& answer, base::MutableBytes out,
                    bool& truncated) noexcept {
    const std::size_t limit = client.stream ? dns::message_bytes_max : client.udp_size;
    dns::OptFields opt = opt_fields(client, answer.ede, answer.ede_text);
    std::size_t opt_size = client.edns ? dns::opt_bytes(opt) : 0;
    if (client.edns && answer.message.size() + opt_size > limit && opt.ede != dns::Ede::none) {
        // The reason is a courtesy; records come first.
        opt.ede = dns::Ede::none;
        opt_size = dns::opt_bytes(opt);
    }
    const std::size_t question_end = dns::header_bytes + question_name.size() + 4;
    const bool fits = answer.message.size() + opt_size <= limit;
    const std::size_t size = fits ? answer.message.size() : question_end;
    std::memcpy(out.data(), answer.message.data(), size);
    base::store_be16(out.data(), client.id);
    if (fits) {
        patch_ttls(out, answer);
    } else {
        out[2] |= dns::flag::tc >> 8;
        std::memset(out.data() + 6, 0, 6);
    }
    truncated = (out[2] & (dns::flag::tc >> 8)) != 0;
    std::memcpy(out.data() + dns::header_bytes, question_name.data(), question_name.size());
    if (!client.edns) return size;
    base::ByteWriter writer(out.subspan(size));
    dns::write_opt(writer, opt);
    base::store_be16(out.data() + arcount_offset,
                     static_cast<std::uint16_t>(base::load_be16(out.data() + arcount_offset) + 1));
    return size + writer.position();
}

std::size_t respond_error(const ClientView& client, const dns::Query& query, dns::Rcode rcode,
                          dns::Ede ede, std::string_view ede_text,
                          base::MutableBytes out) noexcept {
    const auto code = static_cast<std::uint16_t>(rcode);
    // Opcode, RD and CD go back as they came (RFC 1035 4.1.1, RFC 4035 3.2.2).
    const auto kept = static_cast<std::uint16_t>(query.header.flags & 0x7910);
    const auto flags =
        static_cast<std::uint16_t>(dns::flag::qr | dns::flag::ra | kept | (code & 0xF));
    base::ByteWriter writer(out);
    writer.u16(query.header.id);
    writer.u16(flags);
    writer.u16(query.question.empty() ? 0 : 1);
    writer.u16(0);
    writer.u16(0);
    writer.u16(client.edns ? 1 : 0);
    writer.bytes(query.question);
    if (client.edns) {
        dns::OptFields opt = opt_fields(client, ede, ede_text);
        opt.extended_rcode = static_cast<std::uint8_t>(code >> 4);
        dns::write_opt(writer, opt);
    }
    return writer.position();
}

cache::FinishedAnswer finish(const dns::Name& name, std::uint16_t type, model::QueryFlags flags,
                             dns::RecordSpan chain, const dns64::Answer& answer,
                             base::MutableBytes space, std::vector<std::uint16_t>& ttl_offsets) {
    auto bits = static_cast<std::uint16_t>(dns::flag::qr | dns::flag::ra |
                                           (static_cast<std::uint16_t>(answer.rcode) & 0xF));
    if (flags.rd) bits |= dns::flag::rd;
    if (flags.cd) bits |= dns::flag::cd;
    // A chain was made or found here, so nobody has vouched for the whole.
    if (answer.authentic && chain.empty() && (flags.ad || flags.dnssec_ok)) bits |= dns::flag::ad;
    if (answer.authoritative && chain.empty()) bits |= dns::flag::aa;

    dns::MessageWriter writer(space);
    writer.start(0, bits);
    writer.question(name, type, dns::klass::in);
    std::uint32_t ttl = answer.ttl;
    bool fits = true;
    for (const dns::RecordView record : chain) {
        fits = fits && writer.record(record);
        ttl = std::min(ttl, record.ttl);
    }
    for (const dns::RecordView record : answer.records.view()) {
        fits = fits && writer.record(record);
    }
    if (!fits) writer.set_flags(bits | dns::flag::tc);
    collect_ttl_offsets(writer.message(), writer.question_end(), ttl_offsets);
    return {.message = writer.message(),
            .ttl_offsets = ttl_offsets,
            .ttl = fits ? ttl : 0,
            .ede = answer.ede,
            .ede_text = answer.ede_text,
            .reason = static_cast<std::uint8_t>(answer.reason),
            .stale = answer.stale};
}

}  // namespace gate64::dns64d::pipeline
