// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/settings_builder.h"

#include <gtest/gtest.h>

namespace gate64::dns64d::process {
namespace {

using SettingsPtr = std::shared_ptr<const model::Settings>;

HostFacts some_host() {
    HostFacts facts;
    facts.addresses = {*net::IpAddress::parse("127.0.0.1"), *net::IpAddress::parse("203.0.113.5")};
    facts.networks = {*net::IpPrefix::parse("203.0.113.0/24")};
    facts.resolv_servers = {net::Endpoint{*net::IpAddress::parse("127.0.0.1"), 53, 0},
                            net::Endpoint{*net::IpAddress::parse("203.0.113.53"), 53, 0}};
    return facts;
}

std::expected<SettingsPtr, config::Diagnostics> build(const std::string& text) {
    const auto config = config::parse(text, "test.toml");
    if (!config) return std::unexpected(config.error());
    const HostFacts facts = some_host();
    const FileReader reader = [](const std::string& path) -> base::Result<std::string> {
        if (path == "/zones/good") return "host 60 A 192.0.2.1\n";
        if (path == "/zones/bad") return "host 60 A x\n";
        return base::fail("No such file");
    };
    return build_settings(
        {.config = *config, .facts = facts, .read_file = reader, .filename = "test.toml"});
}

bool may_ask(const SettingsPtr& settings, std::string_view client) {
    return settings->clients.find(*net::IpAddress::parse(client)).allowed;
}

TEST(SettingsBuilder, WithoutAllowLoopbackAndConnectedNetworksMayAsk) {
    const auto settings = build("");
    ASSERT_TRUE(settings);
    EXPECT_TRUE(may_ask(*settings, "127.1.2.3"));
    EXPECT_TRUE(may_ask(*settings, "::1"));
    EXPECT_TRUE(may_ask(*settings, "203.0.113.77"));
    EXPECT_FALSE(may_ask(*settings, "198.51.100.1"));
    EXPECT_FALSE(may_ask(*settings, "2001:db8::1"));
}

TEST(SettingsBuilder, WithoutUpstreamTheHostsResolversServeExceptOurselves) {
    const auto settings = build("[dns64d]\nlisten = [\"0.0.0.0:53\"]\n");
    ASSERT_TRUE(settings);
    const model::UpstreamSet* set = (*settings)->upstream_for(*dns::Name::parse("any.example"));
    ASSERT_NE(set, nullptr);
    ASSERT_EQ(set->servers.size(), 1U);
    EXPECT_EQ(set->servers[0].text(), "203.0.113.53:53");
}

TEST(SettingsBuilder, AChangedServerSetChangesItsKeyAndAnEqualOneKeepsIt) {
    const std::string set = "[[upstream]]\nservers = [\"192.0.2.53\"]\n";
    const auto key = [](const std::string& text) { return build(text).value()->upstreams[0].key; };
    EXPECT_EQ(key(set), key("[cache]\nsize = \"64MiB\"\n" + set));
    EXPECT_NE(key(set), key("[[upstream]]\nservers = [\"192.0.2.54\"]\n"));
    EXPECT_NE(key(set), key(set + "trust_ad = true\n"));
}

TEST(SettingsBuilder, LoopbackServersAreAskedWithMoreRoom) {
    const auto size = [](const std::string& text) {
        return build("[[upstream]]\n" + text).value()->upstreams[0].edns_size;
    };
    EXPECT_EQ(size("servers = [\"127.0.0.1:5301\"]"), 4096);
    EXPECT_EQ(size("servers = [\"192.0.2.1\"]"), 1232);
    EXPECT_EQ(size("servers = [\"127.0.0.1:5301\", \"192.0.2.1\"]"), 1232);
    EXPECT_EQ(size("servers = [\"127.0.0.1:5301\"]\nedns_size = 1000"), 1000);
}

TEST(SettingsBuilder, EveryPolicyExcludesEveryPrefixTheWellKnownOneAmongThem) {
    const auto settings = build(
        "[[dns64]]\nprefix = \"2001:db8:64::/96\"\nexclude = [\"none\"]\n"
        "[[dns64]]\nprefix = \"2001:db8:65::/96\"\n");
    ASSERT_TRUE(settings);
    for (const model::Dns64Policy& policy : (*settings)->policies) {
        for (const auto* inside : {"2001:db8:64::1", "2001:db8:65::1", "64:ff9b::1"}) {
            EXPECT_TRUE(policy.exclude.allows(*net::IpAddress::parse(inside))) << inside;
        }
        EXPECT_FALSE(policy.exclude.allows(*net::IpAddress::parse("2001:db8:66::1")));
    }
    const net::IpAddress mapped(net::Ipv6Address::mapped(net::Ipv4Address(0xC0000201)));
    EXPECT_FALSE((*settings)->policies[0].exclude.allows(mapped));
    EXPECT_TRUE((*settings)->policies[1].exclude.allows(mapped));
}

TEST(SettingsBuilder, MappedNamesOnlyWhatItSpellsOut) {
    const auto settings =
        build("[[dns64]]\nmapped = [\"!10.1.0.0/16\", \"10.0.0.0/8\", \"0.0.0.0/0\"]\n");
    ASSERT_TRUE(settings);
    const net::Acl& named = (*settings)->policies[0].mapped_named;
    EXPECT_TRUE(named.allows(*net::IpAddress::parse("10.2.0.1")));
    EXPECT_FALSE(named.allows(*net::IpAddress::parse("10.1.0.1")));
    EXPECT_FALSE(named.allows(*net::IpAddress::parse("192.168.0.1")));
}

TEST(SettingsBuilder, OwnAddressesAreThoseOfTheHostAndPool4) {
    const auto settings = build(
        "[[dns64]]\n[nat64]\n[[nat64.pool4]]\naddress = \"192.0.2.64\"\nports = \"61000-65535\"\n");
    ASSERT_TRUE(settings);
    const net::Acl& own = (*settings)->own_addresses;
    EXPECT_TRUE(own.allows(*net::IpAddress::parse("203.0.113.5")));
    EXPECT_TRUE(own.allows(*net::IpAddress::parse("192.0.2.64")));
    EXPECT_FALSE(own.allows(*net::IpAddress::parse("192.0.2.65")));
}

TEST(SettingsBuilder, BuiltInZonesGiveWayToTheOperators) {
    const std::string reverse = "10.in-addr.arpa";
    EXPECT_TRUE(build("").value()->local.covers(*dns::Name::parse("1." + reverse)));
    const auto served =
        build("[[upstream]]\nservers = [\"192.0.2.53\"]\nzone = \"" + reverse + "\"\n");
    ASSERT_TRUE(served);
    EXPECT_FALSE((*served)->local.covers(*dns::Name::parse("1." + reverse)));
}

TEST(SettingsBuilder, AllZoneFilesThatDoNotLoadAreNamedWithTheirPlace) {
    const auto settings = build(
        "[[local]]\nname = \"a\"\nfile = \"/zones/bad\"\n"
        "[[local]]\nname = \"b\"\nfile = \"/zones/good\"\n"
        "[[local]]\nname = \"c\"\nfile = \"/zones/none\"\n");
    ASSERT_FALSE(settings);
    ASSERT_EQ(settings.error().size(), 2U);
    EXPECT_EQ(settings.error()[0].line, 3U);
    EXPECT_EQ(settings.error()[1].line, 9U);
    EXPECT_NE(settings.error()[1].message.find("/zones/none"), std::string::npos);
}

}  // namespace
}  // namespace gate64::dns64d::process
