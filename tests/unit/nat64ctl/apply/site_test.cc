// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/site.h"

#include <gtest/gtest.h>

namespace gate64::nat64ctl::apply {
namespace {

TEST(Site, HasAJournalForEachNamespace) {
    EXPECT_EQ(journal_path_of(""), "/var/lib/gate64/journal.jsonl");
    EXPECT_EQ(journal_path_of("gateway"), "/var/lib/gate64/journal-gateway.jsonl");
    EXPECT_EQ(journal_path_of("/proc/7/ns/net"),
              "/var/lib/gate64/journal-%2Fproc%2F7%2Fns%2Fnet.jsonl");
    EXPECT_NE(journal_path_of("/a"), journal_path_of("%2Fa"));
}

TEST(Site, IsOfTheThreadsNamespace) {
    const auto site = make_site("gate64", "gateway");
    ASSERT_TRUE(site) << site.error().message;
    EXPECT_EQ(site->key.instance, "gate64");
    EXPECT_FALSE(site->key.boot_id.empty());
    EXPECT_NE(site->key.network_namespace, 0U);
    EXPECT_EQ(site->journal_path, journal_path_of("gateway"));
}

}  // namespace
}  // namespace gate64::nat64ctl::apply
