// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/model/guard_spec.h"

#include <gtest/gtest.h>

#include <set>

namespace gate64::nat64ctl::model {
namespace {

net::Ipv4Address v4(std::uint32_t value) {
    return net::Ipv4Address(value);
}

TEST(GuardSpec, FingerprintStaysTheSame) {
    // Guards that are installed carry it: a change here must come with a change of the rules.
    GuardSpec spec;
    spec.pool6 = net::Ipv6Prefix::parse("64:ff9b::/96").value();
    EXPECT_EQ(fingerprint_of(spec), "21b7f23036c68113");
}

TEST(GuardSpec, EveryPartChangesTheFingerprint) {
    std::vector<GuardSpec> specs(6);
    specs[1].pool6 = net::Ipv6Prefix::parse("64:ff9b::/96").value();
    specs[2].denied = {{v4(1), v4(2)}};
    specs[3].own = {v4(1), v4(2)};
    specs[4].hairpin = {{jool::Protocol::tcp, v4(1), 1, 2}};
    specs[5].hairpin = {{jool::Protocol::udp, v4(1), 1, 2}};
    std::set<std::string> fingerprints;
    for (const GuardSpec& spec : specs)
        fingerprints.insert(fingerprint_of(spec));
    EXPECT_EQ(fingerprints.size(), specs.size());
}

}  // namespace
}  // namespace gate64::nat64ctl::model
