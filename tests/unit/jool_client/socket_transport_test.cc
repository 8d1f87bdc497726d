// SPDX-License-Identifier: Apache-2.0
#include "shared/jool_client/socket_transport.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "shared/jool/instance_codec.h"

// Without Jool: against "nlctrl", the one family that every kernel has.

namespace gate64::jool {
namespace {

class SocketTransportTest : public testing::Test {
  protected:
    void SetUp() override { std::ofstream(options.version_file) << "4.1.9.0\n"; }
    void TearDown() override { std::filesystem::remove(options.version_file); }

    SocketOptions options{.version_file = std::filesystem::temp_directory_path() /
                                          ("gate64_version_" + std::to_string(::getpid())),
                          .family_name = "nlctrl"};
};

TEST_F(SocketTransportTest, AMissingModuleIsSaidInWords) {
    options.version_file += "_not_there";
    const auto opened = SocketTransport::open(options);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().errno_value, ENOENT);
    EXPECT_NE(opened.error().message.find("not loaded"), std::string::npos);
}

TEST_F(SocketTransportTest, AVersionThatIsNoneIsNotGuessed) {
    std::ofstream(options.version_file) << "five\n";
    EXPECT_EQ(SocketTransport::open(options).error().errno_value, EPROTO);
}

TEST_F(SocketTransportTest, AMissingFamilyIsAMissingModule) {
    options.family_name = "gate64-none";
    EXPECT_EQ(SocketTransport::open(options).error().errno_value, ENOENT);
}

TEST_F(SocketTransportTest, TheKernelsRefusalComesBack) {
    auto opened = SocketTransport::open(options);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    EXPECT_EQ((*opened)->facts().version, (Version{4, 1, 9, 0}));
    // 200 is no command of nlctrl: netlink itself refuses.
    MessageWriter writer({.command = 200, .version = {4, 1, 9, 0}, .instance = "x"});
    for (int i = 0; i < 3; ++i) {
        const auto reply = (*opened)->exchange(writer.finish().value(), true);
        ASSERT_TRUE(reply.has_value()) << reply.error().message;
        EXPECT_EQ(Reply::parse(*reply).error().errno_value, EOPNOTSUPP);
    }
}

TEST_F(SocketTransportTest, SocketsAreNotInherited) {
    const auto opened = SocketTransport::open(options);
    ASSERT_TRUE(opened.has_value());
    std::size_t sockets = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        const auto target = std::filesystem::read_symlink(entry.path(), gone);
        if (gone || !target.string().starts_with("socket:")) continue;
        const int fd = std::stoi(entry.path().filename());
        if (fd < 3) continue;
        ++sockets;
        EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0) << fd;
    }
    EXPECT_GE(sockets, 1U);
}

TEST_F(SocketTransportTest, ShortRequestsAreNotSent) {
    const auto opened = SocketTransport::open(options);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ((*opened)->exchange(Octets(20), true).error().errno_value, EINVAL);
}

TEST_F(SocketTransportTest, WaitsNoLongerThanItMay) {
    options.reply_timeout = std::chrono::milliseconds(0);
    const auto opened = SocketTransport::open(options);
    ASSERT_TRUE(opened.has_value());
    MessageWriter writer({.command = 200, .version = {4, 1, 9, 0}, .instance = "x"});
    EXPECT_EQ((*opened)->exchange(writer.finish().value(), true).error().errno_value, ETIMEDOUT);
}

}  // namespace
}  // namespace gate64::jool
