// SPDX-License-Identifier: Apache-2.0
#pragma once
// Questions that wait for an answer, by client and message id. Each client has a window of ids; an
// id is the place in the window and, above it, how often that place was used, so a late answer
// never meets the wrong question. Waiting ones are on one list in the order they were sent, which
// is the order in which their time runs out. Memory is taken at start. One thread.

#include <cstdint>
#include <optional>
#include <vector>

#include "bench/core/pacer.h"
#include "bench/core/questions.h"

namespace gate64::bench {

class InFlight {
  public:
    /// REQUIRES: clients > 0.
    explicit InFlight(std::uint32_t clients, std::uint64_t seed = 1);

    /// A place for one more question of `client`: its id. Nothing when the window is full.
    /// `intended` is when it was due.
    [[nodiscard]] std::optional<std::uint16_t> open(std::uint32_t client, Questions::Key key,
                                                    Nanoseconds intended,
                                                    Nanoseconds sent) noexcept;
    struct Match {
        enum class Kind : std::uint8_t {
            unknown,  ///< no such question, or answered before
            waiting,
            late,  ///< it had been given up before
        };
        Kind kind = Kind::unknown;
        Questions::Key key = 0;
        Nanoseconds intended = 0;
    };
    /// An answer with `id` came to `client`; the place is free again.
    [[nodiscard]] Match close(std::uint32_t client, std::uint16_t id) noexcept;

    /// Gives up what was sent before `before`. How many.
    std::uint64_t give_up(Nanoseconds before) noexcept;
    /// Gives up everything of one client, whose connection ended. How many.
    std::uint64_t give_up_client(std::uint32_t client) noexcept;

    [[nodiscard]] std::uint64_t waiting() const noexcept { return waiting_; }
    [[nodiscard]] std::uint32_t window() const noexcept { return window_; }

  private:
    enum class State : std::uint8_t { free, waiting, given_up };
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    struct Place {
        Questions::Key key = 0;
        Nanoseconds intended = 0;
        Nanoseconds sent = 0;
        std::uint32_t before = none;  ///< on the list of the waiting
        std::uint32_t after = none;
        std::uint16_t id = 0;
        State state = State::free;
    };

    void append(std::uint32_t index) noexcept;
    void unlink(std::uint32_t index) noexcept;
    void give_up_place(std::uint32_t index) noexcept;

    std::uint32_t window_;  ///< places of one client, a power of two
    std::vector<Place> places_;
    std::vector<std::uint32_t> next_;  ///< where each client looks for a free place
    std::uint32_t oldest_ = none;
    std::uint32_t newest_ = none;
    std::uint64_t waiting_ = 0;
};

}  // namespace gate64::bench
