// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/tuning.h"

#include <gmock/gmock.h>

#include "nat64ctl/plan/tune.h"
#include "tests/unit/nat64ctl/commands/change_scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

nlohmann::ordered_json row_of(const Outcome& outcome, std::string_view key) {
    const auto whole = outcome.json();
    for (const auto& row : whole["settings"])
        if (row["key"] == key) return row;
    ADD_FAILURE() << key << " is not shown";
    return {};
}

TEST(Tune, ShowsBeforeAndAfterAndSetsBoth) {
    ChangeScene scene;
    scene.box.box().sysctl->ephemeral = {40000, 65534};
    scene.box.box().sysctl->reserved = {{8080, 8080}};
    const plan::Snapshot before = scene.snapshot();

    const Outcome dry = scene.run({"tune", "--dry-run", "--json"});
    EXPECT_EQ(dry.code, cli::ExitCode::done) << dry.err;
    EXPECT_EQ(scene.snapshot(), before);
    EXPECT_EQ(scene.sysctl_file(), "");
    const auto reserved = row_of(dry, plan::reserved_ports_key);
    EXPECT_EQ(reserved["before"], "8080");
    EXPECT_EQ(reserved["after"], "8080,61000-65535");
    EXPECT_EQ(dry.json()["capacity"][0]["sockets"], 4536);
    EXPECT_EQ(dry.json()["capacity"][0]["subscribers_at_ports"]["1000"], 4);

    const Outcome done = scene.run({"tune"});
    EXPECT_EQ(done.code, cli::ExitCode::done) << done.err;
    EXPECT_THAT(done.out, HasSubstr("8080 -> 8080,61000-65535"));
    EXPECT_THAT(done.out, HasSubstr("4536 sockets"));
    EXPECT_TRUE(scene.box.box().sysctl->ipv4_forwarding);
    EXPECT_EQ(scene.box.box().network->interfaces[0].accept_ra, 2);
    EXPECT_THAT(scene.sysctl_file(),
                HasSubstr("net.ipv4.ip_local_reserved_ports = 8080,61000-65535\n"));
    EXPECT_THAT(scene.sysctl_file(), HasSubstr("net.ipv6.conf.eth0.accept_ra = 2\n"));
    EXPECT_FALSE(scene.run({"tune", "--json"}).json()["changed"].get<bool>());
    EXPECT_EQ(scene.changes, 0);

    const Outcome back = scene.run({"tune", "--revert"});
    EXPECT_EQ(back.code, cli::ExitCode::done) << back.err;
    EXPECT_EQ(scene.snapshot(), before);
    EXPECT_EQ(scene.sysctl_file(), "");
}

TEST(Tune, RevertOutlivesARestart) {
    ChangeScene scene;
    const plan::Snapshot before = scene.snapshot();
    ASSERT_EQ(scene.run({"tune"}).code, cli::ExitCode::done);
    const model::SysctlFacts tuned = *scene.box.box().sysctl;
    scene.restart();
    scene.box.box().sysctl = tuned;  // what systemd-sysctl makes of the file
    scene.box.box().network->interfaces[0].accept_ra = 2;
    ASSERT_EQ(scene.run({"tune", "--revert"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene.snapshot(), before);
}

TEST(Tune, LeavesToOthersWhatTheyReservedSince) {
    ChangeScene scene;
    ASSERT_EQ(scene.run({"tune"}).code, cli::ExitCode::done);
    scene.box.box().sysctl->reserved.insert(scene.box.box().sysctl->reserved.begin(), {9999, 9999});
    ASSERT_EQ(scene.run({"tune", "--revert"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene.box.box().sysctl->reserved, (model::PortSet{{9999, 9999}}));
}

TEST(Tune, GivesPortsBackThatPool4NoLongerHas) {
    ChangeScene scene;
    ASSERT_EQ(scene.run({"tune"}).code, cli::ExitCode::done);
    std::string text(file_text);
    scene.write_file(text.replace(text.find("61000-65535"), 11, "61000-61999"));
    ASSERT_EQ(scene.run({"tune"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene.box.box().sysctl->reserved, (model::PortSet{{61000, 61999}}));
}

TEST(Tune, IsOfTheNamespaceAloneElsewhere) {
    ChangeScene scene;
    scene.is_first_namespace = false;
    const plan::Snapshot before = scene.snapshot();
    const Outcome done = scene.run({"tune", "--json"});
    EXPECT_EQ(done.code, cli::ExitCode::done) << done.err;
    EXPECT_FALSE(done.json()["persistent"].get<bool>());
    EXPECT_EQ(scene.sysctl_file(), "");
    ASSERT_EQ(scene.run({"tune", "--revert"}).code, cli::ExitCode::done);
    EXPECT_EQ(scene.snapshot(), before);
}

TEST(Tune, DownLeavesWhatItMadeLasting) {
    ChangeScene scene;
    ASSERT_EQ(scene.run({"tune"}).code, cli::ExitCode::done);
    ASSERT_EQ(scene.run({"up"}).code, cli::ExitCode::done);
    const Outcome down = scene.run({"down"});
    EXPECT_EQ(down.code, cli::ExitCode::done) << down.err;
    EXPECT_THAT(down.err, HasSubstr("nat64ctl tune --revert"));
    EXPECT_TRUE(scene.box.box().sysctl->ipv4_forwarding);
    EXPECT_FALSE(scene.snapshot().instance);
}

TEST(Tune, TakesItsStepsBackWhenOneFails) {
    ChangeScene scene;
    const plan::Snapshot before = scene.snapshot();
    scene.fails_at = 3;
    const Outcome outcome = scene.run({"tune"});
    EXPECT_EQ(outcome.code, cli::ExitCode::not_permitted);
    EXPECT_EQ(scene.snapshot(), before);
    EXPECT_EQ(scene.sysctl_file(), "");
}

TEST(Tune, NeedsToKnowPool4) {
    ChangeScene scene;
    scene.write_file("[dns64d]\n");
    const Outcome outcome = scene.run({"tune"});
    EXPECT_EQ(outcome.code, cli::ExitCode::failed);
    EXPECT_THAT(outcome.err, HasSubstr("--config"));
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
