// SPDX-License-Identifier: Apache-2.0
#include "shared/jool_client/namespace_thread.h"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <thread>

#include "shared/base/unique_fd.h"

namespace gate64::jool {
namespace {

constexpr const char* named_namespaces = "/run/netns/";

base::Result<std::string> path_of(const std::string& name) {
    if (name.find('\0') != std::string::npos || name == "." || name == "..")
        return base::fail("this is no name of a network namespace", EINVAL);
    return name.find('/') == std::string::npos ? named_namespaces + name : name;
}

}  // namespace

base::Result<void> run_in_namespace(const std::string& name, const std::function<void()>& work) {
    if (name.empty()) {
        work();
        return {};
    }
    const auto path = path_of(name);
    if (!path) return std::unexpected(path.error());
    const base::UniqueFd file(::open(path->c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return base::fail_errno("cannot open network namespace " + *path, errno);

    int failed = 0;
    std::thread thread([&] {
        if (::setns(file.get(), CLONE_NEWNET) != 0) {
            failed = errno;
            return;
        }
        work();
    });
    thread.join();
    if (failed != 0) return base::fail_errno("cannot enter network namespace " + *path, failed);
    return {};
}

}  // namespace gate64::jool
