// SPDX-License-Identifier: Apache-2.0
#pragma once
// Writing DNS messages into memory the caller owns, with name compression (RFC 1035 4.1.4) for
// owner names and for RDATA of the RFC 1035 types. All or nothing a record: one that does not fit
// leaves no trace and sets truncated(). No allocation.

#include <array>
#include <cstdint>

#include "shared/dns/edns.h"
#include "shared/dns/name.h"
#include "shared/dns/records.h"
#include "shared/dns/types.h"

namespace gate64::dns {

class MessageWriter {
  public:
    /// `space` bounds the message; at most message_bytes_max of it are used.
    explicit MessageWriter(base::MutableBytes space) noexcept;

    /// Starts over with a header whose counts are zero. `flags` as on the wire, rcode in the low
    /// four bits.
    void start(std::uint16_t id, std::uint16_t flags) noexcept;
    void question(NameView name, std::uint16_t type, std::uint16_t klass) noexcept;
    /// Sections must be written in their order. False when it did not fit.
    bool record(const RecordView& record) noexcept;
    bool record(Section section, NameView owner, std::uint16_t type, std::uint32_t ttl,
                base::Bytes rdata) noexcept;
    bool opt(const OptFields& fields) noexcept;
    void set_flags(std::uint16_t flags) noexcept;

    [[nodiscard]] bool truncated() const noexcept { return truncated_; }
    [[nodiscard]] base::Bytes message() const noexcept { return writer_.written(); }
    /// Offset just behind the question section.
    [[nodiscard]] std::size_t question_end() const noexcept { return question_end_; }

  private:
    void name(NameView name) noexcept;
    void rdata(std::uint16_t type, base::Bytes rdata) noexcept;

    static constexpr unsigned targets_max = 64;
    base::ByteWriter writer_;
    std::array<std::uint16_t, targets_max> targets_{};  ///< offsets of names written whole
    unsigned target_count_ = 0;
    std::size_t question_end_ = 0;
    bool truncated_ = false;
};

}  // namespace gate64::dns
