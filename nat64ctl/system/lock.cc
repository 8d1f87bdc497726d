// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <thread>

#include "nat64ctl/system/small_file.h"

namespace gate64::nat64ctl::system {
namespace {

constexpr std::chrono::milliseconds pause_between_tries{50};

base::Result<base::UniqueFd> open_lock(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
        return base::fail_errno("cannot make " + folder + " for the lock (run as root)", errno);
    }
    base::UniqueFd file(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!file.valid()) {
        return base::fail_errno("cannot open the lock " + path + " (run as root)", errno);
    }
    return file;
}

/// The folder may be swept while we wait: the lock counts only on the file that is still there.
bool is_at(const base::UniqueFd& file, const std::string& path) {
    struct stat ours{};
    struct stat there{};
    return ::fstat(file.get(), &ours) == 0 && ::stat(path.c_str(), &there) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

std::string holder_of(const std::string& path) {
    const auto content = read_small_file(path, 64);
    const std::string_view pid = content ? trimmed(*content) : std::string_view();
    const bool is_number = !pid.empty() && pid.find_first_not_of("0123456789") == pid.npos;
    return is_number ? "process " + std::string(pid) : "another process";
}

/// For people and for the message of whoever waits; the lock itself is the kernel's.
base::Result<void> sign(const base::UniqueFd& file, const std::string& path) {
    if (::ftruncate(file.get(), 0) != 0) return base::fail_errno("cannot write " + path, errno);
    return write_descriptor(file.get(), std::to_string(::getpid()) + '\n', path);
}

}  // namespace

base::Result<ChangeLock> ChangeLock::acquire(std::chrono::milliseconds patience,
                                             const std::string& path) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto file = open_lock(path);
        if (!file) return std::unexpected(file.error());
        if (::flock(file->get(), LOCK_EX | LOCK_NB) == 0) {
            if (!is_at(*file, path)) continue;
            if (const auto done = sign(*file, path); !done) return std::unexpected(done.error());
            return ChangeLock(std::move(*file));
        }
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return base::fail_errno("cannot lock " + path, errno);
        }
        const auto left = end - std::chrono::steady_clock::now();
        if (left <= left.zero()) {
            return base::fail("another nat64ctl (" + holder_of(path) +
                                  ") is changing this box; try again when it is done",
                              EBUSY);
        }
        std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, pause_between_tries));
    }
}

}  // namespace gate64::nat64ctl::system
