// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/confirm.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <thread>

#include "nat64ctl/plan/snapshot.h"
#include "nat64ctl/system/safe_file.h"
#include "tests/unit/nat64ctl/apply/kit.h"

namespace gate64::nat64ctl::apply {
namespace {

using nat64ctl::test::bare_box;
using std::chrono::seconds;
using test::FakeActuator;
using test::Place;
using testing::HasSubstr;
using testing::IsEmpty;
using End = Report::End;
using Kind = Recovery::Kind;

constexpr std::string_view before = "[[nat64.pool4]]\naddress = \"192.0.2.1\"\n";
constexpr std::string_view after = "[[nat64.pool4]]\naddress = \"192.0.2.2\"\n";

/// The plan for a snapshot, as the verbs make it.
PlanFor plan_for() {
    return [](const plan::Snapshot& snapshot, const model::Box& box, system::State&) {
        const auto wanted = plan::wanted_from(snapshot, test::wanted(after));
        return plan::make_plan(*wanted, box);
    };
}

/// A box that is as `before` says, and then as `after` says until confirmed.
struct Waiting {
    Place place;
    FakeActuator actuator{bare_box()};
    plan::Snapshot start;
    Report report;

    Waiting() {
        test::run(actuator, place.site(), test::request(test::wanted(before)));
        start = seen();
        report = test::run(actuator, place.site(), test::request(test::wanted(after), seconds(60)));
        EXPECT_EQ(report.end, End::unconfirmed);
    }
    [[nodiscard]] plan::Snapshot seen() { return plan::snapshot_of(actuator.observe()); }
    [[nodiscard]] bool is_as_before() { return plan::differences(start, seen()).empty(); }
};

TEST(Confirm, MakesTheRunFinal) {
    Waiting waiting;
    EXPECT_EQ(waiting.report.deadline, waiting.place.site().now() + seconds(60));
    const auto confirmed = confirm(waiting.place.site());
    ASSERT_TRUE(confirmed) << confirmed.error().message;
    const auto back =
        take_back_unconfirmed(waiting.actuator, waiting.place.site(), waiting.report.run_id);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_FALSE(*back) << "there is nothing left to take back";
    EXPECT_FALSE(waiting.is_as_before());
    EXPECT_THAT(confirm(waiting.place.site()).error().message, HasSubstr("has ended"));
}

TEST(Confirm, WithoutARunSaysSo) {
    const Place place;
    EXPECT_EQ(confirm(place.site()).error().message, "nothing waits to be confirmed");
}

TEST(Confirm, ComesTooLate) {
    Waiting waiting;
    const auto back =
        take_back_unconfirmed(waiting.actuator, waiting.place.site(), waiting.report.run_id);
    ASSERT_TRUE(back && *back);
    EXPECT_THAT((*back)->failures, IsEmpty());
    EXPECT_TRUE(waiting.is_as_before());
    EXPECT_TRUE(waiting.place.journal().was_unconfirmed);
    EXPECT_THAT(confirm(waiting.place.site()).error().message,
                HasSubstr("was taken back: it was not confirmed in time"));
}

TEST(Confirm, AnotherRunWaitsForTheDecision) {
    Waiting waiting;
    const auto refused =
        execute(waiting.actuator, waiting.place.site(), test::request(test::wanted(before)));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().errno_value, EBUSY);
    EXPECT_THAT(refused.error().message, HasSubstr("nat64ctl confirm"));
    test::set_clock(seconds(75));
    const Report report =
        test::run(waiting.actuator, waiting.place.site(), test::request(test::wanted(before)));
    EXPECT_THAT(report.earlier, HasSubstr("never confirmed"));
    EXPECT_EQ(report.end, End::applied);
}

TEST(Confirm, ATimerOfARunBeforeLeavesTheNextAlone) {
    Waiting waiting;
    ASSERT_TRUE(confirm(waiting.place.site()));
    test::run(waiting.actuator, waiting.place.site(),
              test::request(test::wanted(before), seconds(60)));
    const auto back =
        take_back_unconfirmed(waiting.actuator, waiting.place.site(), waiting.report.run_id);
    ASSERT_TRUE(back);
    EXPECT_FALSE(*back);
}

TEST(Confirm, ARollbackThatIsKilledIsFinishedLater) {
    // Found by counting: before + after take that many changes.
    const std::size_t steps = [] {
        Waiting waiting;
        return waiting.report.plan.steps.size();
    }();
    ASSERT_GT(steps, 1U);
    for (std::size_t at = 0; at < steps; ++at) {
        for (const bool is_done : {false, true}) {
            SCOPED_TRACE(at);
            Waiting waiting;
            FakeActuator dying(waiting.actuator.observe());
            (is_done ? dying.kill_after : dying.kill_before) = at;
            EXPECT_THROW(static_cast<void>(take_back_unconfirmed(dying, waiting.place.site(),
                                                                 waiting.report.run_id)),
                         test::Killed);
            FakeActuator next(dying.observe());
            const auto recovery = recover(next, waiting.place.site(), "file 1", plan_for(), false);
            ASSERT_TRUE(recovery) << recovery.error().message;
            EXPECT_EQ(recovery->kind, Kind::taken_back);
            EXPECT_THAT(recovery->rollback.failures, IsEmpty());
            EXPECT_THAT(plan::differences(waiting.start, plan::snapshot_of(next.observe())),
                        IsEmpty());
        }
    }
}

TEST(Recover, DoesNothingAfterAnEndedRun) {
    const Place place;
    FakeActuator actuator(bare_box());
    EXPECT_EQ(recover(actuator, place.site(), "", plan_for(), true)->kind, Kind::nothing);
    test::run(actuator, place.site(), test::request(test::wanted(before)));
    actuator.performed.clear();
    EXPECT_EQ(recover(actuator, place.site(), "file 1", plan_for(), false)->kind, Kind::nothing);
    EXPECT_EQ(recover(actuator, place.after_restart(), "file 1", plan_for(), true)->kind,
              Kind::nothing);
    EXPECT_THAT(actuator.performed, IsEmpty());
}

TEST(Recover, TakesAKilledRunBackByHandButNotAtBoot) {
    const Place place;
    FakeActuator actuator(bare_box());
    actuator.kill_after = 5;
    const plan::Snapshot start = plan::snapshot_of(actuator.observe());
    test::run_killed(actuator, place.site(), test::request(test::wanted(before)));
    FakeActuator next(actuator.observe());
    EXPECT_EQ(recover(next, place.site(), "file 1", plan_for(), true)->kind, Kind::nothing)
        << "the file is what was wanted";
    const auto recovery = recover(next, place.site(), "file 1", plan_for(), false);
    ASSERT_TRUE(recovery) << recovery.error().message;
    EXPECT_EQ(recovery->kind, Kind::taken_back);
    EXPECT_THAT(plan::differences(start, plan::snapshot_of(next.observe())), IsEmpty());
}

TEST(Recover, AfterAPowerCutTheStateFromBeforeComesBack) {
    Waiting waiting;
    FakeActuator rebooted(bare_box());
    const Site later = waiting.place.after_restart();
    for (int boot = 0; boot < 2; ++boot) {
        SCOPED_TRACE(boot);
        const auto recovery = recover(rebooted, later, "file 1", plan_for(), true);
        ASSERT_TRUE(recovery) << recovery.error().message;
        EXPECT_EQ(recovery->kind, Kind::restored);
        EXPECT_NE(recovery->report.end, End::rolled_back);
        EXPECT_THAT(recovery->about, HasSubstr("was never confirmed"));
        EXPECT_EQ(plan::snapshot_of(rebooted.observe()).instance, waiting.start.instance);
        rebooted.simulated = nat64ctl::test::SimulatedBox(bare_box());
    }
    EXPECT_EQ(recover(rebooted, later, "file 2", plan_for(), true)->kind, Kind::nothing)
        << "a file that was changed since counts";
}

TEST(Recover, AfterAPowerCutInTheMiddleToo) {
    const Place place;
    FakeActuator actuator(bare_box());
    test::run(actuator, place.site(), test::request(test::wanted(before)));
    FakeActuator dying(actuator.observe());
    dying.kill_before = 1;
    test::run_killed(dying, place.site(), test::request(test::wanted(after), seconds(60)));
    FakeActuator rebooted(bare_box());
    const auto recovery = recover(rebooted, place.after_restart(), "file 1", plan_for(), true);
    ASSERT_TRUE(recovery) << recovery.error().message;
    EXPECT_EQ(recovery->kind, Kind::restored);
}

TEST(Recover, WhereThereWasNothingBeforeNothingComesUp) {
    const Place place;
    FakeActuator actuator(bare_box());
    test::run(actuator, place.site(), test::request(test::wanted(after), seconds(60)));
    FakeActuator rebooted(bare_box());
    const auto recovery = recover(rebooted, place.after_restart(), "file 1", plan_for(), true);
    ASSERT_TRUE(recovery) << recovery.error().message;
    EXPECT_EQ(recovery->kind, Kind::left_down);
    EXPECT_THAT(rebooted.performed, IsEmpty());
    EXPECT_THAT(confirm(place.after_restart()).error().message, HasSubstr("taken back"));
}

TEST(Recover, IsOnlyForItsOwnNamespace) {
    Waiting waiting;
    Site other = waiting.place.site();
    other.netns = "blue";
    EXPECT_EQ(recover(waiting.actuator, other, "file 1", plan_for(), false)->kind, Kind::nothing);
}

/// Leaves a file when it is asked for a change, so that the parent sees what the timer did.
class MarkingActuator final : public Actuator {
  public:
    explicit MarkingActuator(std::string path, model::Box box)
        : path_(std::move(path)), box_(std::move(box)) {}
    model::Box observe() override { return box_.box(); }
    base::Result<void> perform(const plan::Change& change) override {
        static_cast<void>(system::replace_file(path_, "asked\n"));
        return box_.perform(change);
    }

