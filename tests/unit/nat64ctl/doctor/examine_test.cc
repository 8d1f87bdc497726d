// SPDX-License-Identifier: Apache-2.0
// A healthy gateway has no findings; each change to it makes exactly the finding it should. So the
// healthy box is the counter-example of every check at once.
#include <cerrno>

#include <gtest/gtest.h>

#include "tests/unit/nat64ctl/doctor/kit.h"

namespace gate64::nat64ctl::doctor::test {
namespace {

TEST(Examine, HealthyGatewayHasNoFindings) {
    EXPECT_EQ(Gateway().ids(), "");
    Gateway iptables;
    iptables.use_iptables();
    EXPECT_EQ(iptables.ids(), "");
    Gateway without_file;
    without_file.has_file = false;
    EXPECT_EQ(without_file.ids(), "");
}

TEST(Examine, WorstComesFirstAndEveryFindingIsWhole) {
    Gateway gateway;
    gateway.set_global("drop-icmpv6-info", true);
    gateway.box.firewall->guard = {};
    gateway.box.sysctl->ipv4_forwarding = false;
    EXPECT_EQ(gateway.ids(),
              "problem forwarding-off-ipv4, warning guard-missing, note drop-icmpv6-info");
    for (const model::Finding& finding : gateway.findings()) {
        EXPECT_FALSE(finding.title.empty()) << finding.id;
        EXPECT_FALSE(finding.cause.empty()) << finding.id;
        EXPECT_FALSE(finding.evidence.empty()) << finding.id;
        EXPECT_FALSE(finding.fix.empty()) << finding.id;
    }
}

TEST(Examine, NothingReadIsNothingClaimed) {
    const base::Error refused{"not permitted", EPERM};
    const model::Box box{std::unexpected(refused), std::unexpected(refused),
                         std::unexpected(refused), std::unexpected(refused),
                         std::unexpected(refused), std::unexpected(refused)};
    const auto findings = examine(box, nullptr);
    ASSERT_EQ(findings.size(), 6U);
    for (const model::Finding& finding : findings) {
        EXPECT_EQ(finding.severity, model::Severity::note);
        EXPECT_TRUE(finding.id.starts_with("unread-")) << finding.id;
        EXPECT_EQ(finding.evidence, "not permitted");
    }
}

}  // namespace
}  // namespace gate64::nat64ctl::doctor::test
