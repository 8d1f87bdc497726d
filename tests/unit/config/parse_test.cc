// SPDX-License-Identifier: Apache-2.0
#include "shared/config/parse.h"

#include <gtest/gtest.h>

#include "shared/config/model.h"

namespace gate64::config {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Config parsed(std::string_view text) {
    auto config = parse(text, "f");
    EXPECT_TRUE(config) << to_text(config.error());
    return config ? std::move(*config) : Config();
}

net::Ipv4Address v4(std::string_view text) {
    return net::Ipv4Address::parse(text).value();
}

net::Ipv6Prefix prefix6(std::string_view text) {
    return net::Ipv6Prefix::parse(text).value();
}

TEST(Parse, NothingIsTheDefaults) {
    for (const auto* text : {"", "# only this\n", "[dns64d]\n[cache]\n", "upstream = []\n",
                             "\xEF\xBB\xBF# byte order mark\r\n[cache]\r\n"}) {
        const Config config = parsed(text);
        EXPECT_EQ(config, Config()) << text;
        EXPECT_FALSE(config.nat64) << text;
    }
    const Config config;
    ASSERT_EQ(config.dns64d.listen.size(), 2U);
    EXPECT_EQ(config.dns64d.listen[0].value.text(), "[::]:53");
    EXPECT_EQ(config.dns64d.listen[1].value.text(), "0.0.0.0:53");
    EXPECT_FALSE(config.dns64d.allow);
    EXPECT_EQ(config.dns64d.metrics.value().text(), "127.0.0.1:9464");
    EXPECT_TRUE(config.dns64.empty());
}

TEST(Parse, TheServer) {
    const Config config = parsed(R"(
[dns64d]
listen = ["127.0.0.1:5300", "::1", "[fe80::1%2]:5300", "192.0.2.1"]
shards = 4
allow = ["!192.0.2.7", "192.0.2.0/24", "2001:db8::/32", "none"]
user = ""
control = ""
metrics = ""
log_level = "debug"
edns_size = 512
tcp_idle_timeout = "1500ms"
tcp_message_timeout = "2s"
tcp_clients_max = 10
tcp_per_client_max = 2
max_in_flight = 1000
per_client_in_flight = 10
per_zone_in_flight = 20
)");
    const Dns64d& dns64d = config.dns64d;
    ASSERT_EQ(dns64d.listen.size(), 4U);
    EXPECT_EQ(dns64d.listen[0].value.text(), "127.0.0.1:5300");
    EXPECT_EQ(dns64d.listen[1].value.text(), "[::1]:53");
    EXPECT_EQ(dns64d.listen[2].value.scope_id, 2U);
    EXPECT_EQ(dns64d.listen[3].pos.line, 3U);
    EXPECT_EQ(dns64d.listen[3].pos.col, 56U);
    EXPECT_EQ(dns64d.shards, 4U);
    ASSERT_TRUE(dns64d.allow);
    ASSERT_EQ(dns64d.allow->size(), 4U);
    EXPECT_FALSE((*dns64d.allow)[0].allow);
    EXPECT_EQ((*dns64d.allow)[1].text(), "192.0.2.0/24");
    EXPECT_EQ(dns64d.user, "");
    EXPECT_EQ(dns64d.control, "");
    EXPECT_FALSE(dns64d.metrics);
    EXPECT_EQ(dns64d.log_level, LogLevel::debug);
    EXPECT_EQ(dns64d.edns_size, 512);
    EXPECT_EQ(dns64d.tcp_idle_timeout, milliseconds(1500));
    EXPECT_EQ(dns64d.tcp_message_timeout, milliseconds(2000));
    EXPECT_EQ(dns64d.tcp_clients_max, 10U);
    EXPECT_EQ(dns64d.tcp_per_client_max, 2U);
    EXPECT_EQ(dns64d.max_in_flight, 1000U);
    EXPECT_EQ(dns64d.per_client_in_flight, 10U);
    EXPECT_EQ(dns64d.per_zone_in_flight, 20U);
}

TEST(Parse, TheCache) {
    const Config config = parsed(
        "[cache]\nsize = \"1GiB\"\nmax_ttl = \"2h\"\nnegative_max_ttl = \"90s\"\n"
        "serve_stale = \"0s\"\nprefetch = false\n");
    EXPECT_EQ(config.cache.size, std::uint64_t{1} << 30);
    EXPECT_EQ(config.cache.max_ttl, seconds(7200));
    EXPECT_EQ(config.cache.negative_max_ttl, seconds(90));
    EXPECT_EQ(config.cache.serve_stale, seconds(0));
    EXPECT_FALSE(config.cache.prefetch);
}

TEST(Parse, Upstreams) {
    const Config config = parsed(R"(
[[upstream]]
servers = ["192.0.2.53", "[2001:db8::53]:5353"]
[[upstream]]
zone = "Corp.Example"
servers = ["192.0.2.54"]
trust_ad = true
edns_size = 4096
)");
    ASSERT_EQ(config.upstreams.size(), 2U);
    EXPECT_EQ(config.upstreams[0].servers[0].value.text(), "192.0.2.53:53");
    EXPECT_EQ(config.upstreams[0].servers[1].value.text(), "[2001:db8::53]:5353");
    EXPECT_FALSE(config.upstreams[0].zone);
    EXPECT_FALSE(config.upstreams[0].edns_size);
    EXPECT_EQ(config.upstreams[1].zone.value().name.text(), "Corp.Example.");
    EXPECT_TRUE(config.upstreams[1].trust_ad);
    EXPECT_EQ(config.upstreams[1].edns_size, 4096);
    EXPECT_EQ(config.upstreams[1].pos.line, 4U);
}

TEST(Parse, ABlockWithoutServersIsResolvConf) {
    const Config config = parsed("[[upstream]]\ntrust_ad = true\n");
    ASSERT_EQ(config.upstreams.size(), 1U);
    EXPECT_TRUE(config.upstreams[0].servers.empty());
    EXPECT_TRUE(config.upstreams[0].trust_ad);
}

TEST(Parse, Policies) {
    const Config config = parsed(R"(
[[dns64]]
[[dns64]]
prefix = "2001:db8:64::/64"
suffix = "::1"
clients = ["!192.0.2.0/24", "any"]
mapped = ["!10.0.0.0/8", "any"]
exclude = ["2001:db8:1::/48", "!any"]
break_dnssec = true
recursive_only = true
special_use = "private"
own_addresses = "allow"
ipv4only_ttl = "10m"
on_error = "fail"
error_ttl = "5s"
parallel = false
)");
    ASSERT_EQ(config.dns64.size(), 2U);
    const Dns64& plain = config.dns64[0];
    EXPECT_TRUE(plain.pref64.is_well_known());
    EXPECT_TRUE(plain.clients.at(0).any);
    EXPECT_EQ(plain.exclude.at(0).prefix.v6(), prefix6("::ffff:0:0/96"));
    const Dns64& policy = config.dns64[1];
    EXPECT_EQ(policy.pref64.text(), "2001:db8:64::/64");
    EXPECT_EQ(policy.pref64.suffix().text(), "::1");
    EXPECT_EQ(policy.clients.size(), 2U);
    EXPECT_EQ(policy.mapped.at(0).prefix.text(), "10.0.0.0/8");
    EXPECT_FALSE(policy.mapped.at(0).allow);
    EXPECT_FALSE(policy.exclude.at(1).allow);
    EXPECT_TRUE(policy.break_dnssec && policy.recursive_only && !policy.parallel);
    EXPECT_EQ(policy.special_use, SpecialUse::private_use);
    EXPECT_EQ(policy.own_addresses, OwnAddresses::allow);
    EXPECT_EQ(policy.ipv4only_ttl, seconds(600));
    EXPECT_EQ(policy.on_error, OnError::fail);
    EXPECT_EQ(policy.error_ttl, seconds(5));
}

TEST(Parse, EveryPrefixLength) {
    for (const auto* text : {"2001:db8::/32", "2001:db8:4000::/40", "2001:db8:48::/48",
                             "2001:db8:56:5600::/56", "2001:db8:64:6464::/64", "2001:db8:96::/96",
                             "64:ff9b::/96", "64:ff9b:1:fffe::/96", "64:ff9b:1::/48"}) {
        const Config config = parsed("[[dns64]]\nprefix = \"" + std::string(text) + "\"\n");
        EXPECT_EQ(config.dns64.at(0).pref64.text(), text);
    }
}

TEST(Parse, NamesAndLocals) {
    const Config config = parsed(R"(
name = [{zone = "legacy.example", dns64 = "never"}, {zone = ".", dns64 = "always"}]
[[local]]
name = "printer.lan"
a = ["192.0.2.10", "192.0.2.11"]
aaaa = ["2001:db8::10"]
ttl = "1m"
[[local]]
file = "/etc/gate64/lan.zone"
)");
    ASSERT_EQ(config.names.size(), 2U);
    EXPECT_EQ(config.names[0].dns64, NamePolicy::never);
    EXPECT_EQ(config.names[1].dns64, NamePolicy::always);
    EXPECT_TRUE(config.names[1].zone.name.view().is_root());
    ASSERT_EQ(config.locals.size(), 2U);
    EXPECT_EQ(config.locals[0].a.at(1), v4("192.0.2.11"));
    EXPECT_EQ(config.locals[0].aaaa.size(), 1U);
    EXPECT_EQ(config.locals[0].ttl, seconds(60));
    EXPECT_FALSE(config.locals[1].name);
    EXPECT_EQ(config.locals[1].file.value().value, "/etc/gate64/lan.zone");
    EXPECT_EQ(config.locals[1].file.value().pos.line, 9U);
}

TEST(Parse, TheTranslator) {
    const Config config = parsed(R"(
[[dns64]]
[nat64]
instance = "edge-1"
framework = "iptables"
tune = false
guard = false
[[nat64.pool4]]
address = "192.0.2.1"
[[nat64.pool4]]
address = "198.51.100.0/24"
ports = "1024-4095"
protocols = ["udp"]
mark = 7
[[nat64.bib]]
protocol = "tcp"
ipv6 = "[2001:db8::80]:443"
ipv4 = "192.0.2.1:443"
[nat64.settings]
udp-timeout = "5m"
logging-bib = true
f-args = 8
mtu-plateaus = [1500, 1280]
)");
    ASSERT_TRUE(config.nat64);
    const Nat64& nat64 = *config.nat64;
    EXPECT_EQ(nat64.instance, "edge-1");
    EXPECT_EQ(nat64.framework, Framework::iptables);
    EXPECT_FALSE(nat64.tune);
    EXPECT_FALSE(nat64.guard);
    EXPECT_EQ(nat64.pool6.value().value, prefix6("64:ff9b::/96"));
    ASSERT_EQ(nat64.pool4.size(), 2U);
    EXPECT_EQ(nat64.pool4[0].ports, (PortRange{61000, 65535}));
    EXPECT_TRUE(nat64.pool4[0].serves(Protocol::icmp));
    EXPECT_EQ(nat64.pool4[1].address.value.text(), "198.51.100.0/24");
    EXPECT_EQ(nat64.pool4[1].ports, (PortRange{1024, 4095}));
    EXPECT_FALSE(nat64.pool4[1].serves(Protocol::tcp));
    EXPECT_EQ(nat64.pool4[1].mark, 7U);
    ASSERT_EQ(nat64.bib.size(), 1U);
    EXPECT_EQ(nat64.bib[0].ipv6.value.text(), "[2001:db8::80]:443");
    ASSERT_EQ(nat64.settings.size(), 4U);
    EXPECT_EQ(nat64.settings[0].name, "udp-timeout");
    EXPECT_EQ(std::get<std::uint32_t>(nat64.settings[0].value), 300'000U);
    EXPECT_TRUE(std::get<bool>(nat64.settings[1].value));
    EXPECT_EQ(std::get<std::uint32_t>(nat64.settings[2].value), 8U);
    EXPECT_EQ(std::get<std::vector<std::uint16_t>>(nat64.settings[3].value).size(), 2U);
}

TEST(Parse, ATranslatorAloneNamesItsPrefix) {
    const Config config = parsed("[nat64]\npool6 = \"2001:db8:64::/96\"\n");
    EXPECT_EQ(config.nat64.value().pool6.value().value, prefix6("2001:db8:64::/96"));
    const Config two = parsed(
        "[[dns64]]\n[[dns64]]\nprefix = \"2001:db8:64::/96\"\n"
        "[nat64]\npool6 = \"2001:db8:64::/96\"\n");
    EXPECT_EQ(two.nat64.value().pool6.value().value, prefix6("2001:db8:64::/96"));
}

TEST(Parse, SectionsNestedByDottedKeys) {
    const Config config = parsed("nat64.pool6 = \"64:ff9b::/96\"\nnat64.settings.tos = 3\n");
    EXPECT_EQ(config.nat64.value().settings.at(0).name, "tos");
}

TEST(ChangedAtStartOnly, NamesOnlyThose) {
    const Config before = parsed("[dns64d]\nlisten = [\"127.0.0.1:53\"]\n");
    EXPECT_TRUE(changed_at_start_only(before, before).empty());
    const Config moved = parsed("\n\n[dns64d]\n\nlisten = [\"127.0.0.1:53\"]\n");
    EXPECT_EQ(before, moved);
    const Config other = parsed(
        "[dns64d]\nlisten = [\"127.0.0.2:53\"]\nshards = 2\nuser = \"\"\nlog_level = \"error\"\n"
        "[cache]\nsize = \"1MiB\"\nmax_ttl = \"1s\"\n[[dns64]]\n[nat64]\n");
    EXPECT_EQ(changed_at_start_only(before, other),
              (std::vector<std::string>{"dns64d.shards", "dns64d.user", "cache.size"}));
}

}  // namespace
}  // namespace gate64::config
