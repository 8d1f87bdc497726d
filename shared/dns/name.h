// SPDX-License-Identifier: Apache-2.0
#pragma once
// Domain names in wire form, without compression (RFC 1035 3.1). A Name or NameView can only come
// out of a check, so every other function may trust it: labels of 1 to 63 octets, a root label at
// the end, 255 octets in all. Case is kept; comparison and hashing ignore it (RFC 4343).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/bytes.h"
#include "shared/base/error.h"
#include "shared/base/siphash.h"

namespace gate64::dns {

inline constexpr std::size_t name_bytes_max = 255;
inline constexpr std::size_t label_bytes_max = 63;
inline constexpr std::size_t name_labels_max = 127;

/// A checked name that somebody else owns.
class NameView {
  public:
    constexpr NameView() noexcept : wire_(root_) {}
    /// REQUIRES: `wire` is exactly one valid name (it came out of a Name or a checked record).
    [[nodiscard]] static constexpr NameView trusted(base::Bytes wire) noexcept {
        return NameView(wire);
    }

    [[nodiscard]] constexpr base::Bytes wire() const noexcept { return wire_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return wire_.size(); }
    [[nodiscard]] constexpr bool is_root() const noexcept { return wire_.size() == 1; }
    /// Labels without the root: "www.example." has two.
    [[nodiscard]] unsigned label_count() const noexcept;
    /// The first label's octets, empty for the root.
    [[nodiscard]] base::Bytes first_label() const noexcept;
    /// Without the first label. REQUIRES: !is_root().
    [[nodiscard]] NameView parent() const noexcept;
    /// The last `labels` labels. REQUIRES: labels <= label_count().
    [[nodiscard]] NameView suffix(unsigned labels) const noexcept;
    [[nodiscard]] bool is_at_or_below(NameView zone) const noexcept;
    [[nodiscard]] bool is_below(NameView zone) const noexcept {
        return size() > zone.size() && is_at_or_below(zone);
    }
    /// Presentation form with a final dot; odd octets as \DDD (RFC 1035 5.1), so never raw bytes.
    [[nodiscard]] std::string text() const;
    /// Keyed hash over the lower-cased name.
    [[nodiscard]] std::uint64_t hash(const base::HashKey& key) const noexcept;

    friend bool operator==(NameView a, NameView b) noexcept;

  private:
    constexpr explicit NameView(base::Bytes wire) noexcept : wire_(wire) {}
    static constexpr std::uint8_t root_[1] = {0};
    base::Bytes wire_;
};

/// Ignores ASCII case.
[[nodiscard]] bool operator==(NameView a, NameView b) noexcept;

/// A checked name that owns its octets (no heap).
class Name {
  public:
    constexpr Name() noexcept : octets_{} {}  ///< the root
    Name(NameView view) noexcept;             // NOLINT(google-explicit-constructor)
    Name(const Name& other) noexcept;
    Name& operator=(const Name& other) noexcept;

    /// Presentation form, with or without the final dot; \DDD and \X escapes.
    [[nodiscard]] static base::Result<Name> parse(std::string_view text);
    /// Uncompressed wire form at the reader's position; sets the reader's error otherwise.
    [[nodiscard]] static Name read(base::ByteReader& reader) noexcept;
    /// Wire form at the reader's position with RFC 1035 4.1.4 compression against
    /// `reader.whole()`, which must be the message from its first header octet. Each pointer must
    /// point strictly lower than the name's own start, so the work is bounded. On failure the
    /// reader's error is set and the root comes back.
    [[nodiscard]] static Name read_compressed(base::ByteReader& reader) noexcept;
    /// `prefix` labels in front of `suffix`; nothing when longer than 255 octets. `prefix` is the
    /// wire form of labels without the root octet.
    [[nodiscard]] static std::optional<Name> join(base::Bytes prefix, NameView suffix) noexcept;

    [[nodiscard]] NameView view() const noexcept {
        return NameView::trusted({octets_.data(), size_});
    }
    operator NameView() const noexcept { return view(); }  // NOLINT(google-explicit-constructor)
    [[nodiscard]] base::Bytes wire() const noexcept { return {octets_.data(), size_}; }
    [[nodiscard]] std::string text() const { return view().text(); }
    void to_lower() noexcept;

  private:
    std::uint8_t size_ = 1;
    std::array<std::uint8_t, name_bytes_max> octets_;  ///< the first size_ of them mean something
};

/// RFC 6672 2.2: `name` below `owner` rewritten to be below `target`. Nothing when it is not below
/// or the result is longer than 255 octets (then the answer is YXDOMAIN).
[[nodiscard]] std::optional<Name> substitute_dname(NameView name, NameView owner,
                                                   NameView target) noexcept;

/// ASCII lower case of one octet.
[[nodiscard]] constexpr std::uint8_t lower(std::uint8_t c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c + ('a' - 'A')) : c;
}

}  // namespace gate64::dns
