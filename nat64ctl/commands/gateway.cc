// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "nat64ctl/apply/live_actuator.h"
#include "nat64ctl/commands/context.h"

namespace gate64::nat64ctl::commands {
namespace {

bool is_first_namespace() noexcept {
    struct stat ours{};
    struct stat first{};
    return ::stat("/proc/thread-self/ns/net", &ours) == 0 &&
           ::stat("/proc/1/ns/net", &first) == 0 && ours.st_ino == first.st_ino;
}

}  // namespace

std::unique_ptr<apply::Actuator> Gateway::actuator(const std::string& instance) {
    return std::make_unique<apply::LiveActuator>(apply::Reach{
        .observe = [this, instance] { return observe(instance); },
        .connect = [this] { return connect(); },
    });
}

base::Result<apply::Site> Gateway::site(const std::string& instance, const std::string& netns) {
    return apply::make_site(instance, netns);
}

std::optional<std::string> Gateway::sysctl_root() {
    if (!is_first_namespace()) return std::nullopt;
    return std::string();
}

}  // namespace gate64::nat64ctl::commands
