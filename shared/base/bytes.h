// SPDX-License-Identifier: Apache-2.0
#pragma once
// Bytes on the wire: views, big-endian loads and stores, and cursors whose error sticks. After the
// first read or write past the end every further one is a no-op (reads give zero), so callers go
// field after field and check ok() once. Views never own; they live as long as what they look at.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace gate64::base {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

/// REQUIRES: two (four) readable bytes at `p`.
[[nodiscard]] constexpr std::uint16_t load_be16(const std::uint8_t* p) noexcept {
    return static_cast<std::uint16_t>((p[0] << 8) | p[1]);
}
[[nodiscard]] constexpr std::uint32_t load_be32(const std::uint8_t* p) noexcept {
    return (std::uint32_t{p[0]} << 24) | (std::uint32_t{p[1]} << 16) | (std::uint32_t{p[2]} << 8) |
           std::uint32_t{p[3]};
}
constexpr void store_be16(std::uint8_t* p, std::uint16_t value) noexcept {
    p[0] = static_cast<std::uint8_t>(value >> 8);
    p[1] = static_cast<std::uint8_t>(value);
}
constexpr void store_be32(std::uint8_t* p, std::uint32_t value) noexcept {
    store_be16(p, static_cast<std::uint16_t>(value >> 16));
    store_be16(p + 2, static_cast<std::uint16_t>(value));
}

/// Reads a message field by field.
class ByteReader {
  public:
    constexpr explicit ByteReader(Bytes bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] constexpr bool ok() const noexcept { return ok_; }
    [[nodiscard]] constexpr std::size_t position() const noexcept { return position_; }
    [[nodiscard]] constexpr std::size_t remaining() const noexcept {
        return bytes_.size() - position_;
    }
    [[nodiscard]] constexpr bool at_end() const noexcept { return position_ == bytes_.size(); }
    [[nodiscard]] constexpr Bytes whole() const noexcept { return bytes_; }

    constexpr std::uint8_t u8() noexcept {
        const Bytes field = take(1);
        return field.empty() ? std::uint8_t{0} : field[0];
    }
    constexpr std::uint16_t u16() noexcept {
        const Bytes field = take(2);
        return field.empty() ? std::uint16_t{0} : load_be16(field.data());
    }
    constexpr std::uint32_t u32() noexcept {
        const Bytes field = take(4);
        return field.empty() ? std::uint32_t{0} : load_be32(field.data());
    }
    /// The next `count` bytes, empty (and the error set) when there are fewer.
    constexpr Bytes take(std::size_t count) noexcept {
        if (!ok_ || remaining() < count) {
            ok_ = false;
            return {};
        }
        const Bytes field = bytes_.subspan(position_, count);
        position_ += count;
        return field;
    }
    constexpr void skip(std::size_t count) noexcept { (void)take(count); }
    /// Sets the error: what was read makes no sense.
    constexpr void poison() noexcept { ok_ = false; }

  private:
    Bytes bytes_;
    std::size_t position_ = 0;
    bool ok_ = true;
};

/// Writes a message field by field into memory it does not own.
class ByteWriter {
  public:
    constexpr explicit ByteWriter(MutableBytes space) noexcept : space_(space) {}

    [[nodiscard]] constexpr bool ok() const noexcept { return ok_; }
    [[nodiscard]] constexpr std::size_t position() const noexcept { return position_; }
    [[nodiscard]] constexpr std::size_t remaining() const noexcept {
        return space_.size() - position_;
    }
    [[nodiscard]] constexpr Bytes written() const noexcept { return space_.first(position_); }

    constexpr void u8(std::uint8_t value) noexcept {
        if (std::uint8_t* p = claim(1)) *p = value;
    }
    constexpr void u16(std::uint16_t value) noexcept {
        if (std::uint8_t* p = claim(2)) store_be16(p, value);
    }
    constexpr void u32(std::uint32_t value) noexcept {
        if (std::uint8_t* p = claim(4)) store_be32(p, value);
    }
    void bytes(Bytes value) noexcept {
        if (value.empty()) return;
        if (std::uint8_t* p = claim(value.size())) std::memcpy(p, value.data(), value.size());
    }
    /// Overwrites two bytes written before. REQUIRES: offset + 2 <= position().
    constexpr void patch_u16(std::size_t offset, std::uint16_t value) noexcept {
        if (offset + 2 <= position_) store_be16(space_.data() + offset, value);
    }
    /// Forgets everything after `position`, and the error with it. For all-or-nothing records.
    constexpr void rewind(std::size_t position) noexcept {
        position_ = position;
        ok_ = true;
    }

  private:
    constexpr std::uint8_t* claim(std::size_t count) noexcept {
        if (!ok_ || remaining() < count) {
            ok_ = false;
            return nullptr;
        }
        std::uint8_t* p = space_.data() + position_;
        position_ += count;
        return p;
    }

    MutableBytes space_;
    std::size_t position_ = 0;
    bool ok_ = true;
};

}  // namespace gate64::base
