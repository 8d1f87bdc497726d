// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/unit/nat64ctl/doctor/kit.h"

namespace gate64::nat64ctl::doctor::test {
namespace {

using ::testing::HasSubstr;

TEST(CheckExhaustion, Counters) {
    const std::pair<const char*, const char*> counters[] = {
        {"JSTAT_UNKNOWN", "warning ports-exhausted-tcp"},
        {"JSTAT_BIB6_NOT_FOUND", "warning ports-exhausted-udp"},
        {"JSTAT_MASK_DOMAIN_NOT_FOUND", "warning pool4-no-domain"},
    };
    for (const auto& [counter, id] : counters) {
        Gateway gateway;
        gateway.set_counter(counter, 12);
        ASSERT_EQ(gateway.ids(), id);
        EXPECT_EQ(gateway.findings()[0].evidence,
                  "12 packets since the counters started, of 1000 received from clients");
    }
}

TEST(CheckExhaustion, Usage) {
    // Three protocols with 4,536 ports: 13,608.
    Gateway gateway;
    gateway.set_counter("JSTAT_BIB_ENTRIES", 10886);
    EXPECT_EQ(gateway.ids(), "");
    gateway.set_counter("JSTAT_BIB_ENTRIES", 10887);
    ASSERT_EQ(gateway.ids(), "warning ports-nearly-exhausted");
    EXPECT_THAT(gateway.findings()[0].evidence, HasSubstr("10887 of 13608 ports"));
    gateway.set_counter("JSTAT_BIB_ENTRIES", 12928);
    EXPECT_EQ(gateway.ids(), "problem ports-nearly-exhausted");
}

TEST(CheckExhaustion, GaugesBelowZero) {
    Gateway gateway;
    gateway.set_counter("JSTAT_BIB_ENTRIES", static_cast<std::uint64_t>(-3));
    ASSERT_EQ(gateway.ids(), "note gauges-below-zero");
    EXPECT_EQ(gateway.findings()[0].evidence, "bindings -3, sessions 0");
}

TEST(CheckSettings, LeftOn) {
    Gateway gateway;
    gateway.set_global("logging-debug", true);
    gateway.set_global("drop-icmpv6-info", true);
    EXPECT_EQ(gateway.ids(), "warning logging-debug, note drop-icmpv6-info");
}

TEST(CheckSettings, PortsWithoutTheClientsAddress) {
    Gateway gateway;
    gateway.set_global("f-args", std::uint8_t{8});
    EXPECT_EQ(gateway.ids(), "");
    gateway.set_global("f-args", std::uint8_t{3});
    EXPECT_EQ(gateway.ids(), "warning f-args");
}

TEST(CheckGuard, MissingOrOutOfDate) {
    Gateway gateway;
    gateway.wan().own.emplace_back(v4("198.51.100.7"));
    EXPECT_EQ(gateway.ids(), "warning guard-out-of-date");
    gateway.box.firewall->guard.pool6 = "2001:db8::/96";
    gateway.has_file = false;
    EXPECT_EQ(gateway.ids(), "warning guard-out-of-date");
    gateway.box.firewall->guard = {};
    EXPECT_EQ(gateway.ids(), "warning guard-missing");
    gateway.has_file = true;
    gateway.wanted.guard = false;
    EXPECT_EQ(gateway.ids(), "");
}

}  // namespace
}  // namespace gate64::nat64ctl::doctor::test
