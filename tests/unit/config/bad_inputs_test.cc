// SPDX-License-Identifier: Apache-2.0
// Values that must be refused, each with the place of the one error it makes.
#include <gtest/gtest.h>

#include <array>

#include "shared/config/read.h"
#include "shared/config/texts.h"
#include "tests/unit/config/support.h"

namespace gate64::config {
namespace {

using test::errors_of;

struct Bad {
    const char* section;  // header line, as written
    const char* line;     // line 2 of the file
    int col;              // where on it
    const char* says;     // part of the message
};

constexpr Bad server_values[] = {
    {"[dns64d]", "listen = []", 0, "no address to listen on"},
    {"[dns64d]", "listen = [\"\"]", 11, "listen: "},
    {"[dns64d]", "listen = [\"localhost\"]", 11, "not an address"},
    {"[dns64d]", "listen = [\"192.0.2.1:0\"]", 11, "a port from 1"},
    {"[dns64d]", "listen = [\"192.0.2.1:65536\"]", 11, "not a port"},
    {"[dns64d]", "listen = [\"192.0.2.1:\"]", 11, "not a port"},
    {"[dns64d]", "listen = [\"192.0.2.1:-1\"]", 11, "not a port"},
    {"[dns64d]", "listen = [\"192.0.2.1:+53\"]", 11, "not a port"},
    {"[dns64d]", "listen = [\"192.0.2.1: 53\"]", 11, "not a port"},
    {"[dns64d]", "listen = [\"192.0.2\"]", 11, "not an address"},
    {"[dns64d]", "listen = [\"192.0.2.256\"]", 11, "not an address"},
    {"[dns64d]", "listen = [\"192.0.2.01\"]", 11, "not an address"},
    {"[dns64d]", "listen = [\"[::]\", \"[::1]:x\"]", 19, "not a port"},
    {"[dns64d]", "listen = [\"[::1\"]", 11, "closing bracket"},
    {"[dns64d]", "listen = [\"[::1]53\"]", 11, "after the bracket"},
    {"[dns64d]", "listen = [\"fe80::1%eth0\"]", 11, "interface"},
    {"[dns64d]", "listen = [\"2001:db8::1%2\"]", 11, "not link-local"},
    {"[dns64d]", "listen = [\"224.0.0.251:53\"]", 11, "multicast"},
    {"[dns64d]", "listen = [\"[ff02::fb]:53\"]", 11, "multicast"},
    {"[dns64d]", "listen = [\"255.255.255.255\"]", 11, "broadcast"},
    {"[dns64d]", "listen = \"127.0.0.1\"", 10, "a list is needed"},
    {"[dns64d]", "listen = [53]", 11, "a string is needed"},
    {"[dns64d]", "listen = [[\"127.0.0.1\"]]", 11, "a string is needed, not an array"},
    {"[dns64d]", "listen = [\"127.0.0.1\\u0000\"]", 11, "NUL"},
    {"[dns64d]", "shards = -1", 10, "-1 is outside 0 to 256"},
    {"[dns64d]", "shards = 257", 10, "257 is outside 0 to 256"},
    {"[dns64d]", "shards = 9223372036854775807", 10, "is outside 0 to 256"},
    {"[dns64d]", "shards = 2.0", 10, "a number is needed, not a floating-point number"},
    {"[dns64d]", "shards = \"2\"", 10, "write it without quotes"},
    {"[dns64d]", "allow = [\"192.0.2.1/24\"]", 10, "bits set"},
    {"[dns64d]", "allow = [\"192.0.2.0/33\"]", 10, "length"},
    {"[dns64d]", "allow = [\"2001:db8::/129\"]", 10, "length"},
    {"[dns64d]", "allow = [\"192.0.2.0/\"]", 10, "length"},
    {"[dns64d]", "allow = [\"everyone\"]", 10, "everyone"},
    {"[dns64d]", "allow = [\"!!any\"]", 10, "allow: "},
    {"[dns64d]", "allow = [\"any\", \"\"]", 17, "allow: "},
    {"[dns64d]", "allow = [\"! 192.0.2.1\"]", 10, "allow: "},
    {"[dns64d]", "user = \"-x\"", 8, "not a user name"},
    {"[dns64d]", "user = \"a b\"", 8, "not a user name"},
    {"[dns64d]", "user = \"a/b\"", 8, "not a user name"},
    {"[dns64d]", "user = \"abcdefghijklmnopqrstuvwxyz1234567\"", 8, "not a user name"},
    {"[dns64d]", "control = \"dns64d.sock\"", 11, "not an absolute path"},
    {"[dns64d]", "control = \"/run/a\\nb\"", 11, "control character"},
    {"[dns64d]", "metrics = \"9464\"", 11, "metrics: "},
    {"[dns64d]", "metrics = \"127.0.0.1:0\"", 11, "a port from 1"},
    {"[dns64d]", "metrics = false", 11, "a string is needed"},
    {"[dns64d]", "log_level = \"warn\"", 13, "is not \"error\", \"warning\", \"info\" or"},
    {"[dns64d]", "log_level = \"INFO\"", 13, "did you mean \"info\"?"},
    {"[dns64d]", "edns_size = 511", 13, "511 is outside 512 to 1232"},
    {"[dns64d]", "edns_size = 4096", 13, "4096 is outside 512 to 1232"},
    {"[dns64d]", "tcp_idle_timeout = 10", 20, "a duration is needed, not a number"},
    {"[dns64d]", "tcp_idle_timeout = \"10\"", 20, "ms, s, m, h, d or w"},
    {"[dns64d]", "tcp_idle_timeout = \"10 s\"", 20, "ms, s, m, h, d or w"},
    {"[dns64d]", "tcp_idle_timeout = \"-10s\"", 20, "ms, s, m, h, d or w"},
    {"[dns64d]", "tcp_idle_timeout = \"0s\"", 20, "is outside 100ms to 1h"},
    {"[dns64d]", "tcp_message_timeout = \"1d\"", 23, "is outside 100ms to 10m"},
    {"[dns64d]", "tcp_clients_max = 0", 19, "0 is outside"},
    {"[dns64d]", "max_in_flight = 63", 17, "63 is outside"},
};

constexpr Bad cache_and_upstream_values[] = {
    {"[cache]", "size = 268435456", 8, "a size is needed, not a number"},
    {"[cache]", "size = \"256MB\"", 8, "KiB"},
    {"[cache]", "size = \"256\"", 8, "KiB"},
    {"[cache]", "size = \"1KiB\"", 8, "is outside 1MiB to 1TiB"},
    {"[cache]", "size = \"99999999999999999999MiB\"", 8, "too large"},
    {"[cache]", "max_ttl = \"8d\"", 11, "is outside 0s to 1w"},
    {"[cache]", "max_ttl = \"1500ms\"", 11, "whole seconds"},
    {"[cache]", "serve_stale = false", 15, "a duration is needed"},
    {"[cache]", "prefetch = \"true\"", 12, "write it without quotes"},
    {"[cache]", "prefetch = 1", 12, "true or false is needed"},
    {"[[upstream]]", "servers = [\"0.0.0.0\"]", 12, "not the address of a server"},
    {"[[upstream]]", "servers = [\"[::]:53\"]", 12, "not the address of a server"},
    {"[[upstream]]", "servers = [\"dns.example\"]", 12, "not an address"},
    {"[[upstream]]", "servers = [\"192.0.2.1#53\"]", 12, "not an address"},
    {"[[upstream]]", "servers = [\"192.0.2.1@53\"]", 12, "not an address"},
    {"[[upstream]]", "servers = [\"tls://192.0.2.1\"]", 12, "servers: "},
    {"[[upstream]]", "servers = [\"ff02::1\"]", 12, "multicast"},
    {"[[upstream]]", "zone = \"\"", 8, "a domain name is needed"},
    {"[[upstream]]", "zone = \"a..b\"", 8, "zone: "},
    {"[[upstream]]", "zone = \".a\"", 8, "zone: "},
    {"[[upstream]]", "trust_ad = \"yes\"", 12, "true or false is needed"},
    {"[[upstream]]", "edns_size = 4097", 13, "4097 is outside 512 to 4096"},
};

constexpr Bad policy_values[] = {
    {"[[dns64]]", "prefix = \"\"", 10, "prefix: "},
    {"[[dns64]]", "prefix = \"64:ff9b::\"", 10, "needs its length"},
    {"[[dns64]]", "prefix = \"64:ff9b::/95\"", 10, "cannot carry"},
    {"[[dns64]]", "prefix = \"2001:db8::/0\"", 10, "bits set"},
    {"[[dns64]]", "prefix = \"::/0\"", 10, "prefix: "},
    {"[[dns64]]", "prefix = \"2001:db8::/33\"", 10, "cannot carry"},
    {"[[dns64]]", "prefix = \"2001:db8::/128\"", 10, "cannot carry"},
    {"[[dns64]]", "prefix = \"2001:db8::1/96\"", 10, "bits set"},
    {"[[dns64]]", "prefix = \"2001:db8:1::/32\"", 10, "bits set"},
    {"[[dns64]]", "prefix = \"2001:db8:0:0:100::/96\"", 10, "bits 64 to 71"},
    {"[[dns64]]", "prefix = \"2001:db8:0:0:ff00::/96\"", 10, "bits 64 to 71"},
    {"[[dns64]]", "prefix = \"192.0.2.0/24\"", 10, "prefix: "},
    {"[[dns64]]", "prefix = \"::/96\"", 10, "unspecified and loopback"},
    {"[[dns64]]", "prefix = \"ff02::/96\"", 10, "multicast"},
    {"[[dns64]]", "prefix = \"fe80::/64\"", 10, "link-local"},
    {"[[dns64]]", "prefix = \"64:ff9b::/32\"", 10, "well-known"},
    {"[[dns64]]", "prefix = [\"64:ff9b::/96\"]", 10, "a string is needed, not an array"},
    {"[[dns64]]", "suffix = \"::1\"", 10, "overlaps"},
    {"[[dns64]]", "suffix = \"1\"", 10, "not an IPv6 address"},
    {"[[dns64]]", "suffix = \"::/96\"", 10, "not an IPv6 address"},
    {"[[dns64]]", "clients = \"any\"", 11, "a list is needed"},
    {"[[dns64]]", "clients = [\"all\"]", 12, "clients: "},
    {"[[dns64]]", "mapped = [\"2001:db8::/32\"]", 11, "only IPv4"},
    {"[[dns64]]", "mapped = [\"10.0.0.0/8\", \"!10.1.0.1/16\"]", 25, "bits set"},
    {"[[dns64]]", "mapped = [\"::ffff:10.0.0.0/104\"]", 11, "only IPv4"},
    {"[[dns64]]", "exclude = [\"192.0.2.0/24\"]", 12, "only IPv6"},
    {"[[dns64]]", "exclude = [\"!192.0.2.1\"]", 12, "only IPv6"},
    {"[[dns64]]", "special_use = \"privat\"", 15, "did you mean \"private\"?"},
    {"[[dns64]]", "special_use = true", 15, "a string is needed"},
    {"[[dns64]]", "own_addresses = \"private\"", 17, "is not \"deny\" or \"allow\""},
    {"[[dns64]]", "on_error = \"synthesise\"", 12, "did you mean \"synthesize\"?"},
    {"[[dns64]]", "error_ttl = \"2h\"", 13, "is outside 0s to 1h"},
    {"[[dns64]]", "ipv4only_ttl = \"\"", 16, "ms, s, m, h, d or w"},
    {"[[dns64]]", "parallel = 0", 12, "true or false is needed"},
    {"[[local]]", "file = \"lan.zone\"", 8, "not an absolute path"},
    {"[[local]]", "a = [\"2001:db8::1\"]", 6, "not an IPv4 address"},
    {"[[local]]", "a = [\"192.0.2.0/24\"]", 6, "not an IPv4 address"},
    {"[[local]]", "aaaa = [\"192.0.2.1\"]", 9, "not an IPv6 address"},
    {"[[local]]", "aaaa = [\"fe80::1%1\"]", 9, "not an IPv6 address"},
    {"[[local]]", "name = \"a b..\"", 8, "name: "},
};

// Behind "pool6" on the header's line, so that nothing else is wrong.
constexpr Bad nat64_values[] = {
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.instance = \"\"", 18, "not an instance name"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.instance = \"a234567890123456\"", 18, "instance name"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.instance = \"a;reboot\"", 18, "not an instance name"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.framework = \"nftables\"", 19, "is not \"netfilter\""},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.pool4 = [{address = \"192.0.2.0/23\"}]", 27, "/24"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.pool4 = [{address = \"127.0.0.1\"}]", 27, "leave"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.pool4 = [{address = \"0.0.0.0\"}]", 27, "leave"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.pool4 = [{address = \"239.0.0.1\"}]", 27, "leave"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.pool4 = [{address = \"2001:db8::1\"}]", 27, "address"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.tcp-est-timeout = \"1h\"", 34, "2h to 4w"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.tcp-trans-timeout = \"1s\"", 36, "4m to"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.udp-timeout = 300", 30, "a duration"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.lowest-ipv6-mtu = 1279", 34, "1280 to"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.f-args = 16", 25, "0 to 15"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.mtu-plateaus = []", 31, "at least one"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.mtu-plateaus = [1, 0]", 35, "0 is outside"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.logging-bib = 1", 30, "true or false"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.pool6 = \"64:ff9b::/96\"", 16, "[nat64]"},
    {"nat64.pool6 = '64:ff9b::/96'", "nat64.settings.eam-hairpin-mode = 1", 16, "unknown key"},
};

constexpr Bad pool4_values[] = {
    {"", "ports = \"\"", 9, "not a port range"},
    {"", "ports = \"1-\"", 9, "not a port range"},
    {"", "ports = \"-1\"", 9, "not a port range"},
    {"", "ports = \"1-2-3\"", 9, "not a port range"},
    {"", "ports = \"a-b\"", 9, "not a port range"},
    {"", "ports = \"0-10\"", 9, "start at 1"},
    {"", "ports = \"1-65536\"", 9, "end at 65535"},
    {"", "ports = \"20-10\"", 9, "ends before it starts"},
    {"", "ports = 80", 9, "a string is needed"},
    {"", "protocols = []", 13, "no protocol"},
    {"", "protocols = [\"tcp\", \"tcp\"]", 21, "twice"},
    {"", "protocols = [\"sctp\"]", 14, "is not \"tcp\""},
    {"", "protocols = [\"icmpv6\"]", 14, "is not \"tcp\""},
    {"", "mark = -1", 8, "is outside"},
    {"", "mark = 4294967296", 8, "is outside"},
};

constexpr Bad bib_values[] = {
    {"", "ipv6 = \"192.0.2.1:443\"", 8, "an IPv6 address and port"},
    {"", "ipv6 = \"[2001:db8::80]\"", 8, "a port from 1"},
    {"", "ipv6 = \"[::]:80\"", 8, "an IPv6 address and port"},
    {"", "ipv6 = \"[fe80::1%2]:80\"", 8, "an IPv6 address and port"},
    {"", "ipv6 = \"[ff02::1]:80\"", 8, "multicast"},
    {"", "ipv4 = \"[2001:db8::80]:443\"", 8, "an IPv4 address and port"},
    {"", "ipv4 = \"192.0.2.1\"", 8, "a port from 1"},
    {"", "ipv4 = \"0.0.0.0:80\"", 8, "an IPv4 address and port"},
    {"", "protocol = \"TCP\"", 12, "did you mean \"tcp\"?"},
};

void expect_refused(const Bad& bad, const std::string& text, int line) {
    const auto errors = errors_of(text);
    ASSERT_EQ(errors.size(), 1U) << text << (errors.empty() ? "" : errors.front());
    const std::string& error = errors.front();
    const std::string place =
        bad.col == 0 ? "1:" : std::to_string(line) + ':' + std::to_string(bad.col) + ": ";
    EXPECT_TRUE(error.starts_with(place)) << text << error;
    EXPECT_NE(error.find(bad.says), std::string::npos) << text << error;
}

TEST(BadInputs, OneErrorEach) {
    for (const auto rows :
         {std::span<const Bad>(server_values), std::span<const Bad>(cache_and_upstream_values),
          std::span<const Bad>(policy_values), std::span<const Bad>(nat64_values)}) {
        for (const Bad& bad : rows) {
            std::string text = std::string(bad.section) + '\n' + bad.line + '\n';
            const std::string_view line = bad.line;
            if (std::string_view(bad.section) == "[[local]]") {
                text += line.starts_with("a") ? "name = \"a\"\n" : "a = [\"192.0.2.1\"]\n";
            }
            if (line.starts_with("zone")) text += "servers = [\"192.0.2.1\"]\n";
            expect_refused(bad, text, 2);
        }
    }
}

TEST(BadInputs, PoolsAndBindings) {
    const std::string head = "nat64.pool6 = '64:ff9b::/96'\n";
    for (const Bad& bad : pool4_values) {
        expect_refused(bad, head + "[[nat64.pool4]]\n" + bad.line + "\naddress = '192.0.2.1'\n", 3);
    }
    constexpr std::array<const char*, 3> keys = {"protocol = 'tcp'", "ipv6 = '[2001:db8::80]:443'",
                                                 "ipv4 = '192.0.2.1:443'"};
    for (const Bad& bad : bib_values) {
        std::string text = head + "[[nat64.bib]]\n" + bad.line + "\n";
        const std::string_view key = std::string_view(bad.line).substr(0, 5);
        for (const std::string_view other : keys) {
            if (!other.starts_with(key)) text += std::string(other) + '\n';
        }
        expect_refused(bad, text, 3);
    }
}

TEST(BadInputs, LongTexts) {
    const std::string path(107, 'x');
    EXPECT_TRUE(parse_socket_path("/" + path.substr(1)));
    EXPECT_FALSE(parse_socket_path("/" + path));
    EXPECT_TRUE(parse_path("/" + path));
    EXPECT_FALSE(parse_path("/" + std::string(4095, 'x')));
    EXPECT_FALSE(parse_path(""));
    EXPECT_FALSE(parse_path("/a\x7f"));
    EXPECT_FALSE(parse_domain(std::string(64, 'a') + ".example"));
    EXPECT_TRUE(parse_domain(std::string(63, 'a') + ".example"));
    std::string long_name;
    for (int i = 0; i < 64; ++i)
        long_name += "abc.";
    EXPECT_FALSE(parse_domain(long_name));
}

TEST(BadInputs, ThereAreManyOfThem) {
    EXPECT_GE(std::size(server_values) + std::size(cache_and_upstream_values) +
                  std::size(policy_values) + std::size(nat64_values) + std::size(pool4_values) +
                  std::size(bib_values),
              150U);
}

}  // namespace
}  // namespace gate64::config
