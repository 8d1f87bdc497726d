// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/opener.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace gate64::dns64d::process {
namespace {

class OpenerTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = std::filesystem::temp_directory_path() / "opener-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
        write("gate64.toml", "[[local]]\nname = \"lan\"\nfile = \"" + path("lan.zone") + "\"\n");
        write("lan.zone", "host 60 A 192.0.2.1\n");
        write("other", "secret");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name)) << text;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

    std::filesystem::path folder_;
};

TEST_F(OpenerTest, OpensTheConfigurationAndWhatItNames) {
    const auto opener = Opener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    EXPECT_EQ(opener->read(path("lan.zone")).value_or(""), "host 60 A 192.0.2.1\n");
    EXPECT_TRUE(opener->read(path("gate64.toml")));
}

TEST_F(OpenerTest, OpensNothingElse) {
    const auto opener = Opener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    for (const std::string& name : {path("other"), std::string("/etc/shadow"), std::string("x")}) {
        const auto text = opener->read(name);
        ASSERT_FALSE(text) << name;
        EXPECT_EQ(text.error().errno_value, EPERM);
    }
}

TEST_F(OpenerTest, FollowsTheConfigurationOfTheMoment) {
    const auto opener = Opener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    write("gate64.toml", "[[local]]\nname = \"lan\"\nfile = \"" + path("other") + "\"\n");
    EXPECT_EQ(opener->read(path("other")).value_or(""), "secret");
    EXPECT_FALSE(opener->read(path("lan.zone")));
}

TEST_F(OpenerTest, SaysWhyAFileCannotBeRead) {
    std::filesystem::remove(path("lan.zone"));
    const auto opener = Opener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    const auto missing = opener->read(path("lan.zone"));
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("No such file"), std::string::npos);
    std::filesystem::create_directory(path("lan.zone"));
    const auto folder = opener->read(path("lan.zone"));
    ASSERT_FALSE(folder);
    EXPECT_NE(folder.error().message.find("regular file"), std::string::npos);
}

TEST_F(OpenerTest, ListensOnlyWhereTheConfigurationDoes) {
    write("gate64.toml", "[dns64d]\nlisten = [\"127.0.0.1:25364\"]\n");
    const auto opener = Opener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    const auto sockets = opener->listen(*net::Endpoint::parse("127.0.0.1:25364", 0), 2);
    ASSERT_TRUE(sockets) << sockets.error().message;
    ASSERT_EQ(sockets->size(), 2U);
    EXPECT_TRUE((*sockets)[1].udp.valid());
    EXPECT_TRUE((*sockets)[1].tcp.valid());
    const auto other = opener->listen(*net::Endpoint::parse("127.0.0.1:25365", 0), 2);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().errno_value, EPERM);
}

}  // namespace
}  // namespace gate64::dns64d::process
