// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/model/translator_facts.h"

#include <gtest/gtest.h>

namespace gate64::nat64ctl::model {
namespace {

TEST(InstanceFacts, Pool6IsTheGlobalThatHoldsAPrefix) {
    InstanceFacts instance;
    EXPECT_EQ(instance.pool6(), std::nullopt);
    instance.globals = {{1, true}, {2, std::monostate()}};
    EXPECT_EQ(instance.pool6(), std::nullopt) << "not set yet";
    const auto prefix = net::Ipv6Prefix::parse("64:ff9b::/96").value();
    instance.globals = {{1, true}, {2, prefix}};
    EXPECT_EQ(instance.pool6(), prefix);
}

}  // namespace
}  // namespace gate64::nat64ctl::model
