// SPDX-License-Identifier: Apache-2.0
// The verbs up, down, plan and apply, with what goes wrong under them.
#include "nat64ctl/commands/change.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/unit/nat64ctl/commands/change_scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string without_ports() {
    std::string text(file_text);
    return text.replace(text.find("61000-65535"), 11, "61000-61999");
}

TEST(Up, BringsABareBoxUpAndThenDoesNothing) {
    ChangeScene scene;
    const Outcome first = scene.run({"up"});
    EXPECT_EQ(first.code, cli::ExitCode::done) << first.err;
    EXPECT_THAT(first.out, HasSubstr("load module jool"));
    EXPECT_THAT(first.out, HasSubstr("up: instance gate64 translates 64:ff9b::/96"));
    ASSERT_TRUE(scene.box.box().translator->instance);
    EXPECT_EQ(scene.box.box().firewall->interception.size(), 2U);
    EXPECT_TRUE(scene.box.box().firewall->guard.is_installed);
    const plan::Snapshot up = scene.snapshot();

    const Outcome second = scene.run({"up"});
    EXPECT_EQ(second.code, cli::ExitCode::done);
    EXPECT_EQ(scene.changes, 0);
    EXPECT_THAT(second.out, HasSubstr("nothing to do"));
    EXPECT_EQ(scene.snapshot(), up);
    EXPECT_FALSE(scene.run({"up", "--json"}).json()["changed"].get<bool>());
}

TEST(Up, TakesBackWhatItDidWhenAnyStepFails) {
    ChangeScene scene;
    const auto steps = scene.run({"plan", "--json"}).json()["steps"].size();
    ASSERT_GE(steps, 6U);
    // The first step loads the module, which stays.
    for (int at = 1; at <= static_cast<int>(steps); ++at) {
        ChangeScene fresh;
        const plan::Snapshot before = fresh.snapshot();
        fresh.fails_at = at;
        const Outcome outcome = fresh.run({"up"});
        EXPECT_EQ(outcome.code, cli::ExitCode::not_permitted) << at;
        EXPECT_THAT(outcome.err, HasSubstr("Operation not permitted"));
        EXPECT_THAT(outcome.out, HasSubstr("everything is as it was before"));
        EXPECT_THAT(plan::differences(before, fresh.snapshot()), ::testing::IsEmpty()) << at;
        fresh.fails_at = 0;
        EXPECT_EQ(fresh.run({"up"}).code, cli::ExitCode::done) << at;
    }
}

TEST(Up, NeedsAModule) {
    ChangeScene scene;
    scene.box.box().module->disk_path.clear();
    const Outcome outcome = scene.run({"up"});
    EXPECT_EQ(outcome.code, cli::ExitCode::jool_missing);
    EXPECT_THAT(outcome.err, HasSubstr("setup-jool.sh"));
    EXPECT_EQ(scene.changes, 0);
}

TEST(Up, RefusesAFileThatOthersMayWrite) {
    ChangeScene scene;
    ASSERT_EQ(::chmod(scene.file().c_str(), 0666), 0);
    const Outcome outcome = scene.run({"up"});
    EXPECT_EQ(outcome.code, cli::ExitCode::not_permitted);
    EXPECT_THAT(outcome.err, HasSubstr("chmod go-w"));
    EXPECT_EQ(scene.changes, 0);
}

TEST(Up, SaysWhatIsWrongWithTheFile) {
    ChangeScene scene;
    scene.write_file("[nat64]\ninstance = 7\n");
    EXPECT_EQ(scene.run({"up"}).code, cli::ExitCode::usage);
    scene.write_file("[dns64d]\n");
    EXPECT_EQ(scene.run({"apply"}).code, cli::ExitCode::usage);
    std::filesystem::remove(scene.file());
    EXPECT_EQ(scene.run({"plan"}).code, cli::ExitCode::usage);
}

TEST(Up, IsAboutTheInstanceOfTheFile) {
    ChangeScene scene;
    const Outcome outcome = scene.run({"up", "--instance", "other"});
    EXPECT_EQ(outcome.code, cli::ExitCode::usage);
    EXPECT_THAT(outcome.err, HasSubstr("is about instance gate64"));
}

