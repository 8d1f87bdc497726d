// SPDX-License-Identifier: Apache-2.0
// Random records through the writer and back: nothing is lost, nothing is made up, and at every
// size what was taken is a whole message. Seeded, so a failure repeats.
#include <gtest/gtest.h>

#include <random>

#include "shared/dns/message.h"
#include "shared/dns/rdata.h"
#include "shared/dns/writer.h"
#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::copy;
using test::Wire;

class Source {
  public:
    explicit Source(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t bound) { return random_() % bound; }

    /// Few different labels, so suffixes repeat; now and then a name near the limit.
    Name name() {
        Name name;
        const std::size_t labels = below(20) == 0 ? 127 : below(6);
        for (std::size_t i = 0; i < labels; ++i) {
            const std::size_t size = below(30) == 0 ? 63 : 1 + below(3);
            const Wire label = Wire()
                                   .u8(static_cast<unsigned>(size))
                                   .fill(size, static_cast<std::uint8_t>("abAB.\377"[below(6)]));
            if (const std::optional<Name> longer = Name::join(label.bytes(), name)) name = *longer;
        }
        return name;
    }
    /// RDATA as the row of the type says.
    Wire rdata(std::uint16_t type) {
        Wire wire;
        for (const char field : rdata_shape(type))
            append(wire, field);
        return wire;
    }

  private:
    void append(Wire& wire, char field) {
        switch (field) {
            case '1':
            case '2':
            case '4':
                return append_octets(wire, static_cast<std::size_t>(field - '0'));
            case 's':
            case 'h':
            case 't': {
                const std::size_t size = 1 + below(20);
                wire.u8(static_cast<unsigned>(size));
                return append_octets(wire, size);
            }
            case 'n':
            case 'N':
                wire.add(name().wire());
                return;
            case 'b':
                wire.raw({0, 2, 1, 1});
                return;
            case 'v':
                wire.option(3, Wire().u16(443));
                return;
            case 'p':
                wire.raw({0, 1, 8, 1, 10});
                return;
            default:
                return append_octets(wire, 1 + below(40));
        }
    }
    void append_octets(Wire& wire, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            wire.u8(static_cast<unsigned>(random_() & 0xFF));
    }

    std::mt19937 random_;
};

constexpr std::uint16_t types[] = {
    rr::a,     rr::ns,    rr::cname,      rr::soa,  rr::mb,     rr::wks,   rr::ptr,
    rr::hinfo, rr::minfo, rr::mx,         rr::txt,  rr::rp,     rr::afsdb, rr::sig,
    rr::key,   rr::px,    rr::aaaa,       rr::nxt,  rr::srv,    rr::naptr, rr::kx,
    rr::dname, rr::ds,    rr::rrsig,      rr::nsec, rr::dnskey, rr::nsec3, rr::svcb,
    rr::https, 42,        rr::nsec3param, 65280,    257,        256};

RecordList random_records(Source& source) {
    RecordList list;
    const std::size_t count = source.below(30);
    std::size_t section = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (source.below(8) == 0 && section < 2) ++section;
        const std::uint16_t type = types[source.below(std::size(types))];
        const Wire rdata = source.rdata(type);
        list.add(static_cast<Section>(section), source.name(), type,
                 static_cast<std::uint32_t>(source.below(0x80000000)), rdata.bytes());
    }
    return list;
}

/// Names may come back in the case of an earlier spelling, so RDATA is compared without case.
bool same(const RecordView& a, const RecordView& b) {
    const auto folded = [](base::Bytes bytes) {
        std::vector<std::uint8_t> octets = copy(bytes);
        for (std::uint8_t& octet : octets)
            octet = lower(octet);
        return octets;
    };
    return a.section == b.section && a.owner == b.owner && a.type == b.type && a.ttl == b.ttl &&
           folded(a.rdata) == folded(b.rdata);
}

