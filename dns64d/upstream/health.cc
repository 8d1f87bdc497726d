// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/health.h"

#include <cmath>

namespace gate64::dns64d::upstream {
namespace {

constexpr unsigned timeouts_down_min = 3;
constexpr unsigned refusals_doubtful_min = 4;
constexpr unsigned timeout_doublings_max = 2;
constexpr base::Duration silence_down_min{1000};
constexpr base::Duration probe_interval_min{1000};
constexpr base::Duration backoff_max{60'000};

}  // namespace

void ServerHealth::heard(base::Instant now) noexcept {
    last_heard_ = now;
    timeouts_ = 0;
    down_ = false;
    backoff_ = probe_interval_min;
}

void ServerHealth::on_answer(base::Duration rtt, base::Instant now) noexcept {
    // RFC 6298's estimator: gains 1/8 and 1/4. After silence the old figures say nothing.
    const auto sample = static_cast<double>(rtt.count());
    if (!known_ || down_) {
        srtt_ms_ = sample;
        variance_ms_ = sample / 2;
    } else {
        variance_ms_ += (std::abs(sample - srtt_ms_) - variance_ms_) / 4;
        srtt_ms_ += (sample - srtt_ms_) / 8;
    }
    known_ = true;
    refusals_ = 0;
    heard(now);
}

void ServerHealth::on_failure(bool refusal, base::Instant now) noexcept {
    refusals_ = refusal ? refusals_ + 1 : 0;
    heard(now);
}

void ServerHealth::on_timeout(base::Instant sent, base::Instant now) noexcept {
    if (sent < last_heard_) return;
    if (timeouts_++ == 0) silent_since_ = sent;
    if (timeouts_ >= timeouts_down_min && now - silent_since_ >= silence_down_min) down_ = true;
}

base::Duration ServerHealth::timeout() const noexcept {
    if (!known_) return limits_.timeout_start;
    const auto base_ms = static_cast<std::int64_t>(srtt_ms_ + 4 * variance_ms_) + 1;
    const base::Duration wait{base_ms << std::min(timeouts_, timeout_doublings_max)};
    return std::clamp(wait, limits_.timeout_min, limits_.timeout_max);
}

Tier ServerHealth::tier() const noexcept {
    if (down_) return Tier::down;
    return timeouts_ > 0 || refusals_ >= refusals_doubtful_min ? Tier::doubtful : Tier::good;
}

bool ServerHealth::take_probe(base::Instant now) noexcept {
    if (now < next_probe_) return false;
    next_probe_ = now + backoff_;
    if (down_) backoff_ = std::min(backoff_ * 2, backoff_max);
    return true;
}

}  // namespace gate64::dns64d::upstream
