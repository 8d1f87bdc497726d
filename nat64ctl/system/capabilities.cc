// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/capabilities.h"

#include <sys/capability.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <string>
#include <type_traits>

namespace gate64::nat64ctl::system {
namespace {

struct Row {
    std::string_view name;
    cap_value_t value;
};
// In the order of Capability.
constexpr Row rows[] = {
    {"CAP_NET_ADMIN", CAP_NET_ADMIN}, {"CAP_SYS_MODULE", CAP_SYS_MODULE},
    {"CAP_SYS_ADMIN", CAP_SYS_ADMIN}, {"CAP_DAC_OVERRIDE", CAP_DAC_OVERRIDE},
    {"CAP_NET_RAW", CAP_NET_RAW},
};

const Row& row_of(Capability capability) noexcept {
    return rows[static_cast<std::size_t>(capability)];
}

struct FreeCapabilities {
    void operator()(void* state) const noexcept { cap_free(state); }
};

}  // namespace

std::string_view name_of(Capability capability) noexcept {
    return row_of(capability).name;
}

bool has(Capability capability) noexcept {
    const std::unique_ptr<std::remove_pointer_t<cap_t>, FreeCapabilities> state(cap_get_proc());
    cap_flag_value_t value = CAP_CLEAR;
    return state &&
           cap_get_flag(state.get(), row_of(capability).value, CAP_EFFECTIVE, &value) == 0 &&
           value == CAP_SET;
}

bool is_first_user_namespace() {
    // PROC_USER_INIT_INO of linux/proc_ns.h; part of the kernel's ABI since 3.8.
    constexpr ino_t first_user_namespace = 0xEFFFFFFD;
    struct stat info{};
    return ::stat("/proc/thread-self/ns/user", &info) == 0 && info.st_ino == first_user_namespace;
}

base::Result<void> require(std::string_view action,
                           std::initializer_list<Capability> capabilities) {
    std::string lacking;
    for (const Capability capability : capabilities) {
        if (has(capability)) continue;
        if (!lacking.empty()) lacking += " and ";
        lacking += name_of(capability);
    }
    if (!lacking.empty()) {
        return base::fail(std::string(action) + " needs " + lacking +
                              ", which this process does not have; run it as root",
                          EPERM);
    }
    return {};
}

}  // namespace gate64::nat64ctl::system