void expect_prefix(const RecordList& written, RecordSpan whole) {
    RecordSpan::Iterator want = whole.begin();
    for (const RecordView record : written.view()) {
        ASSERT_TRUE(want != whole.end());
        ASSERT_TRUE(same(record, *want)) << type_text(record.type) << " " << record.owner.text();
        ++want;
    }
}

TEST(RoundTrip, RandomRecords) {
    std::vector<std::uint8_t> space(message_bytes_max);
    Response response;
    for (unsigned seed = 0; seed < 1500; ++seed) {
        Source source(seed);
        const RecordList list = random_records(source);
        MessageWriter writer(space);
        writer.start(1, 0x8180);
        writer.question(source.name(), rr::any, klass::in);
        for (const RecordView record : list.view())
            ASSERT_TRUE(writer.record(record));
        ASSERT_TRUE(parse_response(writer.message(), response)) << seed;
        ASSERT_EQ(response.records.count(), list.count()) << seed;
        expect_prefix(response.records, list.view());
        if (HasFailure()) FAIL() << "seed " << seed;
    }
}

TEST(RoundTrip, RandomRecordsInLittleRoom) {
    Response response;
    for (unsigned seed = 0; seed < 1500; ++seed) {
        Source source(seed);
        const RecordList list = random_records(source);
        std::vector<std::uint8_t> space(12 + source.below(600));
        MessageWriter writer(space);
        writer.start(1, 0x8180);
        std::size_t taken = 0;
        for (const RecordView record : list.view()) {
            if (!writer.record(record)) break;
            ++taken;
        }
        EXPECT_EQ(writer.truncated(), taken < list.count());
        ASSERT_TRUE(parse_response(writer.message(), response)) << seed;
        ASSERT_EQ(response.records.count(), taken) << seed;
        expect_prefix(response.records, list.view());
        if (HasFailure()) FAIL() << "seed " << seed;
    }
}

TEST(RoundTrip, ARecordThatDidNotFitLeavesNoTarget) {
    // What comes after a refused record must not point into where it stood.
    Response response;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        Source source(seed);
        std::vector<std::uint8_t> space(40 + source.below(80));
        MessageWriter writer(space);
        writer.start(1, 0x8180);
        RecordList taken;
        for (int i = 0; i < 20; ++i) {
            const Name owner = source.name();
            const Wire rdata = source.rdata(rr::soa);
            const std::uint16_t type = i % 2 == 0 ? rr::soa : rr::null;
            const base::Bytes bytes = type == rr::soa ? rdata.bytes() : base::Bytes();
            if (writer.record(Section::answer, owner, type, 1, bytes)) {
                taken.add(Section::answer, owner, type, 1, bytes);
            }
        }
        ASSERT_TRUE(parse_response(writer.message(), response)) << seed;
        ASSERT_EQ(response.records.count(), taken.count()) << seed;
        expect_prefix(response.records, taken.view());
        if (HasFailure()) FAIL() << "seed " << seed;
    }
}

TEST(RoundTrip, BrokenMessagesAreReadOrRefusedWithoutHarm) {
    std::vector<std::uint8_t> space(message_bytes_max);
    Response response;
    Query query;
    unsigned refused = 0;
    for (unsigned seed = 0; seed < 2500; ++seed) {
        Source source(seed);
        MessageWriter writer(space);
        writer.start(1, 0x0100);
        writer.question(source.name(), rr::aaaa, klass::in);
        const RecordList list = random_records(source);
        for (const RecordView record : list.view())
            writer.record(record);
        std::vector<std::uint8_t> octets = copy(writer.message());
        for (std::size_t i = 0; i < 1 + seed % 4; ++i)
            octets[source.below(octets.size())] = static_cast<std::uint8_t>(source.below(256));
        octets.resize(octets.size() - source.below(2) * source.below(octets.size()));
        refused += parse_response(octets, response) ? 0U : 1U;
        (void)parse_query(octets, query);
    }
    EXPECT_GT(refused, 500U);
}

}  // namespace
}  // namespace gate64::dns
