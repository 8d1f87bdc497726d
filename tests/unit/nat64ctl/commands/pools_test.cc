// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/nat64ctl/commands/scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using jool::Protocol;
using testing::HasSubstr;

Scene scene_with(const std::vector<jool::Pool4Entry>& pool4) {
    Scene scene;
    jool::FakeInstance& instance = scene.jool.add("gate64");
    for (const jool::Pool4Entry& entry : pool4)
        add_pool4(instance, entry);
    return scene;
}

std::size_t entries_in(Scene& scene) {
    return scene.jool.at("gate64").pool4.entries().size();
}

TEST(AddPool, TakesAllThreeProtocolsUnlessNamed) {
    Scene scene = scene_with({});
    const Outcome all = scene.run({"add-pool", "192.0.2.1", "65535-61000"});
    EXPECT_EQ(all.code, cli::ExitCode::done) << all.err;
    EXPECT_EQ(all.out,
              "192.0.2.1 61000-65535 (tcp, udp, icmp) added: 4536 ports an address and protocol\n");
    EXPECT_EQ(entries_in(scene), 3U);
    EXPECT_EQ(scene.changes_begun, 1);
    const Outcome one =
        scene.run({"add-pool", "192.0.2.1", "20000,20001-20009", "--udp", "--json"});
    EXPECT_EQ(one.code, cli::ExitCode::done) << one.err;
    EXPECT_EQ(one.json(), nlohmann::ordered_json::parse(R"({"address":"192.0.2.1/32",
        "ports":"20000-20009","protocols":["udp"],"mark":0,"changed":true,"persisted":false})"));
    EXPECT_EQ(entries_in(scene), 4U);
}

TEST(AddPool, IsDoneWhenItIsThere) {
    Scene scene = scene_with({pool4_entry("192.0.2.1", 61000, 65535, Protocol::tcp)});
    const Outcome outcome = scene.run({"add-pool", "192.0.2.1", "62000-63000", "--tcp"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done);
    EXPECT_THAT(outcome.out, HasSubstr("is in pool4 already"));
}

TEST(AddPool, RefusesTheEphemeralRange) {
    Scene scene = scene_with({});
    const Outcome refused = scene.run({"add-pool", "192.0.2.1", "60000-62000"});
    EXPECT_EQ(refused.code, cli::ExitCode::failed);
    EXPECT_THAT(refused.err, HasSubstr("ports 60000-60999 are in the ephemeral range 32768-60999"));
    EXPECT_THAT(refused.err, HasSubstr("nat64ctl tune"));
    EXPECT_EQ(entries_in(scene), 0U);
    const Outcome forced = scene.run({"add-pool", "192.0.2.1", "60000-62000", "--force"});
    EXPECT_EQ(forced.code, cli::ExitCode::done);
    EXPECT_THAT(forced.err, HasSubstr("warning"));
    // Identifiers are no ports.
    EXPECT_EQ(scene.run({"add-pool", "192.0.2.1", "1-59999", "--icmp"}).code, cli::ExitCode::done);
}

TEST(AddPool, RefusesPortsOfServices) {
    Scene scene = scene_with({});
    scene.box.network->sockets = {
        {Protocol::tcp, net::IpAddress::parse("0.0.0.0").value(), 8080},
        {Protocol::tcp, net::IpAddress::parse("127.0.0.1").value(), 8081}};
    const Outcome refused = scene.run({"add-pool", "192.0.2.1", "8000-9000", "--tcp"});
    EXPECT_EQ(refused.code, cli::ExitCode::failed);
    EXPECT_THAT(refused.err, HasSubstr("0.0.0.0 port 8080 tcp"));
    EXPECT_THAT(refused.err, testing::Not(HasSubstr("8081")));
    EXPECT_EQ(scene.run({"add-pool", "192.0.2.1", "8000-9000", "--udp"}).code, cli::ExitCode::done);
}

TEST(AddPool, RefusesPortsOfAnotherMarkWhateverIsForced) {
    Scene scene = scene_with({pool4_entry("192.0.2.1", 61000, 62000, Protocol::tcp, 7)});
    const Outcome refused = scene.run({"add-pool", "192.0.2.0/30", "62000-63000", "--force"});
    EXPECT_EQ(refused.code, cli::ExitCode::failed);
    EXPECT_THAT(refused.err, HasSubstr("belongs to mark 7"));
    EXPECT_EQ(entries_in(scene), 1U);
}

TEST(AddPool, RefusesShortPrefixes) {
    Scene scene = scene_with({});
    EXPECT_THAT(scene.run({"add-pool", "192.0.0.0/22", "61000"}).err, HasSubstr("1024 entries"));
    EXPECT_THAT(scene.run({"add-pool", "10.0.0.0/8", "61000", "--force"}).err,
                HasSubstr("too much for pool4"));
    EXPECT_EQ(scene.run({"add-pool", "192.0.2.1/24", "61000"}).code, cli::ExitCode::usage);
    EXPECT_EQ(scene.run({"add-pool", "192.0.2.1", "0-70000"}).code, cli::ExitCode::usage);
    EXPECT_EQ(entries_in(scene), 0U);
}

TEST(AddPool, WarnsOfAnAddressThatDoesNotLeadHere) {
    Scene scene = scene_with({});
    const Outcome near = scene.run({"add-pool", "192.0.2.9", "61000-65535"});
    EXPECT_EQ(near.code, cli::ExitCode::done);
    EXPECT_THAT(near.err, HasSubstr("nobody answers ARP for it on eth0"));
    const Outcome far = scene.run({"add-pool", "198.51.100.9", "61000-65535"});
    EXPECT_THAT(far.err, HasSubstr("the router before it"));
    EXPECT_EQ(scene.run({"add-pool", "192.0.2.1", "61000-65535"}).err, "");
}

TEST(DelPool, SaysHowManySessionsEnd) {
    Scene scene = scene_with({pool4_entry("192.0.2.1", 1024, 65535, Protocol::tcp),
                              pool4_entry("192.0.2.1", 1024, 65535, Protocol::udp)});
    for (std::size_t i = 0; i < 5; ++i)
        scene.jool.at("gate64").sessions.push_back(session_of(i));
    const Outcome asked = scene.run({"del-pool", "192.0.2.1", "1024-1026", "--tcp"});
    EXPECT_EQ(asked.code, cli::ExitCode::failed);
    EXPECT_THAT(asked.err, HasSubstr("ends 3 sessions"));
    EXPECT_THAT(asked.err, HasSubstr("--yes"));
    const Outcome done =
        scene.run({"del-pool", "192.0.2.1", "1024-1026", "--tcp", "--yes", "--json"});
    EXPECT_EQ(done.code, cli::ExitCode::done) << done.err;
    EXPECT_EQ(done.json()["sessions_ended"], 3);
    const auto left = scene.jool.at("gate64").pool4.entries();
    ASSERT_EQ(left.size(), 2U);
    EXPECT_EQ(left.front().port_min, 1027);
}

TEST(DelPool, SaysWhatIsNotThere) {
    Scene scene = scene_with({});
    const Outcome outcome = scene.run({"del-pool", "192.0.2.1"});
    EXPECT_EQ(outcome.code, cli::ExitCode::failed);
    EXPECT_THAT(outcome.err, HasSubstr("is not in pool4"));
}

TEST(FlushPools, AsksOnATerminal) {
    Scene scene = scene_with({pool4_entry("192.0.2.1", 61000, 65535)});
    EXPECT_EQ(scene.run({"flush-pools"}).code, cli::ExitCode::failed);
    scene.has_terminal = true;
    scene.typed = "n\n";
    EXPECT_THAT(scene.run({"flush-pools"}).err, HasSubstr("nothing was done"));
    EXPECT_EQ(entries_in(scene), 1U);
    scene.typed = "y\n";
    EXPECT_EQ(scene.run({"flush-pools"}).code, cli::ExitCode::done);
    EXPECT_EQ(entries_in(scene), 0U);
}

TEST(Pools, ListsInAllForms) {
    Scene scene = scene_with({pool4_entry("192.0.2.1", 61000, 65535, Protocol::udp, 3)});
    EXPECT_EQ(scene.run({"pools", "--json"}).json(),
              nlohmann::ordered_json::parse(
                  R"([{"address":"192.0.2.1","first_port":61000,"last_port":65535,"ports":4536,
             "protocol":"udp","mark":3}])"));
    EXPECT_EQ(scene.run({"pools", "--tsv"}).out,
              "address\tfirst_port\tlast_port\tports\tprotocol\tmark\n"
              "192.0.2.1\t61000\t65535\t4536\tudp\t3\n");
    EXPECT_EQ(scene.run({"pools"}).out,
              "ADDRESS    FIRST   LAST  PORTS  PROTOCOL  MARK\n"
              "192.0.2.1  61000  65535   4536  udp          3\n");
}

