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

/// Single-threaded; holds no memory of its own but the compression table. Where names match an
/// earlier one apart from letter case, the earlier spelling is what a reader sees.
class MessageWriter {
  public:
    /// `space` bounds the message; at most message_bytes_max of it are used. With less than
    /// header_bytes nothing is ever written and truncated() is set by start().
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
    /// A place a pointer may lead to: the start of a label written in full.
    struct Target {
        std::uint16_t offset;
        std::uint16_t hash;
        std::uint8_t next;  ///< in the chain of its bucket
    };
    /// What to return to when a record does not fit.
    struct Mark {
        std::size_t position;
        unsigned targets;
        std::uint16_t last_owner;
    };

    [[nodiscard]] Mark mark() const noexcept {
        return {writer_.position(), target_count_, last_owner_};
    }
    /// Keeps what was written since `mark` and counts it at `count_offset`, or drops all of it.
    bool commit(const Mark& mark, std::size_t count_offset) noexcept;
    void owner(NameView name) noexcept;
    /// Returns where the name can be found from now on.
    std::size_t name(NameView name) noexcept;
    void rdata(std::uint16_t type, base::Bytes rdata) noexcept;
    [[nodiscard]] bool matches(std::size_t offset, NameView name) const noexcept;
    [[nodiscard]] std::uint16_t find(NameView suffix, std::uint16_t hash) const noexcept;
    void remember(std::size_t offset, std::uint16_t hash) noexcept;
    void forget_targets(unsigned count) noexcept;

    static constexpr unsigned targets_max = 128;
    static constexpr unsigned buckets = 64;
    base::ByteWriter writer_;
    std::array<Target, targets_max> targets_;
    std::array<std::uint8_t, buckets> heads_{};  ///< newest target of a bucket
    unsigned target_count_ = 0;
    std::uint16_t last_owner_ = 0;  ///< offset of the owner written last; 0: none
    std::size_t question_end_ = 0;
    bool truncated_ = false;
};

}  // namespace gate64::dns
