// SPDX-License-Identifier: Apache-2.0
// apply --confirm, confirm, apply --recover and up --boot.
#include <gmock/gmock.h>

#include <thread>

#include "nat64ctl/apply/confirm.h"
#include "nat64ctl/commands/recovery.h"
#include "tests/unit/nat64ctl/commands/change_scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using ::testing::HasSubstr;

class Confirm : public ::testing::Test {
  protected:
    void SetUp() override {
        ASSERT_EQ(scene_.run({"up"}).code, cli::ExitCode::done);
        old_ = scene_.snapshot();
        std::string text(file_text);
        scene_.write_file(text.replace(text.find("61000-65535"), 11, "61000-61999"));
    }
    [[nodiscard]] apply::Ending ending() const {
        return apply::read_journal(scene_.site().journal_path).value()->ending;
    }

    ChangeScene scene_;
    plan::Snapshot old_;
};

TEST_F(Confirm, KeepsTheChange) {
    const Outcome applied = scene_.run({"apply", "--confirm", "300s"});
    EXPECT_EQ(applied.code, cli::ExitCode::done) << applied.err;
    EXPECT_THAT(applied.out, HasSubstr("nat64ctl confirm"));
    EXPECT_EQ(ending(), apply::Ending::unconfirmed);
    EXPECT_EQ(scene_.run({"apply"}).code, cli::ExitCode::failed) << "one waits";
    EXPECT_EQ(scene_.run({"tune"}).code, cli::ExitCode::failed) << "one waits";
    const Outcome confirmed = scene_.run({"confirm"});
    EXPECT_EQ(confirmed.code, cli::ExitCode::done) << confirmed.err;
    EXPECT_EQ(ending(), apply::Ending::done);
    EXPECT_EQ(scene_.run({"confirm"}).code, cli::ExitCode::failed);
}

TEST_F(Confirm, TakesTheTimeOnlyInWholeSeconds) {
    for (const char* time : {"0s", "500ms", "1500ms", "25h", "soon"})
        EXPECT_EQ(scene_.run({"apply", "--confirm", time}).code, cli::ExitCode::usage) << time;
    EXPECT_EQ(scene_.snapshot(), old_);
}

TEST_F(Confirm, NobodyComesAndTheTimerTakesItBack) {
    ASSERT_EQ(scene_.run({"apply", "--confirm", "1s"}).code, cli::ExitCode::done);
    // The timer is another process: what it does to its copy of the box shows in the journal.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (ending() == apply::Ending::unconfirmed && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(ending(), apply::Ending::rolled_back);
    const Outcome late = scene_.run({"confirm"});
    EXPECT_EQ(late.code, cli::ExitCode::failed);
    EXPECT_THAT(late.err, HasSubstr("taken back"));
}

TEST_F(Confirm, RecoverTakesItBackByHand) {
    ASSERT_EQ(scene_.run({"apply", "--confirm", "300s"}).code, cli::ExitCode::done);
    scene_.write_file("no toml any more");
    const Outcome outcome = scene_.run({"apply", "--recover"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done) << outcome.err;
    EXPECT_EQ(scene_.snapshot(), old_);
    EXPECT_THAT(scene_.run({"apply", "--recover"}).out, HasSubstr("nothing to take back"));
}

TEST_F(Confirm, ARestartBringsTheOldStateBackUntilTheFileChanges) {
    ASSERT_EQ(scene_.run({"apply", "--confirm", "300s"}).code, cli::ExitCode::done);
    for (int boot = 0; boot < 3; ++boot) {
        scene_.restart();
        const Outcome outcome = scene_.run({"up", "--boot"});
        EXPECT_EQ(outcome.code, cli::ExitCode::done) << outcome.err;
        EXPECT_EQ(scene_.snapshot().instance, old_.instance) << boot;
        EXPECT_THAT(outcome.out, HasSubstr("never confirmed"));
    }
    scene_.write_file(std::string(file_text) + "protocols = [\"tcp\"]\n");
    scene_.restart();
    EXPECT_EQ(scene_.run({"up", "--boot"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene_.snapshot().instance->content.pool4.size(), 1U);
}

TEST_F(Confirm, ARestartAfterAConfirmedChangeBringsTheFileUp) {
    ASSERT_EQ(scene_.run({"apply", "--confirm", "300s"}).code, cli::ExitCode::done);
    ASSERT_EQ(scene_.run({"confirm"}).code, cli::ExitCode::done);
    const plan::Snapshot confirmed = scene_.snapshot();
    scene_.restart();
    EXPECT_EQ(scene_.run({"up", "--boot"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene_.snapshot().instance, confirmed.instance);
}

TEST_F(Confirm, TheUnitStartedOnceMoreDoesNotRepeatWhatWasTakenBack) {
    ASSERT_EQ(scene_.run({"apply", "--confirm", "300s"}).code, cli::ExitCode::done);
    ASSERT_EQ(scene_.run({"apply", "--recover"}).code, cli::ExitCode::done);
    const Outcome outcome = scene_.run({"up", "--boot"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done);
    EXPECT_EQ(scene_.snapshot(), old_);
    EXPECT_EQ(scene_.run({"up"}).code, cli::ExitCode::done);
    EXPECT_NE(scene_.snapshot(), old_) << "by hand it is meant";
}

TEST(ConfirmFromNothing, LeavesTheTranslatorDown) {
    ChangeScene scene;
    ASSERT_EQ(scene.run({"apply", "--confirm", "300s"}).code, cli::ExitCode::done);
    scene.restart();
    const Outcome outcome = scene.run({"up", "--boot"});
    EXPECT_EQ(outcome.code, cli::ExitCode::failed);
    EXPECT_THAT(outcome.out, HasSubstr("stays down"));
    EXPECT_FALSE(scene.snapshot().instance);
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
