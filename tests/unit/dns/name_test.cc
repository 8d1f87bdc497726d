// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/name.h"

#include <gtest/gtest.h>

#include <random>

#include "shared/dns/case_fold.h"
#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::Wire;

Name name(std::string_view text) {
    return Name::parse(text).value();
}

constexpr base::HashKey key{0x0706050403020100, 0x0F0E0D0C0B0A0908};

TEST(Name, DefaultIsTheRoot) {
    EXPECT_TRUE(Name().view().is_root());
    EXPECT_TRUE(NameView().is_root());
    EXPECT_EQ(NameView().label_count(), 0U);
    EXPECT_TRUE(NameView().first_label().empty());
    EXPECT_EQ(Name(), name("."));
}

TEST(Name, SplitsIntoLabels) {
    const Name www = name("www.example.org");
    EXPECT_EQ(www.view().label_count(), 3U);
    EXPECT_EQ(www.view().first_label().size(), 3U);
    EXPECT_EQ(www.view().first_label()[0], 'w');
    EXPECT_EQ(www.view().parent(), name("example.org"));
    EXPECT_EQ(www.view().suffix(0), Name());
    EXPECT_EQ(www.view().suffix(1), name("org"));
    EXPECT_EQ(www.view().suffix(3), www);
    EXPECT_TRUE(name("org").view().parent().is_root());
}

TEST(Name, ComparesWithoutCaseAndOnlyLetters) {
    EXPECT_EQ(name("WwW.ExAmPlE"), name("wWw.eXaMpLe"));
    EXPECT_FALSE(name("www.example") == name("www.exampl"));
    EXPECT_FALSE(name("wwx.example") == name("www.example"));
    // Neighbours of the letters that differ in the bit that makes case.
    EXPECT_FALSE(name("\\064aaaaaaaa") == name("`aaaaaaaa"));
    EXPECT_FALSE(name("\\[aaaaaaaa") == name("\\{aaaaaaaa"));
    EXPECT_FALSE(name("\\193aaaaaaaa") == name("\\225aaaaaaaa"));
    // One label of three octets, or two labels with the same octets but for a length.
    EXPECT_FALSE(name("a\\001b") == name("a.b"));
}

TEST(Name, FoldsEveryOctetAsTheRuleSays) {
    for (unsigned i = 0; i < 256; ++i) {
        std::array<std::uint8_t, 19> from{};
        from.fill(static_cast<std::uint8_t>(i));
        std::array<std::uint8_t, 19> to{};
        copy_folded(to.data(), from);
        for (const std::uint8_t octet : to)
            EXPECT_EQ(octet, lower(static_cast<std::uint8_t>(i)));
        EXPECT_TRUE(equal_folded(from.data(), to.data(), to.size()));
    }
}

TEST(Name, KnowsWhatIsBelowWhat) {
    const Name zone = name("Example.org");
    EXPECT_TRUE(name("example.ORG").view().is_at_or_below(zone));
    EXPECT_FALSE(name("example.ORG").view().is_below(zone));
    EXPECT_TRUE(name("a.b.example.org").view().is_below(zone));
    EXPECT_FALSE(name("badexample.org").view().is_at_or_below(zone));
    EXPECT_FALSE(name("org").view().is_at_or_below(zone));
    EXPECT_FALSE(name("example.org.net").view().is_at_or_below(zone));
    EXPECT_TRUE(zone.view().is_below(Name()));
    EXPECT_TRUE(Name().view().is_at_or_below(Name()));
    // The last octets agree, but no label starts there.
    EXPECT_FALSE(name("a\\007example.org").view().is_at_or_below(zone));
    EXPECT_TRUE(name("a.example.org").view().is_at_or_below(zone));
}

TEST(Name, HashIgnoresCaseAndUsesTheKey) {
    const Name mixed = name("Www.Long-Enough-For-Words.Example");
    const Name small = name("www.long-enough-for-words.example");
    EXPECT_EQ(mixed.view().hash(key), small.view().hash(key));
    EXPECT_EQ(small.view().hash(key), base::siphash13(key, small.wire()));
    EXPECT_NE(small.view().hash(key), small.view().hash({1, 2}));
    EXPECT_NE(small.view().hash(key), small.view().parent().hash(key));
}

TEST(Name, CopiesAndLowers) {
    Name first = name("WWW.Example");
    Name second;
    second = first;
    const Name& alias = second;
    second = alias;
    first.to_lower();
    EXPECT_EQ(first.text(), "www.example.");
    EXPECT_EQ(second.text(), "WWW.Example.");
}

TEST(Name, ReadsPlainNames) {
    const Wire wire = Wire().name("a.bc").raw({9, 9});
    base::ByteReader reader(wire.bytes());
    EXPECT_EQ(Name::read(reader), name("a.bc"));
    EXPECT_TRUE(reader.ok());
    EXPECT_EQ(reader.position(), 6U);
    EXPECT_TRUE(Name::read(reader).view().is_root());
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(Name::read(reader), Name());
}

TEST(Name, JoinsUpTo255Octets) {
    const Name longest = name(std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                              std::string(63, 'c') + "." + std::string(61, 'd'));
    EXPECT_EQ(longest.wire().size(), 255U);
    const Wire one = Wire().labels("x");
    EXPECT_FALSE(Name::join(one.bytes(), longest).has_value());
    EXPECT_EQ(Name::join({}, longest), longest);
    const base::Bytes head = longest.wire().first(128);
    EXPECT_EQ(Name::join(head, longest.view().suffix(2)), longest);
    EXPECT_EQ(Name::join(longest.wire().first(254), Name()), longest);
}

TEST(Dname, RewritesBelowTheOwner) {
    const Name owner = name("old.example");
    const Name target = name("new.example.net");
    EXPECT_EQ(substitute_dname(name("a.B.OLD.example"), owner, target),
              name("a.b.new.example.net"));
    EXPECT_EQ(substitute_dname(name("a.old.example"), owner, Name()), name("a"));
    EXPECT_EQ(substitute_dname(name("a"), Name(), target), name("a.new.example.net"));
    EXPECT_FALSE(substitute_dname(owner, owner, target).has_value());
    EXPECT_FALSE(substitute_dname(name("a.example"), owner, target).has_value());
    const std::string label(63, 'x');
    const Name deep = name(label + "." + label + "." + label + ".old.example");
    EXPECT_TRUE(substitute_dname(deep, owner, target).has_value());
    EXPECT_FALSE(substitute_dname(deep, owner, name(label + ".example")).has_value());
}

TEST(Name, ComparisonAgreesWithAnOctetLoop) {
    std::mt19937 random(7);
    for (int round = 0; round < 20000; ++round) {
        const std::size_t size = 1 + random() % 40;
        std::vector<std::uint8_t> a(size);
        std::vector<std::uint8_t> b(size);
        for (std::size_t i = 0; i < size; ++i) {
            a[i] = static_cast<std::uint8_t>(random());
            b[i] = random() % 8 == 0 ? static_cast<std::uint8_t>(random()) : a[i];
            if (random() % 2 == 0) b[i] ^= 0x20;
        }
        bool same = true;
        for (std::size_t i = 0; i < size; ++i)
            same = same && lower(a[i]) == lower(b[i]);
        EXPECT_EQ(equal_folded(a.data(), b.data(), size), same);
    }
}

}  // namespace
}  // namespace gate64::dns
