// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/sysctl.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "nat64ctl/system/sysctl_file.h"
#include "tests/unit/nat64ctl/system/kit.h"

namespace gate64::nat64ctl::system {
namespace {

TEST(Sysctl, KeysThatLeaveTheTreeAreRefused) {
    EXPECT_TRUE(is_sysctl_key("net.ipv4.ip_local_port_range"));
    EXPECT_TRUE(is_sysctl_key("net.ipv6.conf.eth0/100.accept_ra"));
    for (const char* key : {"", "net", ".net", "net.", "net..ipv4", "net.//.x", "net./.x",
                            "net.ipv4 x", "net.\x01", "../net.x"}) {
        EXPECT_FALSE(is_sysctl_key(key)) << key;
        EXPECT_EQ(read_sysctl(key).error().errno_value, EINVAL) << key;
        EXPECT_EQ(write_sysctl(key, "1").error().errno_value, EINVAL) << key;
    }
    EXPECT_FALSE(is_sysctl_key("net." + std::string(300, 'a')));
}

TEST(Sysctl, DotsOfAnInterfaceAreNotDotsOfTheKey) {
    EXPECT_EQ(interface_sysctl_key("ipv6", "eth0.100", "accept_ra"),
              "net.ipv6.conf.eth0/100.accept_ra");
    const test::Folder box;
    box.put("/proc/sys/net/ipv6/conf/eth0.100/accept_ra", "2\n");
    EXPECT_EQ(read_sysctl("net.ipv6.conf.eth0/100.accept_ra", box.path()).value(), "2");
}

TEST(Sysctl, WhatWasWrittenIsReadBack) {
    const test::Folder box;
    box.put("/proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    const std::string key = "net.ipv4.ip_local_port_range";
    EXPECT_EQ(read_sysctl(key, box.path()).value(), "32768 60999");
    ASSERT_TRUE(write_sysctl(key, "10000 20000", box.path()));
    EXPECT_EQ(box.read("/proc/sys/net/ipv4/ip_local_port_range"), "10000 20000\n");
    EXPECT_EQ(read_sysctl(key, box.path()).value(), "10000 20000");
}

TEST(Sysctl, ErrorsNameTheSetting) {
    const test::Folder box;
    const auto missing = write_sysctl("net.ipv4.nothing", "1", box.path());
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().errno_value, ENOENT);
    EXPECT_NE(missing.error().message.find("net.ipv4.nothing"), std::string::npos);
    EXPECT_EQ(write_sysctl("net.ipv4.x", "1\n2", box.path()).error().errno_value, EINVAL);
}

TEST(Sysctl, FactsAreReadFromTheTree) {
    const test::Folder box;
    box.put("/proc/sys/net/ipv4/conf/all/forwarding", "1\n");
    box.put("/proc/sys/net/ipv6/conf/all/forwarding", "0\n");
    box.put("/proc/sys/net/ipv4/ip_local_port_range", "1024\t2000\n");
    box.put("/proc/sys/net/ipv4/ip_local_reserved_ports", "1100,1200-1300\n");
    box.put("/proc/sys/net/core/default_qdisc", "fq\n");
    const auto facts = read_sysctl_facts(box.path());
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_TRUE(facts->ipv4_forwarding);
    EXPECT_FALSE(facts->ipv6_forwarding);
    EXPECT_EQ(facts->ephemeral, (model::PortRange{1024, 2000}));
    EXPECT_EQ(facts->reserved, (std::vector<model::PortRange>{{1100, 1100}, {1200, 1300}}));
    EXPECT_EQ(facts->default_qdisc, "fq");
}

TEST(Sysctl, MissingSettingsKeepTheirDefaultsAndOddOnesFail) {
    const test::Folder box;
    EXPECT_EQ(read_sysctl_facts(box.path()).value(), model::SysctlFacts{});
    box.put("/proc/sys/net/ipv4/ip_local_port_range", "what\n");
    EXPECT_FALSE(read_sysctl_facts(box.path()));
}

TEST(Sysctl, AThreadChangesItsOwnNamespaceOnly) {
    const std::string key = "net.ipv4.ip_local_reserved_ports";
    const auto outside = read_sysctl(key);
    const bool is_made = test::in_own_namespace([&] {
        ASSERT_TRUE(write_sysctl(key, "61000-65535,8080"));
        EXPECT_EQ(read_sysctl(key).value(), "8080,61000-65535");
        EXPECT_EQ(read_sysctl_facts().value().reserved.size(), 2U);
        ASSERT_TRUE(write_sysctl(key, ""));
        EXPECT_EQ(read_sysctl(key).value(), "");
        EXPECT_EQ(write_sysctl(key, "70000").error().errno_value, EINVAL);
    });
    if (!is_made) GTEST_SKIP() << "making a network namespace takes root";
    EXPECT_EQ(read_sysctl(key).value(), outside.value());
}

TEST(Sysctl, AListLongerThanAPageIsTakenWhole) {
    // The kernel takes at most a page at a time.
    std::string ports = "1";
    for (int port = 3; port < 6000; port += 2)
        ports += ',' + std::to_string(port);
    ASSERT_GT(ports.size(), 8192U);
    const bool is_made = test::in_own_namespace([&] {
        ASSERT_TRUE(write_sysctl("net.ipv4.ip_local_reserved_ports", ports));
        EXPECT_EQ(read_sysctl("net.ipv4.ip_local_reserved_ports").value(), ports);
    });
    if (!is_made) GTEST_SKIP() << "making a network namespace takes root";
}

TEST(SysctlFile, HoldsWhatWasWritten) {
    const test::Folder box;
    box.put("/etc/empty", "");
    EXPECT_TRUE(read_sysctl_file(box.path()).value().empty());
    const std::vector<SysctlSetting> settings{{"net.ipv4.conf.all.forwarding", "1"},
                                              {"net.ipv4.ip_local_port_range", "10000 20000"}};
    ASSERT_TRUE(write_sysctl_file(settings, box.path()));
    EXPECT_EQ(read_sysctl_file(box.path()).value(), settings);
    EXPECT_EQ(box.read(std::string(sysctl_file_path)), sysctl_file_text(settings));
    EXPECT_TRUE(remove_sysctl_file(box.path()).value());
    EXPECT_FALSE(remove_sysctl_file(box.path()).value());
    ASSERT_TRUE(write_sysctl_file(settings, box.path()));
    ASSERT_TRUE(write_sysctl_file({}, box.path()));
    EXPECT_TRUE(read_sysctl_file(box.path()).value().empty());
}

TEST(SysctlFile, ALineCannotBeSmuggledIn) {
    const test::Folder box;
    const std::vector<SysctlSetting> forged{{"net.ipv4.x", "1\nkernel.core_pattern = x"}};
    EXPECT_FALSE(write_sysctl_file(forged, box.path()));
    const std::vector<SysctlSetting> no_key{{"net ipv4", "1"}};
    EXPECT_FALSE(write_sysctl_file(no_key, box.path()));
}

}  // namespace
}  // namespace gate64::nat64ctl::system
