// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/safe_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "tests/unit/nat64ctl/system/kit.h"

namespace gate64::nat64ctl::system {
namespace {

namespace fs = std::filesystem;

constexpr uid_t somebody = 12345;

mode_t mode_of(const std::string& path) {
    struct stat info{};
    EXPECT_EQ(::stat(path.c_str(), &info), 0);
    return info.st_mode & 07777U;
}

class SafeFile : public ::testing::Test {
  protected:
    SafeFile() : file_(box_.put("/folder/gate64.toml", "content")) {
        ::chmod(file_.c_str(), 0644);
        ::chmod((box_.path() + "/folder").c_str(), 0755);
    }
    test::Folder box_;
    std::string file_;
};

TEST_F(SafeFile, ReadsWhatOnlyWeMayWrite) {
    EXPECT_EQ(read_trusted_file(file_).value(), "content");
    EXPECT_TRUE(check_trusted(file_));
}

TEST_F(SafeFile, RefusesAFileOthersMayWriteAndNamesTheMend) {
    for (const mode_t mode : {0664U, 0646U}) {
        ::chmod(file_.c_str(), mode);
        const auto read = read_trusted_file(file_);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().errno_value, EACCES);
        EXPECT_NE(read.error().message.find("chmod go-w " + file_), std::string::npos);
    }
}

TEST_F(SafeFile, RefusesAFolderOthersMayWriteUnlessItIsSticky) {
    const std::string folder = box_.path() + "/folder";
    ::chmod(folder.c_str(), 0777);
    const auto read = read_trusted_file(file_);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("chmod go-w " + folder), std::string::npos);
    ::chmod(folder.c_str(), 01777);
    EXPECT_TRUE(read_trusted_file(file_));
}

TEST_F(SafeFile, RefusesWhatBelongsToAnotherUser) {
    if (::geteuid() != 0) GTEST_SKIP() << "giving a file away takes root";
    ASSERT_EQ(::chown(file_.c_str(), somebody, somebody), 0);
    EXPECT_EQ(check_trusted(file_).error().errno_value, EACCES);
    ASSERT_EQ(::chown(file_.c_str(), 0, 0), 0);
    ASSERT_EQ(::chown((box_.path() + "/folder").c_str(), somebody, somebody), 0);
    EXPECT_EQ(check_trusted(file_).error().errno_value, EACCES);
}

TEST_F(SafeFile, JudgesBothEndsOfALink) {
    const std::string link = box_.path() + "/link";
    fs::create_symlink(file_, link);
    EXPECT_EQ(read_trusted_file(link).value(), "content");
    ::chmod((box_.path() + "/folder").c_str(), 0777);
    EXPECT_EQ(check_trusted(link).error().errno_value, EACCES);
    ::chmod((box_.path() + "/folder").c_str(), 0755);
    if (::geteuid() != 0) GTEST_SKIP() << "giving a link away takes root";
    ASSERT_EQ(::lchown(link.c_str(), somebody, somebody), 0);
    EXPECT_EQ(check_trusted(link).error().errno_value, EACCES);
}

TEST_F(SafeFile, WhatIsNoFileIsRefused) {
    EXPECT_EQ(check_trusted(box_.path() + "/none").error().errno_value, ENOENT);
    EXPECT_EQ(check_trusted(box_.path() + "/folder").error().errno_value, EINVAL);
    const std::string pipe = box_.path() + "/pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(check_trusted(pipe).error().errno_value, EINVAL);
}

TEST_F(SafeFile, RefusesAFileWithoutEnd) {
    const std::string large = box_.put("/large", std::string(trusted_file_octets_max + 1, 'x'));
    ::chmod(large.c_str(), 0600);
    EXPECT_EQ(read_trusted_file(large).error().errno_value, EFBIG);
}

TEST_F(SafeFile, ReplacingKeepsModeAndOwner) {
    ::chmod(file_.c_str(), 0640);
    const bool is_root = ::geteuid() == 0;
    if (is_root) {
        ASSERT_EQ(::chown(file_.c_str(), somebody, somebody), 0);
    }
    ASSERT_TRUE(replace_file(file_, "new"));
    EXPECT_EQ(box_.read("/folder/gate64.toml"), "new");
    EXPECT_EQ(mode_of(file_), 0640U);
    struct stat info{};
    ASSERT_EQ(::stat(file_.c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, is_root ? somebody : ::geteuid());
}

TEST_F(SafeFile, ANewFileHasTheModeAskedForAndNothingIsLeftBeside) {
    const std::string fresh = box_.path() + "/folder/fresh";
    ASSERT_TRUE(replace_file(fresh, "x", 0600));
    EXPECT_EQ(mode_of(fresh), 0600U);
    EXPECT_FALSE(replace_file(box_.path() + "/none/fresh", "x"));
    // A folder in the file's place cannot be replaced.
    fs::create_directory(box_.path() + "/folder/taken");
    EXPECT_FALSE(replace_file(box_.path() + "/folder/taken", "x"));
    EXPECT_EQ(std::distance(fs::directory_iterator(box_.path() + "/folder"), {}), 3);
}

TEST_F(SafeFile, ALinkStaysALink) {
    const std::string link = box_.path() + "/link";
    fs::create_symlink(file_, link);
    ASSERT_TRUE(replace_file(link, "through"));
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_EQ(box_.read("/folder/gate64.toml"), "through");
}

}  // namespace
}  // namespace gate64::nat64ctl::system