TEST(Plan, ShowsStepsAndChangesNothing) {
    ChangeScene scene;
    const plan::Snapshot before = scene.snapshot();
    const Outcome outcome = scene.run({"plan"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done);
    EXPECT_THAT(outcome.out, HasSubstr("  1. load module jool"));
    EXPECT_THAT(outcome.out, HasSubstr("nat64ctl apply"));
    EXPECT_EQ(scene.snapshot(), before);
    EXPECT_FALSE(std::filesystem::exists(scene.site().journal_path));
}

TEST(Plan, CountsTheSessionsThatAStepEnds) {
    ChangeScene scene;
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    (void)scene.jool.add("gate64");
    for (const int port : {61999, 62000, 65535}) {
        jool::Session session = session_of(port);
        session.src4.port = static_cast<std::uint16_t>(port);
        scene.jool.at("gate64").sessions.push_back(session);
    }
    scene.write_file(without_ports());
    const Outcome outcome = scene.run({"plan"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done);
    EXPECT_THAT(outcome.out, HasSubstr("ends 2 sessions"));
}

TEST(Apply, ChangesALiveInstanceOrRollsBack) {
    // 0: no step fails.
    for (int at = 0, steps = 1; at <= steps; ++at) {
        ChangeScene scene;
        ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
        const plan::Snapshot old = scene.snapshot();
        scene.write_file(without_ports());
        steps = static_cast<int>(scene.run({"plan", "--json"}).json()["steps"].size());
        ASSERT_GE(steps, 5);
        scene.fails_at = at;
        const Outcome outcome = scene.run({"apply", "--json"});
        EXPECT_EQ(outcome.json()["end"], at == 0 ? "applied" : "rolled_back") << at;
        EXPECT_EQ(scene.snapshot() == old, at != 0) << at;
        EXPECT_EQ(outcome.code == cli::ExitCode::done, at == 0) << at;
        if (at == 0) {
            EXPECT_THAT(scene.run({"plan"}).out, HasSubstr("nothing to do"));
        }
    }
}

TEST(Down, UndoesWhatUpDidAndNoMore) {
    ChangeScene scene;
    const plan::Snapshot before = scene.snapshot();
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    const Outcome down = scene.run({"down"});
    EXPECT_EQ(down.code, cli::ExitCode::done) << down.err;
    EXPECT_EQ(scene.snapshot(), before);
    EXPECT_TRUE(scene.box.box().translator) << "the module stays loaded";
    const Outcome again = scene.run({"down"});
    EXPECT_EQ(again.code, cli::ExitCode::done);
    EXPECT_THAT(again.out, HasSubstr("nothing to undo"));
    EXPECT_EQ(scene.changes, 0);
}

TEST(Down, AlsoWhatSeveralRunsDid) {
    ChangeScene scene;
    const plan::Snapshot before = scene.snapshot();
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    scene.write_file(without_ports());
    ASSERT_EQ(scene.run({"apply"}).code, cli::ExitCode::done);
    ASSERT_EQ(scene.run({"down"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene.snapshot(), before);
}

TEST(Down, LeavesWhatSomebodyElseMade) {
    ChangeScene scene;
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    std::filesystem::remove(scene.site().state_path);
    const plan::Snapshot up = scene.snapshot();
    const Outcome outcome = scene.run({"down"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done);
    EXPECT_THAT(outcome.out, HasSubstr("nat64ctl instance remove gate64"));
    EXPECT_EQ(scene.snapshot(), up);
}

TEST(Down, LeavesSettingsThatSomebodyElseChangedSince) {
    ChangeScene scene;
    scene.box.box().sysctl->ephemeral = {40000, 65534};
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    scene.box.box().sysctl->ephemeral = {10000, 20001};
    const Outcome outcome = scene.run({"down"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done);
    EXPECT_THAT(outcome.err, HasSubstr("somebody else has changed it"));
    EXPECT_EQ(scene.box.box().sysctl->ephemeral, (model::PortRange{10000, 20001}));
    EXPECT_FALSE(scene.box.box().sysctl->ipv4_forwarding);
}

TEST(Down, NeedsNoFile) {
    ChangeScene scene;
    const plan::Snapshot before = scene.snapshot();
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    scene.write_file("not toml");
    EXPECT_EQ(scene.run({"down"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene.snapshot(), before);
    EXPECT_EQ(scene.run({"down"}).code, cli::ExitCode::failed) << "nothing to choose from";
}

TEST(Script, IsTheOneThatUpStandsFor) {
    ChangeScene scene;
    const Outcome bare = scene.run({"script"});
    EXPECT_EQ(bare.code, cli::ExitCode::done) << bare.err;
    for (const char* line : {"modprobe jool\n", "sysctl -w 'net.ipv4.conf.all.forwarding=1'",
                             "jool instance add 'gate64' --iptables --pool6 64:ff9b::/96",
                             "ip6tables -t mangle -A PREROUTING -j JOOL --instance 'gate64'",
                             "jool -i 'gate64' pool4 add --tcp 192.0.2.1 61000-65535"})
        EXPECT_THAT(bare.out, HasSubstr(line));
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene.run({"script"}).out, bare.out) << "whatever is there by now";
    EXPECT_THAT(scene.run({"script", "--pending"}).out, Not(HasSubstr("jool ")));
}

TEST(Adopt, PrintsAFileThatNeedsNoStep) {
    ChangeScene scene;
    EXPECT_EQ(scene.run({"adopt"}).code, cli::ExitCode::jool_missing);
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    const Outcome adopted = scene.run({"adopt"});
    EXPECT_EQ(adopted.code, cli::ExitCode::done) << adopted.err;
    EXPECT_EQ(adopted.err, "");
    scene.write_file(adopted.out);
    EXPECT_THAT(scene.run({"plan"}).out, HasSubstr("nothing to do"));
}

TEST(Adopt, SaysWhatUpWouldStillDo) {
    ChangeScene scene;
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    scene.box.box().sysctl->ipv4_forwarding = false;
    const Outcome adopted = scene.run({"adopt"});
    EXPECT_EQ(adopted.code, cli::ExitCode::done);
    EXPECT_THAT(adopted.err, HasSubstr("set net.ipv4.conf.all.forwarding = 1"));
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
