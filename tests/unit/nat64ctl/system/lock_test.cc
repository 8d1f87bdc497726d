// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/lock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <thread>

#include "tests/unit/nat64ctl/system/kit.h"

namespace gate64::nat64ctl::system {
namespace {

using std::chrono::milliseconds;

TEST(Lock, TheSecondIsToldWhoHoldsIt) {
    const test::Folder box;
    const std::string path = box.path() + "/gate64/lock";
    const auto first = ChangeLock::acquire(milliseconds(0), path);
    ASSERT_TRUE(first) << first.error().message;
    const auto second = ChangeLock::acquire(milliseconds(0), path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().errno_value, EBUSY);
    EXPECT_NE(second.error().message.find("process " + std::to_string(::getpid())),
              std::string::npos);
}

TEST(Lock, EndsWithItsOwner) {
    const test::Folder box;
    const std::string path = box.path() + "/lock";
    {
        ASSERT_TRUE(ChangeLock::acquire(milliseconds(0), path));
    }
    EXPECT_TRUE(ChangeLock::acquire(milliseconds(0), path));
}

TEST(Lock, WaitsForTheHolder) {
    const test::Folder box;
    const std::string path = box.path() + "/lock";
    auto first = ChangeLock::acquire(milliseconds(0), path);
    ASSERT_TRUE(first);
    std::atomic<bool> is_waiting = false;
    bool got_it = false;
    std::thread other([&] {
        is_waiting = true;
        got_it = ChangeLock::acquire(std::chrono::minutes(1), path).has_value();
    });
    while (!is_waiting)
        std::this_thread::yield();
    {
        const ChangeLock released = std::move(*first);
    }
    other.join();
    EXPECT_TRUE(got_it);
}

TEST(Lock, AFileThatIsGoneLocksNothing) {
    const test::Folder box;
    const std::string path = box.path() + "/lock";
    const auto first = ChangeLock::acquire(milliseconds(0), path);
    ASSERT_TRUE(first);
    std::filesystem::remove(path);
    EXPECT_TRUE(ChangeLock::acquire(milliseconds(0), path));
}

TEST(Lock, ALinkInItsPlaceIsNotFollowed) {
    const test::Folder box;
    const std::string precious = box.put("/precious", "content");
    std::filesystem::create_symlink(precious, box.path() + "/lock");
    EXPECT_FALSE(ChangeLock::acquire(milliseconds(0), box.path() + "/lock"));
    EXPECT_EQ(box.read("/precious"), "content");
}

}  // namespace
}  // namespace gate64::nat64ctl::system
