// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cerrno>

#include "tests/unit/nat64ctl/doctor/kit.h"

namespace gate64::nat64ctl::doctor::test {
namespace {

using ::testing::HasSubstr;

void unload(Gateway& gateway) {
    gateway.box.module->is_loaded = false;
    gateway.box.module->loaded_version.reset();
    gateway.box.translator = base::fail("not loaded", ENOENT);
}

TEST(CheckModule, NotLoadedButThere) {
    Gateway gateway;
    unload(gateway);
    EXPECT_EQ(gateway.ids(), "problem module-not-loaded");
}

TEST(CheckModule, MissingSaysWhichReleaseFits) {
    Gateway gateway;
    unload(gateway);
    gateway.box.module->disk_path.clear();
    gateway.box.module->kernel_release = "6.5.0-0.deb12.4-amd64";
    gateway.box.module->other_kernels = {"6.1.0-56-amd64"};
    ASSERT_EQ(gateway.ids(), "problem module-missing");
    EXPECT_EQ(gateway.findings()[0].evidence,
              "no jool.ko below /lib/modules/6.5.0-0.deb12.4-amd64; there is one for "
              "6.1.0-56-amd64; Linux 6.5 needs Jool 4.1.11 or newer");
    gateway.box.module->kernel_release = "7.2.0";
    EXPECT_THAT(gateway.findings()[0].evidence, HasSubstr("the newest that one does is 6.18"));
}

TEST(CheckModule, LoadedAndGoneFromDisk) {
    Gateway gateway;
    gateway.box.module->disk_path.clear();
    gateway.box.module->disk_version.reset();
    EXPECT_EQ(gateway.ids(), "warning module-missing");
}

TEST(CheckModule, UpgradedOnDisk) {
    Gateway gateway;
    gateway.box.module->disk_version = jool::Version{4, 1, 13, 0};
    ASSERT_EQ(gateway.ids(), "warning module-version-differs");
    EXPECT_THAT(gateway.findings()[0].evidence, HasSubstr("loaded 4.1.9, on disk 4.1.13"));
}

TEST(CheckModule, ReleaseWeDoNotKnow) {
    Gateway gateway;
    gateway.box.module->loaded_version = gateway.box.module->disk_version =
        jool::Version{4, 1, 255, 5};
    EXPECT_EQ(gateway.ids(), "problem module-version-unknown");
}

TEST(CheckModule, NextBootMayLackIt) {
    Gateway gateway;
    gateway.box.module->kernels_lacking_module = {"6.12.9-amd64"};
    ASSERT_EQ(gateway.ids(), "warning module-missing-for-other-kernel");
    EXPECT_THAT(gateway.findings()[0].evidence, HasSubstr("needs Jool 4.1.13 or newer"));
}

TEST(CheckModule, SecureBootMattersUntilItIsLoaded) {
    Gateway gateway;
    gateway.box.module->is_secure_boot = true;
    EXPECT_EQ(gateway.ids(), "");
    unload(gateway);
    EXPECT_EQ(gateway.ids(), "problem module-not-loaded, problem secure-boot");
}

TEST(CheckService, DebiansServiceCompetes) {
    Gateway gateway;
    gateway.box.module->is_jool_service_enabled = true;
    EXPECT_EQ(gateway.ids(), "warning jool-service");
}

}  // namespace
}  // namespace gate64::nat64ctl::doctor::test
