// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/name.h"

#include "shared/base/check.h"
#include "shared/dns/case_fold.h"
#include "shared/dns/name_wire.h"

namespace gate64::dns {
namespace {

/// `wire` without its first `labels` labels.
base::Bytes skip_labels(base::Bytes wire, unsigned labels) noexcept {
    for (; labels > 0; --labels)
        wire = wire.subspan(std::size_t{1} + wire[0]);
    return wire;
}

}  // namespace

unsigned NameView::label_count() const noexcept {
    unsigned count = 0;
    for (std::size_t i = 0; wire_[i] != 0; i += std::size_t{1} + wire_[i])
        ++count;
    return count;
}

base::Bytes NameView::first_label() const noexcept {
    return wire_.subspan(1, wire_[0]);
}

NameView NameView::parent() const noexcept {
    CHECK(!is_root());
    return NameView(skip_labels(wire_, 1));
}

NameView NameView::suffix(unsigned labels) const noexcept {
    const unsigned count = label_count();
    CHECK(labels <= count);
    return NameView(skip_labels(wire_, count - labels));
}

bool NameView::is_at_or_below(NameView zone) const noexcept {
    if (size() < zone.size()) return false;
    const std::size_t extra = size() - zone.size();
    std::size_t position = 0;
    while (position < extra)
        position += std::size_t{1} + wire_[position];
    return position == extra && equal_folded(wire_.data() + extra, zone.wire_.data(), zone.size());
}

std::uint64_t NameView::hash(const base::HashKey& key) const noexcept {
    std::array<std::uint8_t, name_bytes_max> folded;
    copy_folded(folded.data(), wire_);
    return base::siphash13(key, {folded.data(), size()});
}

bool operator==(NameView a, NameView b) noexcept {
    return a.size() == b.size() && equal_folded(a.wire().data(), b.wire().data(), a.size());
}

Name::Name(NameView view) noexcept : size_(static_cast<std::uint8_t>(view.size())) {
    std::memcpy(octets_.data(), view.wire().data(), size_);
}

Name::Name(const Name& other) noexcept : size_(other.size_) {
    std::memcpy(octets_.data(), other.octets_.data(), size_);
}

Name& Name::operator=(const Name& other) noexcept {
    if (this != &other) {
        size_ = other.size_;
        std::memcpy(octets_.data(), other.octets_.data(), size_);
    }
    return *this;
}

Name Name::read(base::ByteReader& reader) noexcept {
    if (!reader.ok()) return {};
    const base::Bytes rest = reader.whole().subspan(reader.position());
    const std::size_t size = plain_name_bytes(rest);
    if (size == 0) {
        reader.poison();
        return {};
    }
    reader.skip(size);
    return NameView::trusted(rest.first(size));
}

Name Name::read_compressed(base::ByteReader& reader) noexcept {
    if (!reader.ok()) return {};
    ExpandedName name;
    unsigned hops = name_hops_max;
    expand_name(reader.whole(), reader.position(), reader.whole().size(), hops, name);
    if (!name.ok()) {
        reader.poison();
        return {};
    }
    reader.skip(name.consumed);
    return name.view();
}

std::optional<Name> Name::join(base::Bytes prefix, NameView suffix) noexcept {
    if (prefix.size() + suffix.size() > name_bytes_max) return std::nullopt;
    Name joined;
    if (!prefix.empty()) std::memcpy(joined.octets_.data(), prefix.data(), prefix.size());
    std::memcpy(joined.octets_.data() + prefix.size(), suffix.wire().data(), suffix.size());
    joined.size_ = static_cast<std::uint8_t>(prefix.size() + suffix.size());
    return joined;
}

void Name::to_lower() noexcept {
    copy_folded(octets_.data(), wire());
}

std::optional<Name> substitute_dname(NameView name, NameView owner, NameView target) noexcept {
    if (!name.is_below(owner)) return std::nullopt;
    return Name::join(name.wire().first(name.size() - owner.size()), target);
}

}  // namespace gate64::dns
