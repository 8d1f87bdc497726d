// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

#include "shared/config/document.h"
#include "shared/config/parse.h"

namespace gate64::config {
namespace {

class Load : public ::testing::Test {
  protected:
    void SetUp() override {
        char pattern[] = "/tmp/gate64-load-XXXXXX";
        ASSERT_NE(::mkdtemp(pattern), nullptr);
        folder_ = pattern;
        path_ = folder_ + "/gate64.toml";
    }
    void TearDown() override {
        ::unlink(path_.c_str());
        ::rmdir(folder_.c_str());
    }
    void write(const std::string& text) {
        std::FILE* file = std::fopen(path_.c_str(), "wb");
        ASSERT_NE(file, nullptr);
        ASSERT_EQ(std::fwrite(text.data(), 1, text.size(), file), text.size());
        std::fclose(file);
    }

    std::string folder_;
    std::string path_;
};

TEST_F(Load, AFile) {
    write("[dns64d]\nshards = 3\n");
    const auto config = load(path_);
    ASSERT_TRUE(config);
    EXPECT_EQ(config->dns64d.shards, 3U);
    write("[dns64d]\nshards = x\n");
    const auto wrong = load(path_);
    ASSERT_FALSE(wrong);
    EXPECT_TRUE(to_text(wrong.error()).starts_with(path_ + ":2:")) << to_text(wrong.error());
}

TEST_F(Load, NoFile) {
    const auto config = load(path_);
    ASSERT_FALSE(config);
    EXPECT_EQ(to_text(config.error()), path_ + ": cannot be read: No such file or directory\n");
}

TEST_F(Load, WhatIsNoRegularFile) {
    EXPECT_EQ(to_text(load(folder_).error()), folder_ + ": cannot be read: not a regular file\n");
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    EXPECT_EQ(to_text(load(path_).error()), path_ + ": cannot be read: not a regular file\n");
}

TEST_F(Load, SizeLimit) {
    std::string text(file_size_bytes_max, '\n');
    write(text);
    EXPECT_TRUE(load(path_));
    write(text + '\n');
    const auto config = load(path_);
    ASSERT_FALSE(config);
    EXPECT_EQ(to_text(config.error()), path_ + ": the file is larger than 1 MiB\n");
}

}  // namespace
}  // namespace gate64::config
