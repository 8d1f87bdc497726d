// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/privileges.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>

#include <thread>

namespace gate64::nat64ctl::system {
namespace {

TEST(KeepOnly, DropsTheRestOfTheCallingThreadForGood) {
    const bool had = has(Capability::net_admin);
    std::thread([had] {
        const auto kept = keep_only({Capability::net_admin});
        ASSERT_TRUE(kept) << kept.error().message;
        EXPECT_EQ(has(Capability::net_admin), had) << "kept, and never gained";
        for (const Capability gone : {Capability::sys_admin, Capability::sys_module,
                                      Capability::dac_override, Capability::net_raw}) {
            EXPECT_FALSE(has(gone)) << name_of(gone);
        }
        EXPECT_EQ(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
    }).join();
    EXPECT_EQ(has(Capability::net_admin), had);
}

}  // namespace
}  // namespace gate64::nat64ctl::system
