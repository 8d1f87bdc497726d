// SPDX-License-Identifier: Apache-2.0
#pragma once
// From a name to the value of the most specific zone that holds it. Built at configuration time,
// read by shards; immutable while read. A look-up lower-cases the name once and tries its suffixes
// from the longest, so it costs at most one probe a label.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "shared/dns/name.h"

namespace gate64::dns64d::model {

/// A name's wire form in lower case, as a key.
class LowerName {
  public:
    explicit LowerName(dns::NameView name) noexcept : size_(name.size()) {
        const base::Bytes wire = name.wire();
        for (std::size_t i = 0; i < size_; ++i) {
            octets_[i] = static_cast<char>(dns::lower(wire[i]));
        }
    }
    [[nodiscard]] std::string_view text() const noexcept { return {octets_.data(), size_}; }

  private:
    std::array<char, dns::name_bytes_max> octets_;
    std::size_t size_;
};

template <typename Value>
class ZoneMap {
  public:
    /// False when the zone is already there (the first one stays).
    template <typename Given = Value>
    bool insert(dns::NameView zone, Given&& value) {
        return map_.try_emplace(std::string(LowerName(zone).text()), std::forward<Given>(value))
            .second;
    }
    struct Match {
        dns::NameView zone;  ///< a suffix of the name asked for
        const Value* value;
    };
    /// The most specific zone at or above `name`.
    [[nodiscard]] std::optional<Match> find(dns::NameView name) const {
        if (map_.empty()) return std::nullopt;
        const LowerName lower(name);
        std::string_view rest = lower.text();
        for (std::size_t skip = 0;;) {
            if (const auto it = map_.find(rest.substr(skip)); it != map_.end()) {
                return Match{dns::NameView::trusted(name.wire().subspan(skip)), &it->second};
            }
            const auto label = static_cast<unsigned char>(rest[skip]);
            if (label == 0) return std::nullopt;
            skip += 1U + label;
        }
    }
    /// Exactly `name`.
    [[nodiscard]] const Value* find_exact(dns::NameView name) const {
        const auto it = map_.find(LowerName(name).text());
        return it == map_.end() ? nullptr : &it->second;
    }
    [[nodiscard]] Value* find_exact(dns::NameView name) {
        const auto it = map_.find(LowerName(name).text());
        return it == map_.end() ? nullptr : &it->second;
    }
    [[nodiscard]] bool empty() const noexcept { return map_.empty(); }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const noexcept {
            return std::hash<std::string_view>{}(s);
        }
    };
    std::unordered_map<std::string, Value, Hash, std::equal_to<>> map_;
};

}  // namespace gate64::dns64d::model
