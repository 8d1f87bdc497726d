// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/edns.h"

#include <gtest/gtest.h>

#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::copy;
using test::Wire;

constexpr std::uint16_t cookie = edns_option::cookie;
constexpr std::uint16_t subnet = edns_option::client_subnet;
constexpr std::uint16_t keepalive = edns_option::tcp_keepalive;

bool accepts(const Wire& options) {
    Edns edns;
    return parse_opt(1232, 0, options.bytes(), edns);
}

Edns parsed(const Wire& options, std::uint16_t klass = 1232, std::uint32_t ttl = 0) {
    Edns edns;
    EXPECT_TRUE(parse_opt(klass, ttl, options.bytes(), edns));
    return edns;
}

bool accepts_option(std::uint16_t code, const Wire& data) {
    return accepts(Wire().option(code, data));
}

TEST(ParseOpt, FixedFields) {
    const Edns edns = parsed({}, 4096, 0xAB008000);
    EXPECT_TRUE(edns.present);
    EXPECT_EQ(edns.udp_size, 4096);
    EXPECT_EQ(edns.extended_rcode, 0xAB);
    EXPECT_EQ(edns.version, 0);
    EXPECT_TRUE(edns.dnssec_ok);
    EXPECT_FALSE(parsed({}, 0, 0x00007FFF).dnssec_ok);
    EXPECT_EQ(parsed({}, 0).udp_size, 0);
    EXPECT_EQ(parsed({}, 65535).udp_size, 65535);
}

TEST(ParseOpt, ForgetsWhatWasThereBefore) {
    Edns edns;
    edns.tcp_keepalive = edns.padding = edns.dnssec_ok = true;
    edns.ede = Ede::filtered;
    EXPECT_TRUE(parse_opt(1232, 0, {}, edns));
    EXPECT_FALSE(edns.tcp_keepalive || edns.padding || edns.dnssec_ok);
    EXPECT_EQ(edns.ede, Ede::none);
}

TEST(ParseOpt, DoesNotReadTheOptionsOfOtherVersions) {
    for (const unsigned version : {1U, 100U, 255U}) {
        Edns edns;
        EXPECT_TRUE(parse_opt(1232, version << 16, Wire().raw({1, 2, 3}).bytes(), edns));
        EXPECT_EQ(edns.version, version);
    }
}

TEST(ParseOpt, IgnoresOptionsItDoesNotKnow) {
    EXPECT_TRUE(accepts_option(65001, Wire().fill(500, 1)));
    EXPECT_TRUE(accepts_option(0, {}));
    EXPECT_TRUE(accepts_option(edns_option::nsid, {}));
    EXPECT_TRUE(accepts_option(5, Wire().raw({8, 13})));
}

TEST(ParseOpt, OptionsMustEndWithTheRecord) {
    EXPECT_FALSE(accepts(Wire().raw({0})));
    EXPECT_FALSE(accepts(Wire().raw({0, 3, 0})));
    EXPECT_FALSE(accepts(Wire().raw({0, 3, 0, 1})));
    EXPECT_FALSE(accepts(Wire().option(3, {}).raw({0, 12, 0xFF, 0xFF, 0})));
}

TEST(ParseOpt, AtMostAHundredOptions) {
    Wire options;
    for (unsigned i = 0; i < edns_options_max; ++i)
        options.option(65001, {});
    EXPECT_TRUE(accepts(options));
    EXPECT_FALSE(accepts(options.option(65001, {})));
    for (unsigned i = 0; i < 12000; ++i)
        options.option(65001, {});
    EXPECT_FALSE(accepts(options));
}

TEST(ParseOpt, CookieLengths) {
    for (unsigned size = 0; size < 60; ++size) {
        const bool fine = size == 8 || (size >= 16 && size <= 40);
        EXPECT_EQ(accepts_option(cookie, Wire().fill(size, 7)), fine) << size;
    }
}

TEST(ParseOpt, ClientSubnet) {
    EXPECT_TRUE(accepts_option(subnet, Wire().raw({0, 1, 24, 0, 192, 0, 2})));
    EXPECT_TRUE(accepts_option(subnet, Wire().raw({0, 1, 0, 0})));
    EXPECT_TRUE(accepts_option(subnet, Wire().raw({0, 0, 0, 0})));
    EXPECT_TRUE(accepts_option(subnet, Wire().raw({0, 1, 20, 24, 192, 0, 0xF0})));
    EXPECT_TRUE(accepts_option(subnet, Wire().raw({0, 1, 32, 0, 192, 0, 2, 1})));
    EXPECT_TRUE(accepts_option(subnet, Wire().raw({0, 2, 56, 0, 0x20, 1, 0xD, 0xB8, 0, 0, 0})));
    EXPECT_TRUE(accepts_option(subnet, Wire().raw({0, 2, 128, 0}).fill(16, 0xFF)));
}

