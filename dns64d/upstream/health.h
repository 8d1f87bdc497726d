// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is known of one server: round trip (smoothed, with its variance), silence and back-off.
// Only checked answers and their absence write here; a packet that anybody could forge (wrong id,
// ICMP error) never does (threats T5, T6). Pure; one a server, the shard's thread.

#include <algorithm>
#include <cstdint>

#include "shared/base/clock.h"

namespace gate64::dns64d::upstream {

/// How much a server is trusted to answer the next question. Lower is asked first.
enum class Tier : std::uint8_t {
    good,
    doubtful,  ///< silent since its last answer, or refuses what others answer
    down,      ///< silent for a second and several questions
};

struct HealthLimits {
    base::Duration timeout_min{50};
    base::Duration timeout_start{400};
    base::Duration timeout_max{1500};
};

class ServerHealth {
  public:
    explicit ServerHealth(const HealthLimits& limits) noexcept : limits_(limits) {}

    /// A usable answer came after `rtt`.
    void on_answer(base::Duration rtt, base::Instant now) noexcept;
    /// It answered, but with a failure of its own (SERVFAIL depends on the name, so it does not
    /// count as a refusal).
    void on_failure(bool refusal, base::Instant now) noexcept;
    /// A question sent at `sent` got no answer in time. Counts only when nothing at all came since
    /// then: a server that answers other questions is there, and this packet was lost.
    void on_timeout(base::Instant sent, base::Instant now) noexcept;

    /// How long to wait before somebody else is asked.
    [[nodiscard]] base::Duration timeout() const noexcept;
    [[nodiscard]] Tier tier() const noexcept;
    [[nodiscard]] bool known() const noexcept { return known_; }
    [[nodiscard]] double smoothed_rtt_ms() const noexcept { return srtt_ms_; }

    /// True at most once a second (down: once a back-off, 1 s to 60 s): a live question may be
    /// copied to this server to see whether it answers.
    [[nodiscard]] bool take_probe(base::Instant now) noexcept;

  private:
    void heard(base::Instant now) noexcept;

    HealthLimits limits_;
    double srtt_ms_ = 0;
    double variance_ms_ = 0;
    bool known_ = false;
    bool down_ = false;
    unsigned timeouts_ = 0;  ///< in a row
    unsigned refusals_ = 0;  ///< in a row
    base::Duration backoff_{1000};
    base::Instant last_heard_ = base::Instant::min();
    base::Instant silent_since_{};
    base::Instant next_probe_ = base::Instant::min();
};

}  // namespace gate64::dns64d::upstream
