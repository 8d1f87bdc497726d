// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/dns64d.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace gate64::nat64ctl::system {
namespace {

TEST(ReadDnsStatus, TakesVersionPrefixesAndListeners) {
    const auto facts = read_dns_status(
        R"({"ok":true,"result":{"version":"0.1.0","listen":["[::]:53","0.0.0.0:53"],
            "prefixes":["64:ff9b::/96","not one","2001:db8:64::/96"],"upstreams":[]}})");
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(*facts, (model::DnsFacts{.version = "0.1.0",
                                       .prefixes = {*net::Ipv6Prefix::parse("64:ff9b::/96"),
                                                    *net::Ipv6Prefix::parse("2001:db8:64::/96")},
                                       .listening = {"[::]:53", "0.0.0.0:53"}}));
}

TEST(ReadDnsStatus, SaysWhatIsWrongWithAnAnswer) {
    const auto error = [](const char* text) { return read_dns_status(text).error().message; };
    EXPECT_EQ(error("nonsense"), "dns64d: the server's answer cannot be read");
    EXPECT_EQ(error(R"({"ok":false,"error":"no"})"), "dns64d: no");
    EXPECT_NE(error(R"({"ok":true,"result":{}})").find("no version"), std::string::npos);
    EXPECT_NE(error(R"({"ok":true,"result":[1]})").find("no version"), std::string::npos);
    EXPECT_NE(error(R"({"ok":true,"result":{"version":7}})").find("no version"), std::string::npos);
}

TEST(ObserveDns, NotRunningIsEnoent) {
    EXPECT_EQ(observe_dns("/nonexistent/dns64d.sock").error().errno_value, ENOENT);
    EXPECT_EQ(observe_dns("").error().errno_value, ENOENT);
}

}  // namespace
}  // namespace gate64::nat64ctl::system
