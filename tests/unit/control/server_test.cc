// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/server.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace gate64::dns64d::control {
namespace {

class ControlSocketTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = std::filesystem::temp_directory_path() / "control-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_;
};

TEST_F(ControlSocketTest, OnlyItsOwnerMayConnect) {
    const std::string path = folder_ / "sock";
    ASSERT_TRUE(open_control_socket(path));
    struct stat info{};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(ControlSocketTest, TakesThePlaceOfADeadServerButNotOfALivingOne) {
    const std::string path = folder_ / "sock";
    {
        const auto living = open_control_socket(path);
        ASSERT_TRUE(living);
        const auto second = open_control_socket(path);
        ASSERT_FALSE(second);
        EXPECT_NE(second.error().message.find("another dns64d"), std::string::npos);
    }
    EXPECT_TRUE(open_control_socket(path));
}

TEST_F(ControlSocketTest, LeavesOtherFilesAlone) {
    const std::string path = folder_ / "file";
    std::ofstream(path) << "precious";
    const auto socket = open_control_socket(path);
    ASSERT_FALSE(socket);
    EXPECT_NE(socket.error().message.find("something else"), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace gate64::dns64d::control
