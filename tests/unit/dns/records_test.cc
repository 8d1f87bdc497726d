// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/records.h"

#include <gtest/gtest.h>

#include "shared/dns/types.h"
#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::copy;

TEST(Records, EmptyListHasNothing) {
    RecordList list;
    EXPECT_TRUE(list.view().empty());
    EXPECT_FALSE(list.view().begin() != list.view().end());
    EXPECT_FALSE(RecordSpan().begin() != RecordSpan().end());
}

TEST(Records, KeepsEveryFieldInOrder) {
    const Name longest = *Name::join(test::Wire()
                                         .u8(63)
                                         .fill(63, 'a')
                                         .u8(63)
                                         .fill(63, 'b')
                                         .u8(63)
                                         .fill(63, 'c')
                                         .u8(61)
                                         .fill(61, 'd')
                                         .bytes(),
                                     {});
    const std::vector<std::uint8_t> big(65535, 0x5A);
    RecordList list;
    list.add(Section::answer, Name::parse("a.example").value(), rr::a, 300,
             test::Wire().raw({192, 0, 2, 1}).bytes());
    list.add(Section::authority, Name(), 65280, 0xFFFFFFFF, {});
    list.add(Section::additional, longest, 0xFFFF, 0, big);
    EXPECT_EQ(list.count(), 3U);

    RecordSpan::Iterator it = list.view().begin();
    EXPECT_EQ((*it).section, Section::answer);
    EXPECT_EQ((*it).owner.text(), "a.example.");
    EXPECT_EQ((*it).type, rr::a);
    EXPECT_EQ((*it).ttl, 300U);
    EXPECT_EQ(copy((*it).rdata), (std::vector<std::uint8_t>{192, 0, 2, 1}));
    ++it;
    EXPECT_EQ((*it).section, Section::authority);
    EXPECT_TRUE((*it).owner.is_root());
    EXPECT_EQ((*it).ttl, 0xFFFFFFFF);
    EXPECT_TRUE((*it).rdata.empty());
    ++it;
    EXPECT_EQ((*it).owner, longest);
    EXPECT_EQ((*it).type, 0xFFFF);
    EXPECT_EQ(copy((*it).rdata), big);
    ++it;
    EXPECT_FALSE(it != list.view().end());
}

TEST(Records, CopiedBytesReadTheSame) {
    RecordList list;
    for (unsigned i = 0; i < 50; ++i)
        list.add(Section::answer, Name::parse("n" + std::to_string(i)).value(), rr::txt, i,
                 test::Wire().fill(i, i).bytes());
    // An odd address: nothing may depend on alignment.
    std::vector<std::uint8_t> moved(1);
    const std::vector<std::uint8_t> bytes = copy(list.view().bytes());
    moved.insert(moved.end(), bytes.begin(), bytes.end());
    unsigned i = 0;
    for (const RecordView record : RecordSpan(base::Bytes(moved).subspan(1))) {
        EXPECT_EQ(record.owner.text(), "n" + std::to_string(i) + ".");
        EXPECT_EQ(record.ttl, i);
        EXPECT_EQ(record.rdata.size(), i);
        ++i;
    }
    EXPECT_EQ(i, 50U);
}

TEST(Records, ClearKeepsTheMemory) {
    const test::Wire rdata = test::Wire().fill(1000, 1);
    RecordList list;
    list.add(Section::answer, Name(), rr::txt, 1, rdata.bytes());
    const std::uint8_t* before = list.view().bytes().data();
    list.clear();
    EXPECT_EQ(list.count(), 0U);
    EXPECT_EQ(list.size_bytes(), 0U);
    list.add({Section::answer, Name(), rr::txt, 1, rdata.bytes()});
    EXPECT_EQ(list.view().bytes().data(), before);
}

}  // namespace
}  // namespace gate64::dns
