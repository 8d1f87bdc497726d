// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/target.h"

#include <gtest/gtest.h>

#include "shared/config/parse.h"

namespace gate64::nat64ctl::probe {
namespace {

config::Config with_servers(const std::string& servers) {
    return config::parse("[[upstream]]\nservers = [" + servers + "]\n", "test").value();
}

TEST(DefaultTarget, IsAnUpstreamThatClientsMayReach) {
    const auto target = default_target(
        with_servers(R"("[2001:db8::53]:53", "192.168.1.1", "192.0.2.53")"), std::nullopt);
    ASSERT_TRUE(target);
    EXPECT_EQ(target->text(), "192.0.2.53");
}

TEST(DefaultTarget, ElseTheDefaultGateway) {
    const auto config = with_servers(R"("127.0.0.1:5301")");
    const auto target = default_target(config, net::IpAddress::parse("203.0.113.254"));
    ASSERT_TRUE(target);
    EXPECT_EQ(target->text(), "203.0.113.254");

    const auto none = default_target(config, net::IpAddress::parse("192.168.1.1"));
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("192.168.1.1"), std::string::npos);
    EXPECT_FALSE(default_target(config, net::IpAddress::parse("fe80::1")));
    EXPECT_FALSE(default_target(config, std::nullopt));
}

/// Gives what it was told to, then 1.
class Scripted final : public base::Random {
  public:
    explicit Scripted(std::vector<std::uint64_t> values) : values_(std::move(values)) {}
    std::uint64_t next() noexcept override { return at_ < values_.size() ? values_[at_++] : 1; }

  private:
    std::vector<std::uint64_t> values_;
    std::size_t at_ = 0;
};

TEST(ClientAddress, IsUniqueLocalAndOutsidePool6) {
    Scripted random({0, 0x64, 0, 0, 0, 0, 0, 0, 0, 0x65});
    const auto pool6 = *net::Ipv6Prefix::parse("fd64::/32");
    const net::Ipv6Address address = client_address(random, pool6);
    EXPECT_EQ(address.text(), "fd65:101:101:101::2");
}

}  // namespace
}  // namespace gate64::nat64ctl::probe
