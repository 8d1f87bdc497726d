// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a run counted. One a thread; merged by addition. Every question sent is answered, lost or
// (after it counted as lost) late; nothing is in two of them.

#include <array>
#include <cstdint>

#include "bench/core/histogram.h"

namespace gate64::bench {

struct Tally {
    static constexpr std::size_t rcodes = 16;

    std::uint64_t sent = 0;
    std::uint64_t answered = 0;        ///< in time, and to a question that was asked
    std::uint64_t late = 0;            ///< after the time-out
    std::uint64_t lost = 0;            ///< no answer at all
    std::uint64_t unsent = 0;          ///< due by the plan, but the generator did not get to it
    std::uint64_t send_failed = 0;     ///< refused by the kernel
    std::uint64_t unknown = 0;         ///< with an id that nobody waits for: twice, or forged
    std::uint64_t malformed = 0;       ///< of those answered
    std::uint64_t truncated = 0;       ///< of those answered
    std::uint64_t wrong_question = 0;  ///< of those answered
    std::uint64_t wrong_address = 0;   ///< of those answered
    std::uint64_t connections = 0;     ///< TCP: opened
    std::uint64_t connections_lost = 0;
    std::array<std::uint64_t, rcodes> by_rcode{};  ///< of those answered
    Histogram latency;                             ///< ns, of those answered

    Tally& operator+=(const Tally& other) noexcept {
        sent += other.sent;
        answered += other.answered;
        late += other.late;
        lost += other.lost;
        unsent += other.unsent;
        send_failed += other.send_failed;
        unknown += other.unknown;
        malformed += other.malformed;
        truncated += other.truncated;
        wrong_question += other.wrong_question;
        wrong_address += other.wrong_address;
        connections += other.connections;
        connections_lost += other.connections_lost;
        for (std::size_t i = 0; i < rcodes; ++i)
            by_rcode[i] += other.by_rcode[i];
        latency += other.latency;
        return *this;
    }
    /// Answers that are not what they should be.
    [[nodiscard]] std::uint64_t wrong() const noexcept {
        return malformed + wrong_question + wrong_address;
    }
};

}  // namespace gate64::bench
