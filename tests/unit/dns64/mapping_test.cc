// SPDX-License-Identifier: Apache-2.0
// Which IPv4 addresses may be mapped: `mapped`, the special-purpose table, the gateway's own.
#include <gtest/gtest.h>

#include "shared/net/special_purpose.h"
#include "tests/unit/dns64/kit.h"

namespace gate64::dns64d::dns64::test {
namespace {

using model::SpecialUse;

constexpr auto empty = "nodata; !example. 900 SOA 60";

/// First and last address of every block that must not be reached, as the registry lists them.
struct Block {
    std::string_view first, last;
    bool is_private = false;
};
constexpr Block blocks[] = {
    {"0.0.0.0", "0.255.255.255"},
    {"0.0.0.1", "0.0.0.255"},
    {"10.0.0.0", "10.255.255.255", true},
    {"10.128.0.0", "10.128.255.255", true},
    {"100.64.0.0", "100.127.255.255", true},
    {"100.100.0.0", "100.100.255.255", true},
    {"127.0.0.0", "127.255.255.255"},
    {"127.0.0.1", "127.0.0.53"},
    {"169.254.0.0", "169.254.255.255"},
    {"169.254.169.254", "169.254.170.2"},
    {"172.16.0.0", "172.31.255.255", true},
    {"172.20.0.0", "172.20.255.255", true},
    {"192.0.0.0", "192.0.0.255"},
    {"192.0.0.0", "192.0.0.7"},
    {"192.0.0.8", "192.0.0.11"},
    {"192.0.0.170", "192.0.0.171"},
    {"192.88.99.0", "192.88.99.255"},
    {"192.168.0.0", "192.168.255.255", true},
    {"192.168.1.1", "192.168.178.1", true},
    {"198.18.0.0", "198.19.255.255"},
    {"198.18.128.0", "198.19.0.0"},
    {"224.0.0.0", "239.255.255.255"},
    {"224.0.0.1", "224.0.0.251"},
    {"232.0.0.0", "232.255.255.255"},
    {"233.252.0.0", "233.252.0.255"},
    {"239.0.0.0", "239.255.255.250"},
    {"240.0.0.0", "255.255.255.254"},
    {"255.255.255.255", "255.255.255.255"},
};
constexpr std::string_view prefixes[] = {"2001:db8::/32",         "2001:db8:4000::/40",
                                         "2001:db8:48::/48",      "2001:db8:56:5600::/56",
                                         "2001:db8:64:6464::/64", "64:ff9b::/96"};

std::string answer_with(std::string_view address) {
    return "answer; www.example. 60 A " + std::string(address);
}

TEST(SpecialUse, NothingSpecialIsSynthesizedUnderAnyPrefixLength) {
    for (const std::string_view prefix : prefixes) {
        const Env env({policy(prefix)});
        for (const Block& block : blocks) {
            for (const std::string_view address : {block.first, block.last}) {
                EXPECT_EQ(answer_text(env, {}, {empty, answer_with(address)}),
                          "NOERROR all_special_use ede=17 ttl=60; !example. 60 SOA 60")
                    << address << " in " << prefix;
            }
        }
    }
}

TEST(SpecialUse, MixedSetsKeepTheGlobalOnes) {
    for (const std::string_view prefix : prefixes) {
        const Env env({policy(prefix)});
        const std::string good = env.settings.policies[0].pref64.embed(v4("198.51.100.7")).text();
        for (const Block& block : blocks) {
            const std::string mixed = answer_with(block.first) +
                                      "; www.example. 60 A 198.51.100.7" + "; www.example. 60 A " +
                                      std::string(block.last);
            EXPECT_EQ(answer_text(env, {}, {empty, mixed}),
                      "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA " + good)
                << block.first;
        }
    }
}

TEST(SpecialUse, PrivateMeansPrivateOnly) {
    model::Dns64Policy lax = policy("64:ff9b::/96");
    lax.special_use = SpecialUse::allow_private;
    const Env env({lax});
    for (const Block& block : blocks) {
        for (const std::string_view address : {block.first, block.last}) {
            EXPECT_EQ(may_map(env.settings, env.settings.policies[0], v4(address)),
                      block.is_private ? Mapping::allowed : Mapping::special_use)
                << address;
        }
    }
}

TEST(SpecialUse, AllowAllowsEverything) {
    model::Dns64Policy lax = policy("64:ff9b::/96");
    lax.special_use = SpecialUse::allow;
    const Env env({lax});
    for (const Block& block : blocks) {
        EXPECT_EQ(may_map(env.settings, lax, v4(block.first)), Mapping::allowed) << block.first;
        EXPECT_EQ(may_map(env.settings, lax, v4(block.last)), Mapping::allowed) << block.last;
    }
}

TEST(SpecialUse, NeighboursAndExceptionsAreGlobal) {
    const Env env = one_policy();
    for (const std::string_view address :
         {"1.0.0.0",      "9.255.255.255",   "11.0.0.0",    "100.63.255.255",
          "100.128.0.0",  "126.255.255.255", "128.0.0.0",   "169.253.255.255",
          "169.255.0.0",  "172.15.255.255",  "172.32.0.0",  "191.255.255.255",
          "192.0.1.0",    "192.0.0.9",       "192.0.0.10",  "192.88.98.255",
          "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
          "198.20.0.0",   "223.255.255.255", "192.0.2.1",   "198.51.100.1",
          "203.0.113.2",  "8.8.8.8"}) {
        EXPECT_EQ(may_map(env.settings, env.settings.policies[0], v4(address)), Mapping::allowed)
            << address;
    }
}

TEST(SpecialUse, EveryBlockOfTheTableIsCovered) {
    const Env env = one_policy();
    for (const net::SpecialPurposeBlock& block : net::special_purpose_blocks()) {
        EXPECT_EQ(may_map(env.settings, env.settings.policies[0], block.prefix.first()),
                  Mapping::special_use)
            << block.name;
        EXPECT_EQ(may_map(env.settings, env.settings.policies[0], block.prefix.last()),
                  Mapping::special_use)
            << block.name;
    }
}

TEST(Mapped, OrderedListDecidesFirst) {
    model::Dns64Policy picky = policy("64:ff9b::/96");
    picky.mapped = acl({"!198.51.100.0/24", "any"});
    const Env env({picky});
    EXPECT_EQ(answer_text(env, {}, {empty, answer_with("198.51.100.7")}),
              "NOERROR all_unmapped ede=17 ttl=60; !example. 60 SOA 60");
    EXPECT_EQ(answer_text(env, {}, {empty, answer_with("192.0.2.33")}),
              "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 64:ff9b::c000:221");
    // Unmapped comes before special-use where both are true.
    picky.mapped = acl({"!10.0.0.0/8", "any"});
    EXPECT_EQ(answer_text(Env({picky}), {}, {empty, answer_with("10.0.0.1")}),
              "NOERROR all_unmapped ede=17 ttl=60; !example. 60 SOA 60");
    picky.mapped = net::Acl();
    EXPECT_EQ(may_map(env.settings, picky, v4("192.0.2.33")), Mapping::unmapped);
}

TEST(Mapped, RangesNamedThereMayBeSpecial) {
    model::Dns64Policy named = policy("64:ff9b::/96");
    named.mapped = acl({"10.1.0.0/16", "any"});
    named.mapped_named = acl({"10.1.0.0/16"});
    const Env env({named});
    EXPECT_EQ(may_map(env.settings, named, v4("10.1.2.3")), Mapping::allowed);
    EXPECT_EQ(may_map(env.settings, named, v4("10.2.2.3")), Mapping::special_use);
    EXPECT_EQ(may_map(env.settings, named, v4("192.168.1.1")), Mapping::special_use);
}

TEST(Mapped, EachRangeItsPrefix) {
    model::Dns64Policy inside = policy("2001:db8:96::/96");
    inside.mapped = acl({"10.0.0.0/8"});
    inside.mapped_named = acl({"10.0.0.0/8"});
    model::Dns64Policy outside = policy("64:ff9b::/96");
    outside.mapped = acl({"!10.0.0.0/8", "any"});
    const Env env({inside, outside});
    EXPECT_EQ(
        answer_text(env, {},
                    {empty, "answer; www.example. 60 A 10.0.0.1; www.example. 60 A 192.0.2.33"}),
        "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 2001:db8:96::a00:1; "
        "www.example. 60 AAAA 64:ff9b::c000:221");
    EXPECT_EQ(answer_text(env, {}, {empty, answer_with("192.168.0.1")}),
              "NOERROR all_unmapped ede=17 ttl=60; !example. 60 SOA 60");
}

TEST(OwnAddresses, AreNotMappedUnlessAllowed) {
    const Env env = one_policy();
    EXPECT_EQ(answer_text(env, {}, {empty, answer_with("203.0.113.1")}),
              "NOERROR all_own ede=17 ttl=60; !example. 60 SOA 60");
    EXPECT_EQ(answer_text(env, {},
                          {empty, answer_with("203.0.113.1") + "; www.example. 60 A 203.0.113.2"}),
              "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 64:ff9b::cb00:7102");
    model::Dns64Policy open = policy("64:ff9b::/96");
    open.own_addresses_allowed = true;
    EXPECT_EQ(may_map(env.settings, open, v4("203.0.113.1")), Mapping::allowed);
    // Naming a range in `mapped` is about special use, not about ourselves.
    model::Dns64Policy named = policy("64:ff9b::/96");
    named.mapped_named = acl({"203.0.113.0/24"});
    EXPECT_EQ(may_map(env.settings, named, v4("203.0.113.1")), Mapping::own_address);
}

TEST(Refusals, TheFirstAddressGivesTheReason) {
    const Env env = one_policy();
    EXPECT_EQ(
        answer_text(env, {},
                    {empty, "answer; www.example. 60 A 203.0.113.1; www.example. 60 A 10.0.0.1"}),
        "NOERROR all_own ede=17 ttl=60; !example. 60 SOA 60");
    EXPECT_EQ(
        answer_text(env, {},
                    {empty, "answer; www.example. 60 A 10.0.0.1; www.example. 60 A 203.0.113.1"}),
        "NOERROR all_special_use ede=17 ttl=60; !example. 60 SOA 60");
}

TEST(Refusals, TheDenialOfAaaaStandsWithItsChain) {
    const Env env = one_policy();
    EXPECT_EQ(answer_text(env, {},
                          {"nodata; www.example. 80 CNAME x.example.; !example. 900 SOA 60",
                           "answer; www.example. 80 CNAME y.example.; y.example. 60 A 10.0.0.1"}),
              "NOERROR all_special_use ede=17 ttl=60; www.example. 80 CNAME x.example.; !example. "
              "60 SOA 60");
    EXPECT_EQ(answer_text(env, {},
                          {"answer; www.example. 80 AAAA 64:ff9b::a00:1", answer_with("10.0.0.1")}),
              "NOERROR all_special_use ede=17 ttl=86400");
    EXPECT_EQ(answer_text(env, {.flags = "ad"},
                          {"nodata secure; !example. 900 SOA 60", answer_with("10.0.0.1")}),
              "NOERROR all_special_use ede=17 ttl=60; !example. 60 SOA 60");
}

}  // namespace
}  // namespace gate64::dns64d::dns64::test
