// SPDX-License-Identifier: Apache-2.0
#include "shared/net/acl.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <random>

namespace gate64::net {
namespace {

std::vector<AclEntry> entries(std::initializer_list<std::string_view> texts) {
    std::vector<AclEntry> list;
    for (std::string_view text : texts)
        list.push_back(AclEntry::parse(text).value());
    return list;
}

Acl acl(std::initializer_list<std::string_view> texts, AclSubject subject = AclSubject::hosts) {
    return Acl(entries(texts), subject);
}

IpAddress ip(std::string_view text) {
    return *IpAddress::parse(text);
}

TEST(AclEntry, ReadsAndWritesEveryForm) {
    for (const char* text : {"any", "none", "192.0.2.0/24", "!192.0.2.0/24", "2001:db8::/32",
                             "!2001:db8::/32", "0.0.0.0/0", "::/0"})
        EXPECT_EQ(AclEntry::parse(text)->text(), text);
    EXPECT_EQ(AclEntry::parse("!any").value(), AclEntry::parse("none").value());
    EXPECT_EQ(AclEntry::parse("!none").value(), AclEntry::parse("any").value());
    EXPECT_EQ(AclEntry::parse("192.0.2.1")->text(), "192.0.2.1/32");
    for (const char* bad : {"", "!", "!!any", "Any", "all", "192.0.2.1/8", "! 10.0.0.0/8"})
        EXPECT_FALSE(AclEntry::parse(bad).has_value()) << bad;
}

TEST(Acl, EndOfListDenies) {
    EXPECT_FALSE(Acl().allows(ip("192.0.2.1")));
    EXPECT_FALSE(acl({}).allows(ip("::1")));
    EXPECT_FALSE(acl({"192.0.2.0/24"}).allows(ip("192.0.3.0")));
    EXPECT_TRUE(acl({"192.0.2.0/24"}).allows(ip("192.0.2.255")));
    EXPECT_FALSE(acl({"!192.0.2.0/24"}).allows(ip("198.51.100.1")));
}

TEST(Acl, FirstMatchDecides) {
    const Acl narrow_first = acl({"!10.1.0.0/16", "10.0.0.0/8"});
    EXPECT_FALSE(narrow_first.allows(ip("10.1.2.3")));
    EXPECT_TRUE(narrow_first.allows(ip("10.0.255.255")));
    EXPECT_TRUE(narrow_first.allows(ip("10.2.0.0")));
    const Acl wide_first = acl({"10.0.0.0/8", "!10.1.0.0/16"});
    EXPECT_TRUE(wide_first.allows(ip("10.1.2.3")));
    const Acl twice = acl({"!10.0.0.0/8", "10.0.0.0/8"});
    EXPECT_FALSE(twice.allows(ip("10.1.2.3")));
    const Acl deep = acl({"10.1.1.0/24", "!10.1.0.0/16", "10.0.0.0/8"});
    EXPECT_TRUE(deep.allows(ip("10.1.1.1")));
    EXPECT_FALSE(deep.allows(ip("10.1.2.1")));
    EXPECT_TRUE(deep.allows(ip("10.2.1.1")));
}

TEST(Acl, AnyAndNoneEndTheList) {
    const Acl most = acl({"!10.0.0.0/8", "any", "!192.0.2.0/24"});
    EXPECT_TRUE(most.allows(ip("192.0.2.1")));
    EXPECT_TRUE(most.allows(ip("2001:db8::1")));
    EXPECT_FALSE(most.allows(ip("10.9.9.9")));
    EXPECT_FALSE(acl({"none", "any"}).allows(ip("::1")));
}

TEST(Acl, WideIpv6PrefixesLeaveIpv4HostsAlone) {
    const Acl six = acl({"::/0"});
    EXPECT_TRUE(six.allows(ip("2001:db8::1")));
    EXPECT_TRUE(six.allows(ip("::1")));
    EXPECT_TRUE(six.allows(ip("::1:0:0:0")));
    EXPECT_FALSE(six.allows(ip("192.0.2.1")));
    EXPECT_FALSE(six.allows(ip("0.0.0.0")));
    EXPECT_FALSE(six.allows(ip("255.255.255.255")));
    EXPECT_TRUE(acl({"!::/0", "any"}).allows(ip("192.0.2.1")));
    EXPECT_FALSE(acl({"!::/0", "any"}).allows(ip("2001:db8::1")));
    const Acl four = acl({"0.0.0.0/0"});
    EXPECT_TRUE(four.allows(ip("192.0.2.1")));
    EXPECT_FALSE(four.allows(ip("::1")));
    EXPECT_TRUE(acl({"::/0", "!0.0.0.0/0"}, AclSubject::records).allows(ip("192.0.2.1")));
    EXPECT_TRUE(acl({"::/0"}, AclSubject::records).allows(ip("::ffff:192.0.2.1")));
}

TEST(Acl, LastAddressOfAll) {
    const Acl top = acl({"!ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff00::/8"});
    EXPECT_FALSE(top.allows(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));
    EXPECT_TRUE(top.allows(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")));
    EXPECT_FALSE(top.allows(ip("feff::")));
}

/// What the operator wrote, read the slow way.
bool naive(const std::vector<AclEntry>& list, const IpAddress& address, AclSubject subject) {
    for (const AclEntry& entry : list) {
        if (entry.any) return entry.allow;
        const bool skips_v4 = subject == AclSubject::hosts && entry.prefix.v6().length() < 96;
        if (skips_v4 && address.is_v4()) continue;
        if (entry.prefix.contains(address)) return entry.allow;
    }
    return false;
}

/// Addresses and prefixes from a small space, so that nesting and repetition are common.
class Dice {
  public:
    explicit Dice(std::uint32_t seed) : random_(seed) {}
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(random_()) % bound;
    }
    Ipv6Address address() {
        if (below(2) == 0) return Ipv6Address::mapped(Ipv4Address(below(4) << 30 | below(8)));
        Ipv6Address::Octets octets{};
        octets[0] = static_cast<std::uint8_t>(below(3) * 0x40);
        octets[10] = below(4) == 0 ? 0xFF : 0;
        octets[11] = octets[10];
        octets[15] = static_cast<std::uint8_t>(below(8) | below(2) * 0xF8);
        if (below(20) == 0) octets.fill(0xFF);
        return Ipv6Address(octets);
    }
    AclEntry entry() {
        AclEntry made;
        const unsigned lengths[] = {0, 1, 2, 64, 80, 88, 95, 96, 97, 98, 124, 125, 126, 127, 128};
        made.prefix = IpPrefix(Ipv6Prefix(address(), lengths[below(std::size(lengths))]));
        made.allow = below(2) == 0;
        made.any = below(25) == 0;
        return made;
    }

  private:
    std::mt19937 random_;
};

TEST(Acl, AgreesWithANaiveWalkOnRandomLists) {
    Dice dice(42);
    for (int round = 0; round < 3000; ++round) {
        const AclSubject subject = round % 2 == 0 ? AclSubject::hosts : AclSubject::records;
        std::vector<AclEntry> list(dice.below(12));
        for (AclEntry& entry : list)
            entry = dice.entry();
        const Acl compiled(list, subject);
        for (int i = 0; i < 60; ++i) {
            IpAddress address(dice.address());
            if (!list.empty() && i % 2 == 0) {
                const Ipv6Prefix& prefix =
                    list[dice.below(static_cast<std::uint32_t>(list.size()))].prefix.v6();
                address = IpAddress(i % 4 == 0 ? prefix.first() : prefix.last());
            }
            ASSERT_EQ(compiled.allows(address), naive(list, address, subject))
                << address.text() << " in round " << round;
        }
    }
}

TEST(Acl, AHundredThousandPrefixes) {
    std::vector<AclEntry> list;
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        AclEntry entry;
        entry.prefix = IpPrefix(Ipv4Prefix(Ipv4Address(i << 9), 24));  // every other /24
        entry.allow = i % 3 != 0;
        list.push_back(entry);
    }
    const Acl compiled(list);
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        ASSERT_EQ(compiled.allows(Ipv4Address((i << 9) + 7)), i % 3 != 0);
        ASSERT_FALSE(compiled.allows(Ipv4Address((i << 9) + 256)));
    }
    EXPECT_LE(compiled.memory_bytes(), 100'000U * 2 * 17);
}

TEST(Acl, EqualNeighboursShareARange) {
    EXPECT_EQ(acl({"10.0.0.0/9", "10.128.0.0/9"}).memory_bytes(),
              acl({"10.0.0.0/8"}).memory_bytes());
}

}  // namespace
}  // namespace gate64::net
