// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/executor.h"

#include <gmock/gmock.h>

#include <cerrno>
#include <filesystem>

#include "nat64ctl/plan/snapshot.h"
#include "nat64ctl/system/safe_file.h"
#include "tests/unit/nat64ctl/apply/kit.h"

namespace gate64::nat64ctl::apply {
namespace {

using nat64ctl::test::bare_box;
using test::FakeActuator;
using test::Place;
using testing::HasSubstr;
using testing::IsEmpty;
using End = Report::End;

constexpr std::string_view first = R"(
framework = "iptables"
[[nat64.pool4]]
address = "192.0.2.1"
[[nat64.bib]]
protocol = "tcp"
ipv6 = "[2001:db8::80]:443"
ipv4 = "192.0.2.1:443"
)";

/// From `first` it takes every kind of step: another framework, pool4, binding, range, setting.
constexpr std::string_view second = R"(
[[nat64.pool4]]
address = "192.0.2.2"
ports = "4096-65535"
[nat64.settings]
udp-timeout = "10m"
)";

/// From `first`: steps on an instance that stays.
constexpr std::string_view grown = R"(
framework = "iptables"
[[nat64.pool4]]
address = "192.0.2.0/30"
ports = "62000-65535"
[[nat64.bib]]
protocol = "tcp"
ipv6 = "[2001:db8::81]:443"
ipv4 = "192.0.2.1:443"
[nat64.settings]
udp-timeout = "10m"
)";

plan::Snapshot seen(FakeActuator& actuator) {
    return plan::snapshot_of(actuator.observe());
}

std::vector<std::string> difference(const plan::Snapshot& before, FakeActuator& actuator) {
    return plan::differences(before, seen(actuator));
}

TEST(Execute, DoesThePlanAndReadsItBack) {
    const Place place;
    FakeActuator actuator(bare_box());
    const Report report = test::run(actuator, place.site(), test::request(test::wanted(first)));
    EXPECT_EQ(report.end, End::applied);
    EXPECT_EQ(actuator.performed.size(), report.plan.steps.size());
    EXPECT_EQ(place.journal().ending, Ending::done);
    EXPECT_TRUE(place.deeds().made_instance);
    EXPECT_TRUE(place.deeds().installed_guard);
    EXPECT_EQ(place.deeds().interception.size(), 2U);
}

TEST(Execute, ASecondTimeNothingIsTouched) {
    const Place place;
    FakeActuator actuator(bare_box());
    test::run(actuator, place.site(), test::request(test::wanted(first)));
    const system::Deeds deeds = place.deeds();
    actuator.performed.clear();
    const Report report = test::run(actuator, place.site(), test::request(test::wanted(first)));
    EXPECT_EQ(report.end, End::unchanged);
    EXPECT_EQ(report.earlier, "");
    EXPECT_THAT(actuator.performed, IsEmpty());
    EXPECT_EQ(place.deeds(), deeds);
}

/// Between which states the runs of the sweeping tests go.
struct Way {
    const char* name;
    std::string_view from;  ///< "": a bare box
    std::string_view to;
};
constexpr Way ways[] = {{"up", "", first}, {"replace", first, second}, {"grow", first, grown}};

FakeActuator at_start(const Way& way, const Place& place) {
    FakeActuator actuator(bare_box());
    if (!way.from.empty()) test::run(actuator, place.site(), test::request(test::wanted(way.from)));
    actuator.performed.clear();
    return FakeActuator(actuator.observe());
}

std::size_t steps_of(const Way& way) {
    const Place place;
    FakeActuator actuator = at_start(way, place);
    return test::run(actuator, place.site(), test::request(test::wanted(way.to))).plan.steps.size();
}

TEST(Execute, RollsBackWhicheverStepIsRefused) {
    for (const Way& way : ways) {
        const std::size_t steps = steps_of(way);
        ASSERT_GT(steps, 3U);
        for (std::size_t at = 0; at < steps; ++at) {
            SCOPED_TRACE(std::string(way.name) + " step " + std::to_string(at));
            const Place place;
            FakeActuator actuator = at_start(way, place);
            const plan::Snapshot before = seen(actuator);
            const system::Deeds deeds = place.deeds();
            actuator.refuse_at = at;
            const Report report =
                test::run(actuator, place.site(), test::request(test::wanted(way.to)));
            EXPECT_EQ(report.end, End::rolled_back) << report.not_undone;
            ASSERT_TRUE(report.failure);
            EXPECT_THAT(report.failure->message, HasSubstr("the kernel says no"));
            EXPECT_EQ(report.failure->errno_value, EINVAL);
            EXPECT_THAT(difference(before, actuator), IsEmpty());
            EXPECT_EQ(place.journal().ending, Ending::rolled_back);
            EXPECT_EQ(place.deeds(), deeds);
        }
    }
}