  private:
    std::string path_;
    nat64ctl::test::SimulatedBox box_;
};

bool eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 1000 && !holds(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return holds();
}

Site timed(const Waiting& waiting) {
    Site site = waiting.place.site();
    site.now = wall_now;
    site.patience = std::chrono::milliseconds(500);
    return site;
}

TEST(Timer, TakesTheRunBackAtTheDeadline) {
    Waiting waiting;
    const std::string mark = waiting.place.site().journal_path + ".mark";
    const auto started = start_timer(
        timed(waiting), waiting.report.run_id, wall_now() + seconds(1),
        [&] { return std::make_unique<MarkingActuator>(mark, waiting.actuator.observe()); });
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_EQ(waiting.place.journal().ending, Ending::unconfirmed);
    EXPECT_TRUE(eventually([&] { return waiting.place.journal().ending != Ending::unconfirmed; }));
    EXPECT_EQ(waiting.place.journal().ending, Ending::rolled_back);
    EXPECT_TRUE(system::read_trusted_file(mark)) << "the timer's own actuator did it";
}

TEST(Timer, LeavesAConfirmedRunAlone) {
    Waiting waiting;
    const std::string mark = waiting.place.site().journal_path + ".mark";
    ASSERT_TRUE(start_timer(timed(waiting), waiting.report.run_id, wall_now() + seconds(1), [&] {
        return std::make_unique<MarkingActuator>(mark, waiting.actuator.observe());
    }));
    ASSERT_TRUE(confirm(timed(waiting)));
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    EXPECT_FALSE(system::read_trusted_file(mark));
    EXPECT_EQ(waiting.place.journal().ending, Ending::done);
}

}  // namespace
}  // namespace gate64::nat64ctl::apply
