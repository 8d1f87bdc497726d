// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/capabilities.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/capability.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

namespace gate64::nat64ctl::system {
namespace {

/// Capabilities are a thread's own: those of the others stay.
void give_up_everything() {
    const cap_t none = cap_init();
    EXPECT_EQ(cap_set_proc(none), 0);
    cap_free(none);
}

TEST(Capabilities, WhatIsLackingIsNamed) {
    std::thread([] {
        give_up_everything();
        EXPECT_FALSE(has(Capability::net_admin));
        const auto needed =
            require("loading jool", {Capability::net_admin, Capability::sys_module});
        ASSERT_FALSE(needed);
        EXPECT_EQ(needed.error().errno_value, EPERM);
        EXPECT_NE(needed.error().message.find("loading jool needs CAP_NET_ADMIN and "
                                              "CAP_SYS_MODULE"),
                  std::string::npos);
        EXPECT_TRUE(require("nothing", {}));
    }).join();
}

TEST(Capabilities, WhatIsThereIsSeen) {
    for (const Capability capability :
         {Capability::net_admin, Capability::sys_module, Capability::sys_admin,
          Capability::dac_override, Capability::net_raw}) {
        cap_value_t value = 0;
        ASSERT_EQ(cap_from_name(std::string(name_of(capability)).c_str(), &value), 0);
        const cap_t state = cap_get_proc();
        cap_flag_value_t flag = CAP_CLEAR;
        ASSERT_EQ(cap_get_flag(state, value, CAP_EFFECTIVE, &flag), 0);
        cap_free(state);
        EXPECT_EQ(has(capability), flag == CAP_SET) << name_of(capability);
    }
}

TEST(Capabilities, ANewUserNamespaceIsNotTheFirst) {
    enum : int { is_not_first, is_first, is_not_made };
    // A process with threads cannot enter one.
    const pid_t child = ::fork();
    if (child == 0) {
        if (::unshare(CLONE_NEWUSER) != 0) ::_exit(is_not_made);
        ::_exit(is_first_user_namespace() ? is_first : is_not_first);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == is_not_made) GTEST_SKIP() << "this user may make no user namespace";
    EXPECT_EQ(WEXITSTATUS(status), is_not_first);
}

}  // namespace
}  // namespace gate64::nat64ctl::system