TEST(Execute, RollsBackWhatReadingBackDoesNotFind) {
    for (const Way& way : ways) {
        const std::size_t steps = steps_of(way);
        for (std::size_t at = 0; at < steps; ++at) {
            SCOPED_TRACE(std::string(way.name) + " step " + std::to_string(at));
            const Place place;
            FakeActuator actuator = at_start(way, place);
            const plan::Snapshot before = seen(actuator);
            actuator.forget_at = at;
            const Report report =
                test::run(actuator, place.site(), test::request(test::wanted(way.to)));
            // A binding that was not taken away went with its range.
            if (report.end == End::applied) {
                EXPECT_EQ(
                    test::run(actuator, place.site(), test::request(test::wanted(way.to))).end,
                    End::unchanged);
                continue;
            }
            EXPECT_EQ(report.end, End::rolled_back) << report.not_undone;
            EXPECT_THAT(difference(before, actuator), IsEmpty());
        }
    }
}

TEST(Execute, AKilledRunIsGoneOnWith) {
    for (const bool is_done : {false, true}) {
        for (const Way& way : ways) {
            const std::size_t steps = steps_of(way);
            for (std::size_t at = 0; at < steps; ++at) {
                SCOPED_TRACE(std::string(way.name) + " step " + std::to_string(at));
                const Place place;
                FakeActuator actuator = at_start(way, place);
                (is_done ? actuator.kill_after : actuator.kill_before) = at;
                test::run_killed(actuator, place.site(), test::request(test::wanted(way.to)));
                EXPECT_EQ(place.journal().ending, Ending::none);
                EXPECT_EQ(place.journal().position(), at);

                FakeActuator again(actuator.observe());
                const Report report =
                    test::run(again, place.site(), test::request(test::wanted(way.to)));
                EXPECT_THAT(report.earlier, HasSubstr("step " + std::to_string(at + 1) + " of " +
                                                      std::to_string(steps)));
                EXPECT_TRUE(report.end == End::applied || report.end == End::unchanged);
                EXPECT_EQ(place.journal().ending, Ending::done);
                EXPECT_TRUE(place.deeds().made_instance);
                const Report third =
                    test::run(again, place.site(), test::request(test::wanted(way.to)));
                EXPECT_EQ(third.end, End::unchanged);
                EXPECT_EQ(third.earlier, "");
            }
        }
    }
}

TEST(Execute, ARollbackThatFailsIsSaidAndTheRestIsStillUndone) {
    const Place place;
    FakeActuator actuator(bare_box());
    actuator.refuse_at = 6;
    const Request request = test::request(test::wanted("guard = false\n" + std::string(first)));
    // The box refuses step 6, and then to give the reserved ports back, which is what comes next.
    struct Stubborn final : Actuator {
        explicit Stubborn(FakeActuator& inner) : inner_(inner) {}
        model::Box observe() override { return inner_.observe(); }
        base::Result<void> perform(const plan::Change& change) override {
            const auto* sysctl = std::get_if<plan::WriteSysctl>(&change);
            if (sysctl != nullptr && sysctl->after.empty())
                return base::fail("Permission denied", EACCES);
            return inner_.perform(change);
        }
        FakeActuator& inner_;
    } stubborn(actuator);
    const auto report = execute(stubborn, place.site(), request);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->end, End::stuck);
    EXPECT_THAT(report->not_undone, HasSubstr("Permission denied"));
    EXPECT_THAT(report->not_undone,
                HasSubstr("net.ipv4.ip_local_reserved_ports is not as it was before"));
    EXPECT_FALSE(actuator.observe().sysctl->ipv4_forwarding);
    EXPECT_EQ(place.journal().ending, Ending::stuck);
    FakeActuator next(actuator.observe());
    EXPECT_THAT(test::run(next, place.site(), request).earlier, HasSubstr("could not be taken"));
}

TEST(Execute, OneAtATime) {
    const Place place;
    FakeActuator actuator(bare_box());
    const auto lock =
        system::ChangeLock::acquire(std::chrono::milliseconds(0), place.site().lock_path);
    ASSERT_TRUE(lock) << lock.error().message;
    const auto report = execute(actuator, place.site(), test::request(test::wanted(first)));
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().errno_value, EBUSY);
    EXPECT_THAT(actuator.performed, IsEmpty());
}

TEST(Execute, ARefusedPlanTouchesNothing) {
    const Place place;
    model::Box box = bare_box();
    box.module->disk_path.clear();
    FakeActuator actuator(box);
    const auto report = execute(actuator, place.site(), test::request(test::wanted(first)));
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().errno_value, ENODEV);
    EXPECT_FALSE(std::filesystem::exists(place.site().journal_path));
}

TEST(Execute, AJournalThatIsNotOursStopsIt) {
    const Place place;
    ASSERT_TRUE(system::replace_file(place.site().journal_path, "{\"some\": \"thing\"}\n", 0600));
    FakeActuator actuator(bare_box());
    const auto report = execute(actuator, place.site(), test::request(test::wanted(first)));
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr("remove it to go on"));
}

}  // namespace
}  // namespace gate64::nat64ctl::apply
