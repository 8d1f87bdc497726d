// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/privileges.h"

#include <sys/capability.h>
#include <sys/prctl.h>

#include <cerrno>
#include <memory>
#include <string>
#include <type_traits>

namespace gate64::nat64ctl::system {
namespace {

struct FreeCapabilities {
    void operator()(void* state) const noexcept { cap_free(state); }
};
using Capabilities = std::unique_ptr<std::remove_pointer_t<cap_t>, FreeCapabilities>;

bool raise(cap_t state, Capability capability) {
    cap_value_t value = 0;
    return cap_from_name(std::string(name_of(capability)).c_str(), &value) == 0 &&
           cap_set_flag(state, CAP_PERMITTED, 1, &value, CAP_SET) == 0 &&
           cap_set_flag(state, CAP_EFFECTIVE, 1, &value, CAP_SET) == 0;
}

}  // namespace

base::Result<void> keep_only(std::initializer_list<Capability> capabilities) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return base::fail_errno("setting no_new_privs", errno);
    }
    const Capabilities wanted(cap_init());
    if (!wanted) return base::fail_errno("giving up capabilities", errno);
    for (const Capability capability : capabilities) {
        if (has(capability) && !raise(wanted.get(), capability)) {
            return base::fail_errno("keeping " + std::string(name_of(capability)), errno);
        }
    }
    if (cap_set_proc(wanted.get()) != 0) return base::fail_errno("giving up capabilities", errno);
    return {};
}

}  // namespace gate64::nat64ctl::system
