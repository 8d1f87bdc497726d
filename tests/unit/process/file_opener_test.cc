// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/file_opener.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace gate64::dns64d::process {
namespace {

class FileOpenerTest : public ::testing::Test {
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

TEST_F(FileOpenerTest, OpensTheConfigurationAndWhatItNames) {
    const auto opener = FileOpener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    EXPECT_EQ(opener->read(path("lan.zone")).value_or(""), "host 60 A 192.0.2.1\n");
    EXPECT_TRUE(opener->read(path("gate64.toml")));
}

TEST_F(FileOpenerTest, OpensNothingElse) {
    const auto opener = FileOpener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    for (const std::string& name : {path("other"), std::string("/etc/shadow"), std::string("x")}) {
        const auto text = opener->read(name);
        ASSERT_FALSE(text) << name;
        EXPECT_EQ(text.error().errno_value, EPERM);
    }
}

TEST_F(FileOpenerTest, FollowsTheConfigurationOfTheMoment) {
    const auto opener = FileOpener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    write("gate64.toml", "[[local]]\nname = \"lan\"\nfile = \"" + path("other") + "\"\n");
    EXPECT_EQ(opener->read(path("other")).value_or(""), "secret");
    EXPECT_FALSE(opener->read(path("lan.zone")));
}

TEST_F(FileOpenerTest, SaysWhyAFileCannotBeRead) {
    std::filesystem::remove(path("lan.zone"));
    const auto opener = FileOpener::start(path("gate64.toml"));
    ASSERT_TRUE(opener);
    const auto missing = opener->read(path("lan.zone"));
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("No such file"), std::string::npos);
    std::filesystem::create_directory(path("lan.zone"));
    const auto folder = opener->read(path("lan.zone"));
    ASSERT_FALSE(folder);
    EXPECT_NE(folder.error().message.find("regular file"), std::string::npos);
}

}  // namespace
}  // namespace gate64::dns64d::process
