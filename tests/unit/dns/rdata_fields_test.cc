// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/rdata_fields.h"

#include <gtest/gtest.h>

#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::Wire;

bool bitmap(const Wire& wire) {
    return type_bitmap_ok(wire.bytes());
}
bool services(const Wire& wire) {
    return service_parameters_ok(wire.bytes());
}
bool prefixes(const Wire& wire) {
    return address_prefixes_ok(wire.bytes());
}
bool service(unsigned key, const Wire& value) {
    return services(Wire().option(key, value));
}

TEST(TypeBitmap, Windows) {
    EXPECT_TRUE(bitmap({}));
    EXPECT_TRUE(bitmap(Wire().raw({0, 1, 0x40})));
    EXPECT_TRUE(bitmap(Wire().raw({0, 32}).fill(32, 1).raw({1, 1, 1}).raw({255, 1, 1})));
    EXPECT_FALSE(bitmap(Wire().raw({0})));
    EXPECT_FALSE(bitmap(Wire().raw({0, 0})));
    EXPECT_FALSE(bitmap(Wire().raw({0, 2, 1})));
    EXPECT_FALSE(bitmap(Wire().raw({0, 33}).fill(33, 1)));
    EXPECT_FALSE(bitmap(Wire().raw({1, 1, 1, 0, 1, 1})));
    EXPECT_FALSE(bitmap(Wire().raw({0, 1, 1, 0, 1, 1})));
    EXPECT_FALSE(bitmap(Wire().raw({0, 1, 1, 7})));
}

TEST(ServiceParameters, KeysRise) {
    EXPECT_TRUE(services({}));
    EXPECT_TRUE(services(Wire().option(7, Wire().u8('x')).option(65280, {})));
    EXPECT_FALSE(services(Wire().option(65280, {}).option(7, {})));
    EXPECT_FALSE(services(Wire().option(7, {}).option(7, {})));
    EXPECT_FALSE(services(Wire().option(7, {}).u8(0)));
    EXPECT_FALSE(services(Wire().u16(7).u16(2).u8(0)));
}

TEST(ServiceParameters, ValuesHaveTheirShape) {
    EXPECT_TRUE(service(0, Wire().u16(1).u16(3)));
    EXPECT_FALSE(service(0, {}));
    EXPECT_FALSE(service(0, Wire().u16(0)));
    EXPECT_FALSE(service(0, Wire().u16(3).u16(1)));
    EXPECT_FALSE(service(0, Wire().u8(1)));
    EXPECT_TRUE(service(1, Wire().labels("h2").labels("h3")));
    EXPECT_FALSE(service(1, {}));
    EXPECT_FALSE(service(1, Wire().u8(0)));
    EXPECT_FALSE(service(1, Wire().labels("h2").raw({3, 'h'})));
    EXPECT_TRUE(service(2, {}));
    EXPECT_FALSE(service(2, Wire().u8(0)));
    EXPECT_TRUE(service(3, Wire().u16(443)));
    EXPECT_FALSE(service(3, Wire().u8(1)));
    EXPECT_TRUE(service(4, Wire().fill(8, 1)));
    EXPECT_FALSE(service(4, {}));
    EXPECT_FALSE(service(4, Wire().fill(6, 1)));
    EXPECT_TRUE(service(6, Wire().fill(16, 1)));
    EXPECT_FALSE(service(6, Wire().fill(17, 1)));
    EXPECT_TRUE(service(5, Wire().fill(100, 1)));
}

TEST(AddressPrefixes, ItemsHoldTogether) {
    EXPECT_TRUE(prefixes({}));
    EXPECT_TRUE(prefixes(Wire().u16(1).raw({24, 3, 192, 0, 2}).u16(2).raw({8, 0x81, 0xFF})));
    EXPECT_TRUE(prefixes(Wire().u16(9).raw({255, 2, 1, 2})));
    EXPECT_FALSE(prefixes(Wire().u16(1).raw({33, 4, 1, 2, 3, 4})));
    EXPECT_FALSE(prefixes(Wire().u16(1).raw({24, 5, 1, 2, 3, 4, 5})));
    EXPECT_FALSE(prefixes(Wire().u16(2).raw({129, 1, 1})));
    EXPECT_FALSE(prefixes(Wire().u16(2).raw({128, 17}).fill(17, 1)));
    EXPECT_FALSE(prefixes(Wire().u16(1).raw({24, 3, 192, 0})));
    EXPECT_FALSE(prefixes(Wire().u16(1).raw({24})));
}

}  // namespace
}  // namespace gate64::dns
