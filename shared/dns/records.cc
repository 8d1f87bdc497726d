// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/records.h"

#include "shared/base/check.h"

namespace gate64::dns {
namespace {

/// What stands in front of each record; owner and RDATA follow without padding.
struct Prefix {
    std::uint32_t ttl;
    std::uint16_t type;
    std::uint16_t rdata_bytes;
    std::uint8_t section;
    std::uint8_t owner_bytes;
};
constexpr std::size_t prefix_bytes = 10;
static_assert(offsetof(Prefix, owner_bytes) + 1 == prefix_bytes);

Prefix read_prefix(base::Bytes bytes) noexcept {
    Prefix prefix;
    std::memcpy(&prefix, bytes.data(), prefix_bytes);
    return prefix;
}

}  // namespace

RecordView RecordSpan::Iterator::operator*() const noexcept {
    const Prefix prefix = read_prefix(rest_);
    RecordView record;
    record.section = static_cast<Section>(prefix.section);
    record.owner = NameView::trusted(rest_.subspan(prefix_bytes, prefix.owner_bytes));
    record.type = prefix.type;
    record.ttl = prefix.ttl;
    record.rdata = rest_.subspan(prefix_bytes + prefix.owner_bytes, prefix.rdata_bytes);
    return record;
}

RecordSpan::Iterator& RecordSpan::Iterator::operator++() noexcept {
    const Prefix prefix = read_prefix(rest_);
    rest_ = rest_.subspan(prefix_bytes + prefix.owner_bytes + prefix.rdata_bytes);
    return *this;
}

void RecordList::add(Section section, NameView owner, std::uint16_t type, std::uint32_t ttl,
                     base::Bytes rdata) {
    CHECK(rdata.size() <= 0xFFFF);
    const Prefix prefix{ttl, type, static_cast<std::uint16_t>(rdata.size()),
                        static_cast<std::uint8_t>(section),
                        static_cast<std::uint8_t>(owner.size())};
    const std::size_t at = bytes_.size();
    bytes_.resize(at + prefix_bytes + owner.size() + rdata.size());
    std::uint8_t* to = bytes_.data() + at;
    std::memcpy(to, &prefix, prefix_bytes);
    std::memcpy(to + prefix_bytes, owner.wire().data(), owner.size());
    if (!rdata.empty()) {
        std::memcpy(to + prefix_bytes + owner.size(), rdata.data(), rdata.size());
    }
    ++count_;
}

}  // namespace gate64::dns
