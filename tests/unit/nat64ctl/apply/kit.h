// SPDX-License-Identifier: Apache-2.0
#pragma once
// A simulated box that refuses a change or dies at one, and a folder for lock, journal and state.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/apply/executor.h"
#include "tests/kit/simulated_box.h"

namespace gate64::nat64ctl::apply::test {

/// What kill -9 is in these tests: it leaves the run wherever it stands.
struct Killed {};

class FakeActuator final : public Actuator {
  public:
    explicit FakeActuator(model::Box box) : simulated(std::move(box)) {}

    [[nodiscard]] model::Box observe() override { return simulated.box(); }
    [[nodiscard]] base::Result<void> perform(const plan::Change& change) override;

    nat64ctl::test::SimulatedBox simulated;
    std::vector<plan::Change> performed;
    // Changes are counted from 0.
    std::optional<std::size_t> refuse_at;    ///< with EINVAL, nothing done
    std::optional<std::size_t> forget_at;    ///< says done, and nothing was
    std::optional<std::size_t> kill_before;  ///< before it is done
    std::optional<std::size_t> kill_after;   ///< after it was done
};

/// A folder of its own, gone with the test, and a clock that stands still.
class Place {
  public:
    Place();
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    [[nodiscard]] const Site& site() const noexcept { return site_; }
    /// The same place after a restart of the box.
    [[nodiscard]] Site after_restart() const;
    [[nodiscard]] Journal journal() const;
    [[nodiscard]] system::Deeds deeds() const;

  private:
    std::string folder_;
    Site site_;
};

/// 2026-11-27 04:00:00 UTC, and whatever set_clock() adds.
void set_clock(std::chrono::seconds later) noexcept;

/// From the lines of [nat64] and below; two default pools below it unless `lines` has some.
[[nodiscard]] plan::Wanted wanted(std::string_view lines);
/// To have that on the box.
[[nodiscard]] Request request(const plan::Wanted& wanted,
                              std::chrono::seconds confirm = std::chrono::seconds(0));
/// Runs it; the run itself must be possible.
Report run(FakeActuator& actuator, const Site& site, const Request& request);
/// Runs it until it is killed.
void run_killed(FakeActuator& actuator, const Site& site, const Request& request);

}  // namespace gate64::nat64ctl::apply::test
