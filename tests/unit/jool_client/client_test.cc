// SPDX-License-Identifier: Apache-2.0
#include "shared/jool_client/client.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "shared/jool/abi.h"
#include "shared/jool/globals.h"
#include "shared/jool/session_codec.h"
#include "tests/kit/fake_jool.h"

namespace gate64::jool {
namespace {

Pool4Entry range(const char* prefix, std::uint16_t min, std::uint16_t max,
                 Protocol protocol = Protocol::udp) {
    return {.mark = 0,
            .protocol = protocol,
            .prefix = net::Ipv4Prefix::parse(prefix).value(),
            .port_min = min,
            .port_max = max,
            .iterations = {}};
}

BibEntry binding(std::uint16_t port, std::uint16_t client = 1) {
    return {.protocol = Protocol::udp,
            .src6 = {net::Ipv6Address::parse("2001:db8::1").value(), client},
            .src4 = {net::Ipv4Address::parse("192.0.2.1").value(), port},
            .is_static = true};
}

Session generated(std::size_t i) {
    Session session;
    session.protocol = Protocol::tcp;
    session.src4 = {net::Ipv4Address(0xC0000200 + static_cast<std::uint32_t>(i / 60'000)),
                    static_cast<std::uint16_t>(i % 60'000)};
    return session;
}

class ClientTest : public testing::Test {
  protected:
    FakeJool jool;
    std::unique_ptr<Client> client = jool.connect();
    const net::Ipv6Prefix pool6 = net::Ipv6Prefix::parse("64:ff9b::/96").value();
};

TEST_F(ClientTest, LifeOfAnInstance) {
    EXPECT_FALSE(client->instance_exists("one").value());
    ASSERT_TRUE(client->add_instance("one", Framework::iptables, pool6).has_value());
    EXPECT_TRUE(client->instance_exists("one").value());
    EXPECT_EQ(client->add_instance("one", Framework::iptables, pool6).error().errno_value, EEXIST);
    jool.elsewhere = {{9, Framework::netfilter, "other"}};
    EXPECT_EQ(client->instances().value().size(), 2U);
    ASSERT_TRUE(client->remove_instance("one").has_value());
    EXPECT_EQ(client->remove_instance("one").error().errno_value, ESRCH);
    jool.add("two");
    ASSERT_TRUE(client->flush_instances().has_value());
    EXPECT_TRUE(jool.instances.empty());
}

TEST_F(ClientTest, NamesAreCheckedBeforeAnythingIsSent) {
    for (const char* name : {"", "sixteen-octets-x", "a b", "a\nb", "\xC3\xA9"}) {
        EXPECT_EQ(client->remove_instance(name).error().errno_value, EINVAL) << name;
        EXPECT_EQ(client->counters(name).error().errno_value, EINVAL) << name;
    }
    EXPECT_TRUE(jool.requests.empty());
}

TEST_F(ClientTest, UnknownLayoutsAreOnlyRead) {
    FakeJool next({4, 1, 255, 5});
    const auto reader = next.connect();
    EXPECT_TRUE(reader->instances().has_value());
    EXPECT_EQ(reader->flush_instances().error().errno_value, EPROTO);
    EXPECT_EQ(reader->add_instance("a", Framework::netfilter, pool6).error().errno_value, EPROTO);
    EXPECT_EQ(next.requests.size(), 1U);
}

TEST_F(ClientTest, Settings) {
    jool.add("one");
    const auto before = client->globals("one").value();
    std::size_t expected = 0;
    for (const Global& global : globals())
        expected += is_in(global, jool.version);
    EXPECT_EQ(before.size(), expected);
    const std::vector<GlobalSetting> wanted = {{22, std::uint32_t{120'000}}, {24, true}};
    ASSERT_TRUE(client->set_globals("one", wanted).has_value());
    EXPECT_EQ(jool.at("one").globals[22], GlobalValue(std::uint32_t{120'000}));
    const std::vector<GlobalSetting> wrong = {{24, false}, {22, std::uint32_t{1}}};
    EXPECT_EQ(client->set_globals("one", wrong).error().errno_value, EINVAL);
    EXPECT_EQ(jool.at("one").globals[24], GlobalValue(true));
}

TEST_F(ClientTest, Pool4IsFusedAndPaged) {
    jool.add("one");
    ASSERT_TRUE(client->add_pool4("one", range("192.0.2.0/24", 100, 200)).has_value());
    ASSERT_TRUE(client->add_pool4("one", range("192.0.2.0/24", 201, 300)).has_value());
    const auto listed = client->pool4("one", Protocol::udp).value();
    ASSERT_EQ(listed.size(), 256U);
    EXPECT_EQ(listed[255].prefix.text(), "192.0.2.255/32");
    EXPECT_EQ(listed[255].port_max, 300);
    EXPECT_TRUE(client->pool4("one", Protocol::tcp).value().empty());
    ASSERT_TRUE(
        client->remove_pool4("one", range("192.0.2.0/24", 150, 300), Sessions::end).has_value());
    EXPECT_EQ(client->pool4("one", Protocol::udp).value()[0].port_max, 149);
    ASSERT_TRUE(client->flush_pool4("one", Sessions::keep).has_value());
    EXPECT_TRUE(jool.at("one").pool4.empty());
}

TEST_F(ClientTest, ListingsThatChangeStartOver) {
    jool.add("one");
    ASSERT_TRUE(client->add_pool4("one", range("192.0.2.0/24", 100, 200)).has_value());
    jool.before(3, [&] { jool.at("one").pool4 = PoolSet(); });
    const auto listed = client->pool4("one", Protocol::udp);
    ASSERT_TRUE(listed.has_value()) << listed.error().message;
    EXPECT_TRUE(listed->empty());
}

TEST_F(ClientTest, ListingsThatNeverStandStillAreGivenUp) {
    const auto always_changing = [](base::Bytes request) -> base::Result<Octets> {
        const auto message = Message::parse(request);
        if (message->attributes().has(abi::root::offset))
            return jool_error(message->head(), EAGAIN, "changed");
        MessageHead head = message->head();
        head.command = 0;
        head.flags = abi::flag::more;
        MessageWriter writer(head);
        write_session(writer, abi::list::entry, Session{});
        return writer.finish();
    };
    Client hopeless(std::make_unique<RecordedTransport>(
        TransportFacts{0x20, {4, 1, 9, 0}},
        [&, count = 0](base::Bytes request) mutable -> base::Result<Octets> {
            EXPECT_LT(++count, 20);
            return always_changing(request);
        }));
    EXPECT_FALSE(hopeless.pool4("one", Protocol::udp).has_value());
    EXPECT_EQ(hopeless.each_session("one", Protocol::udp, [](const Session&) { return true; })
                  .error()
                  .errno_value,
              EAGAIN);
}

TEST_F(ClientTest, PagesThatRepeatThemselvesEnd) {
    Client circling(std::make_unique<RecordedTransport>(
        TransportFacts{0x20, {4, 1, 9, 0}}, [](base::Bytes request) -> base::Result<Octets> {
            MessageHead head = Message::parse(request)->head();
            head.command = 0;
            head.flags = abi::flag::more;
            MessageWriter writer(head);
            write_session(writer, abi::list::entry, Session{});
            return writer.finish();
        }));
    EXPECT_EQ(circling.each_session("one", Protocol::tcp, [](const Session&) { return true; })
                  .error()
                  .errno_value,
              EBADMSG);
}

TEST_F(ClientTest, Bindings) {
    jool.add("one");
    EXPECT_EQ(client->add_bib("one", binding(5000)).error().errno_value, EINVAL);
    ASSERT_TRUE(client->add_pool4("one", range("192.0.2.1", 5000, 6000)).has_value());
    ASSERT_TRUE(client->add_bib("one", binding(5000)).has_value());
    EXPECT_EQ(client->add_bib("one", binding(5000, 2)).error().errno_value, EEXIST);
    std::vector<BibEntry> seen;
    const auto keep = [&](const BibEntry& entry) {
        seen.push_back(entry);
        return true;
    };
    ASSERT_TRUE(client->each_bib("one", Protocol::udp, keep).has_value());
    EXPECT_EQ(seen, (std::vector{binding(5000)}));
    ASSERT_TRUE(client->remove_bib("one", binding(5000)).has_value());
    EXPECT_EQ(client->remove_bib("one", binding(5000)).error().errno_value, ESRCH);
}

TEST_F(ClientTest, AMillionSessionsStreamInOrder) {
    FakeInstance& instance = jool.add("one");
    instance.generate_session = generated;
    instance.generated_count = 1'000'000;
    jool.keeps_requests = false;
    std::size_t count = 0;
    const auto counted = [&](const Session& session) {
        return session.src4 == generated(count++).src4;
    };
    ASSERT_TRUE(client->each_session("one", Protocol::tcp, counted).has_value());
    EXPECT_EQ(count, 1'000'000U);
}

TEST_F(ClientTest, AVisitorMayStop) {
    FakeInstance& instance = jool.add("one");
    instance.generate_session = generated;
    instance.generated_count = 1'000;
    std::size_t count = 0;
    const auto three = [&](const Session&) { return ++count < 3; };
    ASSERT_TRUE(client->each_session("one", Protocol::tcp, three).has_value());
    EXPECT_EQ(count, 3U);
}

TEST_F(ClientTest, CountersAndAdvertising) {
    jool.add("one").counters[1] = 77;
    EXPECT_EQ(client->counters("one").value()[0], (Counter{1, 77}));
    jool.page_bytes = 400;
    EXPECT_EQ(client->counters("one").value().size(), 69U);
    EXPECT_EQ(client->globals("one").value().size(), jool.at("one").globals.size());
    ASSERT_TRUE(client->advertise("one").has_value());
    EXPECT_EQ(jool.at("one").advertised, 1);
}

TEST_F(ClientTest, AtomicConfiguration) {
    Client::AtomicConfiguration wanted{
        .framework = Framework::netfilter,
        .globals = {{abi::global::pool6, pool6}, {24, true}},
        .pool4 = {range("192.0.2.0/24", 100, 200), range("198.51.100.0/24", 1, 9)},
        .bib = {binding(150)}};
    ASSERT_TRUE(client->replace_atomically("one", wanted).has_value());
    EXPECT_EQ(jool.at("one").pool4, PoolSet(wanted.pool4));
    EXPECT_EQ(jool.at("one").bib, wanted.bib);
    wanted.framework = Framework::iptables;
    EXPECT_EQ(client->replace_atomically("one", wanted).error().errno_value, EINVAL);
    wanted.framework = Framework::netfilter;
    wanted.pool4.clear();
    ASSERT_TRUE(client->replace_atomically("one", wanted).has_value());
    EXPECT_TRUE(jool.at("one").pool4.empty());
}

TEST_F(ClientTest, FailuresComeWhereTheyAreAskedFor) {
    jool.add("one");
    jool.fail(2, ENOMEM, "no memory");
    jool.fail_in_netlink(3, EINVAL);
    jool.lose_reply(4);
    EXPECT_TRUE(client->advertise("one").has_value());
    EXPECT_EQ(client->advertise("one").error().message, "no memory");
    EXPECT_EQ(client->advertise("one").error().errno_value, EINVAL);
    EXPECT_EQ(client->advertise("one").error().errno_value, ETIMEDOUT);
    EXPECT_EQ(jool.at("one").advertised, 2);
    jool.may_write = false;
    EXPECT_EQ(client->advertise("one").error().errno_value, EPERM);
    EXPECT_TRUE(client->counters("one").has_value());
}

TEST_F(ClientTest, FromFourOneFifteenPool4StaysOutOfTheEphemeralRange) {
    FakeJool newest({4, 1, 15, 0});
    newest.add("one");
    const auto to_newest = newest.connect();
    const Pool4Entry within = range("192.0.2.1", 40000, 41000);
    EXPECT_EQ(to_newest->add_pool4("one", within).error().errno_value, EINVAL);
    EXPECT_TRUE(to_newest->add_pool4("one", within, true).has_value());
    jool.add("one");
    EXPECT_TRUE(client->add_pool4("one", within).has_value());
}

}  // namespace
}  // namespace gate64::jool
