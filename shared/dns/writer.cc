// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/writer.h"

#include "shared/dns/case_fold.h"
#include "shared/dns/name_wire.h"

namespace gate64::dns {
namespace {

constexpr std::uint8_t no_target = 0xFF;
constexpr std::size_t pointer_offset_max = 0x3FFF;
/// Candidates looked at for one suffix, so that names chosen to share a bucket cost no more.
constexpr unsigned probes_max = 8;

constexpr std::size_t qdcount_offset = 4;
constexpr std::size_t ancount_offset = 6;  // authority and additional follow, two octets each
constexpr std::size_t arcount_offset = 10;

base::MutableBytes bounded(base::MutableBytes space) noexcept {
    return space.size() <= message_bytes_max ? space : space.first(message_bytes_max);
}

/// Hash of a suffix from its first label and the hash of what follows it.
std::uint16_t label_hash(base::Bytes label, std::uint16_t rest) noexcept {
    std::uint32_t hash = rest + 0x811C9DC5U;
    for (const std::uint8_t octet : label)
        hash = (hash ^ lower(octet)) * 0x01000193U;
    return static_cast<std::uint16_t>(hash ^ (hash >> 16));
}

/// The RDATA that may hold compressed names (RFC 1035 3.3, RFC 3597 4): `skip` octets, then names.
struct NamesInRdata {
    std::size_t skip;
    unsigned names;
};

NamesInRdata names_in_rdata(std::uint16_t type) noexcept {
    switch (type) {
        case rr::ns:
        case rr::md:
        case rr::mf:
        case rr::cname:
        case rr::mb:
        case rr::mg:
        case rr::mr:
        case rr::ptr:
            return {0, 1};
        case rr::soa:
        case rr::minfo:
            return {0, 2};
        case rr::mx:
            return {2, 1};
        default:
            return {0, 0};
    }
}

}  // namespace

MessageWriter::MessageWriter(base::MutableBytes space) noexcept : writer_(bounded(space)) {}

void MessageWriter::start(std::uint16_t id, std::uint16_t flags) noexcept {
    writer_.rewind(0);
    heads_.fill(no_target);
    target_count_ = 0;
    last_owner_ = 0;
    question_end_ = 0;
    truncated_ = writer_.remaining() < header_bytes;
    if (truncated_) return;
    writer_.u16(id);
    writer_.u16(flags);
    writer_.u32(0);
    writer_.u32(0);
    question_end_ = writer_.position();
}

void MessageWriter::set_flags(std::uint16_t flags) noexcept {
    writer_.patch_u16(2, flags);
}

bool MessageWriter::commit(const Mark& mark, std::size_t count_offset) noexcept {
    if (!writer_.ok() || mark.position < header_bytes) {
        writer_.rewind(mark.position);
        forget_targets(mark.targets);
        last_owner_ = mark.last_owner;
        truncated_ = true;
        return false;
    }
    const std::uint16_t count = base::load_be16(writer_.written().data() + count_offset);
    writer_.patch_u16(count_offset, static_cast<std::uint16_t>(count + 1));
    return true;
}

void MessageWriter::question(NameView name, std::uint16_t type, std::uint16_t klass) noexcept {
    const Mark before = mark();
    owner(name);
    writer_.u16(type);
    writer_.u16(klass);
    if (commit(before, qdcount_offset)) question_end_ = writer_.position();
}

bool MessageWriter::record(const RecordView& record) noexcept {
    return this->record(record.section, record.owner, record.type, record.ttl, record.rdata);
}

bool MessageWriter::record(Section section, NameView owner, std::uint16_t type, std::uint32_t ttl,
                           base::Bytes rdata) noexcept {
    const Mark before = mark();
    this->owner(owner);
    writer_.u16(type);
    writer_.u16(klass::in);
    writer_.u32(ttl);
    const std::size_t length_at = writer_.position();
    writer_.u16(0);
    this->rdata(type, rdata);
    if (writer_.ok()) {
        const std::size_t size = writer_.position() - length_at - 2;
        writer_.patch_u16(length_at, static_cast<std::uint16_t>(size));
    }
    return commit(before, ancount_offset + 2 * static_cast<std::size_t>(section));
}

bool MessageWriter::opt(const OptFields& fields) noexcept {
    const Mark before = mark();
    write_opt(writer_, fields);
    return commit(before, arcount_offset);
}

void MessageWriter::owner(NameView name) noexcept {
    if (last_owner_ != 0 && matches(last_owner_, name)) {
        writer_.u16(static_cast<std::uint16_t>(0xC000U | last_owner_));
        return;
    }
    const std::size_t offset = this->name(name);
    const bool reachable = !name.is_root() && offset <= pointer_offset_max;
    last_owner_ = reachable ? static_cast<std::uint16_t>(offset) : std::uint16_t{0};
}

void MessageWriter::rdata(std::uint16_t type, base::Bytes rdata) noexcept {
    const NamesInRdata shape = names_in_rdata(type);
    if (shape.names > 0 && rdata.size() > shape.skip) {
        writer_.bytes(rdata.first(shape.skip));
        rdata = rdata.subspan(shape.skip);
        for (unsigned i = 0; i < shape.names; ++i) {
            const std::size_t size = plain_name_bytes(rdata);
            if (size == 0) break;
            name(NameView::trusted(rdata.first(size)));
            rdata = rdata.subspan(size);
        }
    }
    writer_.bytes(rdata);
}

std::size_t MessageWriter::name(NameView name) noexcept {
    const std::size_t start = writer_.position();
    const base::Bytes wire = name.wire();
    std::array<std::uint8_t, name_labels_max> starts;
    std::array<std::uint16_t, name_labels_max + 1> hashes;
    unsigned labels = 0;
    for (std::size_t at = 0; wire[at] != 0; at += std::size_t{1} + wire[at])
        starts[labels++] = static_cast<std::uint8_t>(at);
    hashes[labels] = 0;
    for (unsigned i = labels; i-- > 0;) {
        hashes[i] =
            label_hash(wire.subspan(starts[i] + std::size_t{1}, wire[starts[i]]), hashes[i + 1]);
    }
    for (unsigned i = 0; i < labels; ++i) {
        const NameView suffix = NameView::trusted(wire.subspan(starts[i]));
        if (const std::uint16_t target = find(suffix, hashes[i]); target != 0) {
            writer_.u16(static_cast<std::uint16_t>(0xC000U | target));
            return i == 0 ? target : start;
        }
        const std::size_t at = writer_.position();
        writer_.bytes(suffix.wire().first(std::size_t{1} + wire[starts[i]]));
        if (!writer_.ok()) break;
        remember(at, hashes[i]);
    }
    writer_.u8(0);
    return start;
}

bool MessageWriter::matches(std::size_t offset, NameView name) const noexcept {
    const base::Bytes written = writer_.written();
    const base::Bytes wire = name.wire();
    std::size_t at = 0;
    while (offset < written.size()) {
        const std::uint8_t length = written[offset];
        if (length > label_bytes_max) {
            if (offset + 2 > written.size()) return false;
            const std::size_t target = base::load_be16(written.data() + offset) & 0x3FFFU;
            if (target >= offset) return false;
            offset = target;
            continue;
        }
        if (length != wire[at]) return false;
        if (length == 0) return true;
        if (offset + 1 + length > written.size() ||
            !equal_folded(written.data() + offset + 1, wire.data() + at + 1, length)) {
            return false;
        }
        offset += std::size_t{1} + length;
        at += std::size_t{1} + length;
    }
    return false;
}

std::uint16_t MessageWriter::find(NameView suffix, std::uint16_t hash) const noexcept {
    std::uint8_t index = heads_[hash % buckets];
    for (unsigned probes = 0; index != no_target && probes < probes_max; ++probes) {
        const Target& target = targets_[index];
        if (target.hash == hash && matches(target.offset, suffix)) return target.offset;
        index = target.next;
    }
    return 0;
}

void MessageWriter::remember(std::size_t offset, std::uint16_t hash) noexcept {
    if (target_count_ == targets_max || offset > pointer_offset_max) return;
    std::uint8_t& head = heads_[hash % buckets];
    targets_[target_count_] = {static_cast<std::uint16_t>(offset), hash, head};
    head = static_cast<std::uint8_t>(target_count_++);
}

void MessageWriter::forget_targets(unsigned count) noexcept {
    while (target_count_ > count) {
        const Target& target = targets_[--target_count_];
        heads_[target.hash % buckets] = target.next;
    }
}

}  // namespace gate64::dns
