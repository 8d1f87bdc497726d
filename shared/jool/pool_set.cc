// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/pool_set.h"

#include <algorithm>
#include <tuple>

#include "shared/base/check.h"
#include "shared/jool/pool4_codec.h"

namespace gate64::jool {
namespace {

/// The length of the longest run-aligned prefix: `first` starts it and `left` addresses follow on.
unsigned prefix_length(std::uint32_t first, std::size_t left) noexcept {
    unsigned length = 32;
    while (length > pool4_length_min) {
        const std::uint32_t size = std::uint32_t{1} << (32 - (length - 1));
        if (first % size != 0 || left < size) break;
        --length;
    }
    return length;
}

}  // namespace

bool PoolSet::Row::same_key(const Row& other) const noexcept {
    return mark == other.mark && protocol == other.protocol && address == other.address;
}

PoolSet::PoolSet(std::span<const Pool4Entry> entries) {
    for (const Pool4Entry& entry : entries) {
        CHECK(entry.prefix.length() >= pool4_length_min);
        auto [min, max] = std::minmax(entry.port_min, entry.port_max);
        const std::uint16_t lowest = entry.protocol == Protocol::icmp ? 0 : 1;
        Row row{.mark = entry.mark,
                .protocol = entry.protocol,
                .address = entry.prefix.first(),
                .min = std::max(min, lowest),
                .max = std::max(max, lowest)};
        const std::uint32_t count = entry.prefix.last().value() - entry.prefix.first().value() + 1;
        for (std::uint32_t i = 0; i < count; ++i) {
            row.address = net::Ipv4Address(entry.prefix.first().value() + i);
            rows_.push_back(row);
        }
    }
    normalise();
}

base::Result<PoolSet> PoolSet::make(std::span<const Pool4Entry> entries) {
    for (const Pool4Entry& entry : entries)
        if (const auto fine = check_pool4(entry); !fine) return std::unexpected(fine.error());
    return PoolSet(entries);
}

void PoolSet::normalise() {
    std::sort(rows_.begin(), rows_.end());
    std::vector<Row> fused;
    for (const Row& row : rows_) {
        if (!fused.empty() && fused.back().same_key(row) &&
            std::uint32_t{row.min} <= std::uint32_t{fused.back().max} + 1) {
            fused.back().max = std::max(fused.back().max, row.max);
        } else {
            fused.push_back(row);
        }
    }
    rows_ = std::move(fused);
}

PoolSet PoolSet::minus(const PoolSet& other) const {
    PoolSet rest;
    auto cut = other.rows_.begin();
    for (const Row& row : rows_) {
        const auto is_before = [&](const Row& c) {
            return std::tie(c.mark, c.protocol, c.address, c.max) <
                   std::tie(row.mark, row.protocol, row.address, row.min);
        };
        while (cut != other.rows_.end() && is_before(*cut))
            ++cut;
        std::uint32_t next = row.min;  // the lowest port not yet decided; one past 65535 at the end
        for (auto at = cut; at != other.rows_.end() && at->same_key(row) && at->min <= row.max;
             ++at) {
            if (at->min > next) {
                Row piece = row;
                piece.min = static_cast<std::uint16_t>(next);
                piece.max = static_cast<std::uint16_t>(at->min - 1);
                rest.rows_.push_back(piece);
            }
            next = std::uint32_t{at->max} + 1;
        }
        if (next <= row.max) {
            Row piece = row;
            piece.min = static_cast<std::uint16_t>(next);
            rest.rows_.push_back(piece);
        }
    }
    return rest;
}

std::optional<std::pair<Pool4Entry, Pool4Entry>> PoolSet::overlap_across_marks() const {
    std::vector<Row> rows = rows_;
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return std::tie(a.protocol, a.address, a.min, a.max, a.mark) <
               std::tie(b.protocol, b.address, b.min, b.max, b.mark);
    });
    // Ranges of one mark never overlap, so whatever overlaps its neighbour has another mark; the
    // neighbour to look at is the one that reaches furthest.
    const Row* furthest = nullptr;
    for (const Row& row : rows) {
        const bool same_place = furthest != nullptr && furthest->protocol == row.protocol &&
                                furthest->address == row.address;
        if (same_place && row.min <= furthest->max)
            return std::pair(entry_of(*furthest, 32), entry_of(row, 32));
        furthest = &row;
    }
    return std::nullopt;
}

bool PoolSet::contains(Protocol protocol, const Endpoint4& endpoint) const noexcept {
    return std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) {
        return row.protocol == protocol && row.address == endpoint.address &&
               row.min <= endpoint.port && endpoint.port <= row.max;
    });
}

Pool4Entry PoolSet::entry_of(const Row& row, unsigned length) {
    return {.mark = row.mark,
            .protocol = row.protocol,
            .prefix = net::Ipv4Prefix(row.address, length),
            .port_min = row.min,
            .port_max = row.max,
            .iterations = std::nullopt};
}

std::vector<Pool4Entry> PoolSet::entries() const {
    std::vector<Row> rows = rows_;
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return std::tie(a.mark, a.protocol, a.min, a.max, a.address) <
               std::tie(b.mark, b.protocol, b.min, b.max, b.address);
    });
    const auto follows = [&](std::size_t i) {
        const Row& a = rows[i];
        const Row& b = rows[i + 1];
        return a.mark == b.mark && a.protocol == b.protocol && a.min == b.min && a.max == b.max &&
               b.address.value() - a.address.value() == 1;
    };
    std::vector<Pool4Entry> entries;
    for (std::size_t i = 0; i < rows.size();) {
        std::size_t end = i + 1;
        while (end < rows.size() && follows(end - 1))
            ++end;
        while (i < end) {
            const unsigned length = prefix_length(rows[i].address.value(), end - i);
            entries.push_back(entry_of(rows[i], length));
            i += std::size_t{1} << (32 - length);
        }
    }
    std::sort(entries.begin(), entries.end(), [](const Pool4Entry& a, const Pool4Entry& b) {
        return std::tie(a.mark, a.protocol, a.prefix, a.port_min) <
               std::tie(b.mark, b.protocol, b.prefix, b.port_min);
    });
    return entries;
}

}  // namespace gate64::jool
