// SPDX-License-Identifier: Apache-2.0
#include "bench/core/in_flight.h"

#include <algorithm>
#include <bit>

namespace gate64::bench {

namespace {

/// Places of all clients together, 40 MiB.
constexpr std::uint32_t places_wanted = 1U << 20;
constexpr std::uint32_t window_max = 1U << 15;
constexpr std::uint32_t window_min = 1U << 6;
/// Places looked at for a free one: those still taken among many answered are few.
constexpr unsigned tries_max = 128;

}  // namespace

InFlight::InFlight(std::uint32_t clients, std::uint64_t seed)
    : window_(std::clamp(std::bit_floor(places_wanted / clients), window_min, window_max)),
      places_(std::size_t{window_} * clients),
      next_(clients) {
    Seeded random(seed);
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const auto place = static_cast<std::uint32_t>(i) & (window_ - 1);
        const auto uses = static_cast<std::uint32_t>(random.next()) & ~(window_ - 1);
        places_[i].id = static_cast<std::uint16_t>(uses | place);
    }
}

std::optional<std::uint16_t> InFlight::open(std::uint32_t client, Questions::Key key,
                                            Nanoseconds intended, Nanoseconds sent) noexcept {
    const std::uint32_t base = client * window_;
    for (unsigned i = 0; i < std::min(tries_max, window_); ++i) {
        const std::uint32_t index = base + (next_[client]++ & (window_ - 1));
        Place& place = places_[index];
        if (place.state == State::waiting) continue;
        place.id = static_cast<std::uint16_t>(place.id + window_);
        place.key = key;
        place.intended = intended;
        place.sent = sent;
        place.state = State::waiting;
        append(index);
        return place.id;
    }
    return std::nullopt;
}

InFlight::Match InFlight::close(std::uint32_t client, std::uint16_t id) noexcept {
    const std::uint32_t index = client * window_ + (id & (window_ - 1));
    Place& place = places_[index];
    if (place.id != id || place.state == State::free) return {};
    const bool waiting = place.state == State::waiting;
    if (waiting) unlink(index);
    place.state = State::free;
    return {.kind = waiting ? Match::Kind::waiting : Match::Kind::late,
            .key = place.key,
            .intended = place.intended};
}

void InFlight::append(std::uint32_t index) noexcept {
    places_[index].before = newest_;
    places_[index].after = none;
    (newest_ == none ? oldest_ : places_[newest_].after) = index;
    newest_ = index;
    ++waiting_;
}

void InFlight::unlink(std::uint32_t index) noexcept {
    const Place& place = places_[index];
    (place.before == none ? oldest_ : places_[place.before].after) = place.after;
    (place.after == none ? newest_ : places_[place.after].before) = place.before;
    --waiting_;
}

void InFlight::give_up_place(std::uint32_t index) noexcept {
    unlink(index);
    places_[index].state = State::given_up;
}

std::uint64_t InFlight::give_up(Nanoseconds before) noexcept {
    std::uint64_t count = 0;
    for (; oldest_ != none && places_[oldest_].sent < before; ++count)
        give_up_place(oldest_);
    return count;
}

std::uint64_t InFlight::give_up_client(std::uint32_t client) noexcept {
    std::uint64_t count = 0;
    for (std::uint32_t i = client * window_; i < (client + 1) * window_; ++i) {
        if (places_[i].state != State::waiting) continue;
        give_up_place(i);
        ++count;
    }
    return count;
}

}  // namespace gate64::bench
