// SPDX-License-Identifier: Apache-2.0
#pragma once
// A list of resource records of class IN in one flat run of bytes: what the answer check keeps,
// the caches store, local zones hold, mailboxes carry and synthesis reads. Names in `rdata` are
// uncompressed. A RecordSpan does not own; a RecordList does. The layout is private to this file
// and stays inside the process (host byte order).

#include <cstdint>
#include <cstring>
#include <vector>

#include "shared/dns/name.h"

namespace gate64::dns {

enum class Section : std::uint8_t { answer, authority, additional };

/// One record. Views live as long as the list they came from.
struct RecordView {
    Section section = Section::answer;
    NameView owner;
    std::uint16_t type = 0;
    std::uint32_t ttl = 0;  ///< seconds
    base::Bytes rdata;
};

/// Records as somebody else holds them. Iterate with a range-for.
class RecordSpan {
  public:
    RecordSpan() noexcept = default;
    /// REQUIRES: bytes() of another RecordSpan or RecordList, whole.
    explicit RecordSpan(base::Bytes bytes) noexcept : bytes_(bytes) {}

    class Iterator {
      public:
        explicit Iterator(base::Bytes rest) noexcept : rest_(rest) {}
        [[nodiscard]] RecordView operator*() const noexcept;
        Iterator& operator++() noexcept;
        friend bool operator!=(const Iterator& a, const Iterator& b) noexcept {
            return a.rest_.size() != b.rest_.size();
        }

      private:
        base::Bytes rest_;
    };
    [[nodiscard]] Iterator begin() const noexcept { return Iterator(bytes_); }
    [[nodiscard]] Iterator end() const noexcept { return Iterator(bytes_.last(0)); }
    [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
    [[nodiscard]] base::Bytes bytes() const noexcept { return bytes_; }

  private:
    base::Bytes bytes_;
};

/// Records under construction or kept on the heap.
class RecordList {
  public:
    /// Allocates only when the list grows beyond what it once held.
    /// REQUIRES: rdata.size() <= 65535; `owner` and `rdata` are not views into this list.
    void add(Section section, NameView owner, std::uint16_t type, std::uint32_t ttl,
             base::Bytes rdata);
    void add(const RecordView& record) {
        add(record.section, record.owner, record.type, record.ttl, record.rdata);
    }
    void clear() noexcept {
        bytes_.clear();
        count_ = 0;
    }
    [[nodiscard]] RecordSpan view() const noexcept { return RecordSpan(bytes_); }
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] std::size_t size_bytes() const noexcept { return bytes_.size(); }

  private:
    std::vector<std::uint8_t> bytes_;
    std::size_t count_ = 0;
};

}  // namespace gate64::dns