TEST(ParseOpt, MalformedClientSubnet) {
    EXPECT_FALSE(accepts_option(subnet, {}));
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 1, 24})));
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 3, 24, 0, 192, 0, 2})));  // family
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 0, 8, 0, 192})));         // no family
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 1, 33, 0}).fill(5, 0)));  // prefix
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 2, 129, 0}).fill(17, 0)));
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 1, 24, 33, 192, 0, 2})));    // scope
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 1, 20, 0, 192, 0, 0xF8})));  // spare bits
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 1, 24, 0, 192, 0})));        // short
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 1, 24, 0, 192, 0, 2, 1})));  // long
    EXPECT_FALSE(accepts_option(subnet, Wire().raw({0, 1, 0, 0, 0})));
}

TEST(ParseOpt, Keepalive) {
    EXPECT_TRUE(parsed(Wire().option(keepalive, {})).tcp_keepalive);
    EXPECT_FALSE(parsed(Wire().option(keepalive, {})).keepalive_has_data);
    EXPECT_TRUE(parsed(Wire().option(keepalive, Wire().u16(300))).keepalive_has_data);
    EXPECT_TRUE(
        parsed(Wire().option(keepalive, Wire().u16(3)).option(keepalive, {})).keepalive_has_data);
    EXPECT_FALSE(accepts_option(keepalive, Wire().u8(1)));
    EXPECT_FALSE(accepts_option(keepalive, Wire().raw({1, 2, 3})));
}

TEST(ParseOpt, PaddingAndExtendedError) {
    EXPECT_TRUE(parsed(Wire().option(edns_option::padding, Wire().fill(60000, 0))).padding);
    EXPECT_EQ(parsed(Wire().option(15, Wire().raw({0, 6, 'n', 'o'}))).ede, Ede::dnssec_bogus);
    EXPECT_EQ(parsed(Wire().option(15, Wire().u16(22)).option(15, Wire().u16(6))).ede,
              Ede::no_reachable_authority);
    EXPECT_FALSE(accepts_option(15, {}));
    EXPECT_FALSE(accepts_option(15, Wire().u8(0)));
}

std::vector<std::uint8_t> written(const OptFields& fields) {
    std::array<std::uint8_t, 512> space{};
    base::ByteWriter writer(space);
    write_opt(writer, fields);
    EXPECT_TRUE(writer.ok());
    EXPECT_EQ(writer.position(), opt_bytes(fields));
    return copy(writer.written());
}

TEST(WriteOpt, Plain) {
    EXPECT_EQ(written({}), copy(Wire().opt({}, 1232).bytes()));
    EXPECT_EQ(written({.udp_size = 4096, .extended_rcode = 1, .dnssec_ok = true}),
              copy(Wire().opt({}, 4096, 0x01008000).bytes()));
}

TEST(WriteOpt, Options) {
    const Wire error = Wire().raw({0, 29, 'p', 'r'});
    EXPECT_EQ(written({.ede = Ede::synthesized, .ede_text = "pr"}),
              copy(Wire().opt(Wire().option(15, error)).bytes()));
    EXPECT_EQ(
        written({.ede = Ede::other, .keepalive_100ms = 100, .send_keepalive = true}),
        copy(Wire().opt(Wire().option(15, Wire().u16(0)).option(11, Wire().u16(100))).bytes()));
    EXPECT_EQ(written({.ede_text = "without a code"}), copy(Wire().opt({}).bytes()));
}

TEST(WriteOpt, CutsTextBetweenCharacters) {
    const std::string ascii(300, 'x');
    EXPECT_EQ(opt_bytes({.ede = Ede::other, .ede_text = ascii}), 11 + 6 + ede_text_bytes_max);
    const std::string accented = std::string(ede_text_bytes_max - 1, 'x') + "\xC3\xA4";
    EXPECT_EQ(written({.ede = Ede::other, .ede_text = accented}).size(),
              11 + 6 + ede_text_bytes_max - 1);
}

TEST(WriteOpt, SetsTheErrorWhenItDoesNotFit) {
    const OptFields fields{.ede = Ede::other, .ede_text = "text", .send_keepalive = true};
    for (std::size_t room = 0; room < opt_bytes(fields); ++room) {
        std::vector<std::uint8_t> space(room);
        base::ByteWriter writer(space);
        write_opt(writer, fields);
        EXPECT_FALSE(writer.ok());
    }
}

TEST(WriteOpt, ReadsBack) {
    const OptFields fields{.udp_size = 1400,
                           .extended_rcode = 1,
                           .dnssec_ok = true,
                           .ede = Ede::filtered,
                           .ede_text = "x",
                           .keepalive_100ms = 5,
                           .send_keepalive = true};
    const std::vector<std::uint8_t> octets = written(fields);
    Edns edns;
    ASSERT_TRUE(parse_opt(base::load_be16(&octets[3]), base::load_be32(&octets[5]),
                          base::Bytes(octets).subspan(11), edns));
    EXPECT_EQ(edns.udp_size, 1400);
    EXPECT_EQ(edns.extended_rcode, 1);
    EXPECT_TRUE(edns.dnssec_ok && edns.tcp_keepalive && edns.keepalive_has_data);
    EXPECT_EQ(edns.ede, Ede::filtered);
}

}  // namespace
}  // namespace gate64::dns