class Persist : public testing::Test {
  protected:
    void SetUp() override {
        char folder[] = "/tmp/gate64-persist-XXXXXX";
        ASSERT_NE(::mkdtemp(folder), nullptr);
        folder_ = folder;
        file_ = folder_ / "gate64.toml";
        write("# mine\n[nat64]\npool6 = \"64:ff9b::/96\"\n");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& text) const { std::ofstream(file_) << text; }
    std::string text() const {
        std::ostringstream out;
        out << std::ifstream(file_).rdbuf();
        return out.str();
    }

    std::filesystem::path folder_;
    std::filesystem::path file_;
};

TEST_F(Persist, WritesTheFileWithItsComments) {
    Scene scene = scene_with({});
    const Outcome added = scene.run(
        {"--config", file_.string(), "add-pool", "192.0.2.1", "61000-65535", "--persist"});
    EXPECT_EQ(added.code, cli::ExitCode::done) << added.err;
    EXPECT_EQ(text(),
              "# mine\n[nat64]\npool6 = \"64:ff9b::/96\"\n\n[[nat64.pool4]]\n"
              "address = \"192.0.2.1\"\nports = \"61000-65535\"\n");
    const Outcome removed =
        scene.run({"--config", file_.string(), "del-pool", "192.0.2.1", "--persist"});
    EXPECT_EQ(removed.code, cli::ExitCode::done) << removed.err;
    EXPECT_THAT(text(), testing::Not(HasSubstr("pool4")));
    EXPECT_EQ(entries_in(scene), 0U);
}

TEST_F(Persist, ChangesNothingWhenTheFileCannotBeChanged) {
    Scene scene = scene_with({});
    std::filesystem::permissions(file_, std::filesystem::perms::others_write,
                                 std::filesystem::perm_options::add);
    const Outcome outcome = scene.run(
        {"--config", file_.string(), "add-pool", "192.0.2.1", "61000-65535", "--persist"});
    EXPECT_EQ(outcome.code, cli::ExitCode::not_permitted);
    EXPECT_EQ(entries_in(scene), 0U);
    EXPECT_THAT(text(), testing::Not(HasSubstr("pool4")));
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
