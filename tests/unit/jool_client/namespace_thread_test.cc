// SPDX-License-Identifier: Apache-2.0
#include "shared/jool_client/namespace_thread.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace gate64::jool {
namespace {

ino_t here() {
    struct stat facts{};
    EXPECT_EQ(::stat("/proc/thread-self/ns/net", &facts), 0);
    return facts.st_ino;
}

/// A thread in a namespace of its own, as long as this lives.
class OtherNamespace {
  public:
    OtherNamespace()
        : thread_([this] {
              const bool fine = ::unshare(CLONE_NEWNET) == 0;
              std::unique_lock lock(mutex_);
              works_ = fine;
              path_ = "/proc/self/task/" + std::to_string(::gettid()) + "/ns/net";
              ready_ = true;
              changed_.notify_all();
              changed_.wait(lock, [this] { return ends_; });
          }) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return ready_; });
    }
    ~OtherNamespace() {
        {
            const std::lock_guard lock(mutex_);
            ends_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    OtherNamespace(const OtherNamespace&) = delete;
    OtherNamespace& operator=(const OtherNamespace&) = delete;

    [[nodiscard]] bool works() const { return works_; }
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool ready_ = false;
    bool ends_ = false;
    bool works_ = false;
    std::string path_;
    std::thread thread_;
};

TEST(NamespaceThread, WithoutANameTheCallerWorks) {
    const auto caller = std::this_thread::get_id();
    std::thread::id worker;
    ASSERT_TRUE(run_in_namespace("", [&] { worker = std::this_thread::get_id(); }).has_value());
    EXPECT_EQ(worker, caller);
}

TEST(NamespaceThread, WorksThereAndNotHere) {
    const OtherNamespace other;
    if (!other.works()) GTEST_SKIP() << "needs the right to make network namespaces";
    const ino_t before = here();
    ino_t there = 0;
    const auto done = run_in_namespace(other.path(), [&] { there = here(); });
    ASSERT_TRUE(done.has_value()) << done.error().message;
    EXPECT_NE(there, before);
    EXPECT_EQ(here(), before);
}

TEST(NamespaceThread, ErrorsSayThatNothingRan) {
    const auto never = [] { ADD_FAILURE() << "ran"; };
    EXPECT_EQ(run_in_namespace("gate64-no-such-namespace", never).error().errno_value, ENOENT);
    EXPECT_EQ(run_in_namespace("..", never).error().errno_value, EINVAL);
    EXPECT_EQ(run_in_namespace(std::string("a\0b", 3), never).error().errno_value, EINVAL);
    const int reason = run_in_namespace("/proc/self/status", never).error().errno_value;
    EXPECT_TRUE(reason == EINVAL || reason == EPERM) << reason;
}

}  // namespace
}  // namespace gate64::jool
