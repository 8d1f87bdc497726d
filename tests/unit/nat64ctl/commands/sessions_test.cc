// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "nat64ctl/commands/heavy_hitters.h"
#include "nat64ctl/commands/session_filter.h"
#include "nat64ctl/commands/session_rows.h"
#include "nat64ctl/commands/top_clients.h"
#include "tests/unit/nat64ctl/commands/scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using jool::Protocol;
using testing::HasSubstr;

Scene scene_with_sessions() {
    Scene scene;
    jool::FakeInstance& instance = scene.jool.add("gate64");
    instance.sessions = {session_of(0), session_of(256), session_of(1, Protocol::udp)};
    instance.sessions[1].state = jool::TcpState::v4_fin_rcv;
    instance.bib = {{Protocol::tcp, session_of(0).src6, session_of(0).src4, true},
                    {Protocol::udp, session_of(1).src6, session_of(1).src4, false}};
    return scene;
}

TEST(Sessions, AreRowsForProgramsAndPeople) {
    Scene scene = scene_with_sessions();
    const Outcome json = scene.run({"sessions", "--protocol", "udp", "--json"});
    EXPECT_EQ(json.code, cli::ExitCode::done) << json.err;
    EXPECT_EQ(
        json.json(),
        nlohmann::ordered_json::parse(
            R"([{"protocol":"udp","client":"2001:db8::","client_port":1025,"pool4":"192.0.2.1",
             "pool4_port":1025,"server":"198.51.100.1","server_port":443,
             "server6":"64:ff9b::c633:6401","state":null,"expires_ms":7100000}])"));
    EXPECT_THAT(scene.run({"sessions"}).out,
                HasSubstr("tcp       [2001:db8::]:1024   192.0.2.1:1024  198.51.100.1:443  "
                          "ESTABLISHED"));
}

TEST(Sessions, AreFiltered) {
    Scene scene = scene_with_sessions();
    const auto count = [&](std::vector<std::string> filter) {
        filter.insert(filter.begin(), {"sessions", "--json"});
        const Outcome outcome = scene.run(filter);
        EXPECT_EQ(outcome.code, cli::ExitCode::done) << outcome.err;
        return outcome.json().size();
    };
    EXPECT_EQ(count({}), 3U);
    EXPECT_EQ(count({"--client", "2001:db8::1"}), 1U);
    EXPECT_EQ(count({"--server", "198.51.100.0/24"}), 3U);
    EXPECT_EQ(count({"--server", "64:ff9b::c633:6401"}), 3U);
    EXPECT_EQ(count({"--server", "203.0.113.1"}), 0U);
    EXPECT_EQ(count({"--state", "v4-fin-rcv"}), 1U);
    EXPECT_EQ(count({"--state", "ESTABLISHED"}), 1U);
}

TEST(Sessions, RefusesWrongFilters) {
    Scene scene = scene_with_sessions();
    EXPECT_THAT(scene.run({"sessions", "--protocol", "sctp"}).err, HasSubstr("tcp, udp or icmp"));
    EXPECT_THAT(scene.run({"sessions", "--state", "open"}).err, HasSubstr("v6-init"));
    EXPECT_EQ(scene.run({"sessions", "--client", "192.0.2.1"}).code, cli::ExitCode::usage);
    EXPECT_EQ(scene.run({"sessions", "--top", "3", "--server", "192.0.2.1"}).code,
              cli::ExitCode::usage);
}

TEST(Sessions, TopClientsAreCountedByPorts) {
    Scene scene = scene_with_sessions();
    auto& bib = scene.jool.at("gate64").bib;
    bib.push_back({Protocol::tcp, session_of(256).src6, session_of(256).src4, false});
    EXPECT_EQ(scene.run({"sessions", "--top", "5", "--json"}).json(),
              nlohmann::ordered_json::parse(
                  R"([{"client":"2001:db8::","ports":2,"error":0},
            {"client":"2001:db8::1","ports":1,"error":0}])"));
    EXPECT_EQ(scene.run({"sessions", "--top", "1"}).out, "CLIENT      PORTS\n2001:db8::      2\n");
}

std::size_t resident_bytes() {
    std::size_t total = 0;
    std::size_t resident = 0;
    std::ifstream("/proc/self/statm") >> total >> resident;
    return resident * 4096;
}

// Swallows what is written, so that only the program's own memory is seen.
class NullBuffer final : public std::streambuf {
  public:
    std::size_t lines = 0;

  protected:
    int overflow(int c) override {
        lines += c == '\n' ? 1U : 0U;
        return c;
    }
    std::streamsize xsputn(const char* text, std::streamsize n) override {
        lines += static_cast<std::size_t>(std::count(text, text + n, '\n'));
        return n;
    }
};

class Million : public testing::TestWithParam<const char*> {};

TEST_P(Million, TakesConstantMemory) {
    constexpr std::size_t many = 1'000'000;
    Scene scene;
    scene.jool.keeps_requests = false;
    jool::FakeInstance& instance = scene.jool.add("gate64");
    instance.generate_session = [](std::size_t i) {
        jool::Session session = session_of(i);
        session.dst4 = {net::Ipv4Address(static_cast<std::uint32_t>(0x0B000000 + i)), 443};
        session.src4.port = 1024;
        return session;
    };
    instance.generated_count = many;
    NullBuffer buffer;
    std::ostream out(&buffer);
    const Streams streams{out, out, cli::Terminal(), nullptr};
    const std::string arguments[] = {"sessions", GetParam(), "--config", empty_file()};
    const std::size_t before = resident_bytes();
    const auto code = run_command(arguments, streams, [&](const GlobalOptions&) {
        return std::make_unique<FakeGateway>(scene);
    });
    EXPECT_EQ(code, cli::ExitCode::done);
    EXPECT_GE(buffer.lines, many);
    // The sanitizer keeps freed memory for a while; a table in memory would be ten times as much.
    EXPECT_LT(resident_bytes(), before + (std::size_t{300} << 20U));
}

INSTANTIATE_TEST_SUITE_P(Forms, Million, testing::Values("--tsv", "--yes"));

TEST(HeavyHitters, AreExactBelowTheLimit) {
    HeavyHitters counts(10);
    const net::Ipv6Address a = session_of(0).src6.address;
    const net::Ipv6Address b = session_of(256).src6.address;
    counts.add(b);
    counts.add(a);
    counts.add(b);
    EXPECT_TRUE(counts.is_exact());
    EXPECT_EQ(counts.total(), 3U);
    EXPECT_THAT(counts.top(5),
                testing::ElementsAre(HeavyHitters::Row{b, 2, 0}, HeavyHitters::Row{a, 1, 0}));
    EXPECT_EQ(counts.top(1).size(), 1U);
    EXPECT_TRUE(HeavyHitters(1).top(3).empty());
}

TEST(HeavyHitters, StateTheirErrorAboveIt) {
    HeavyHitters counts(4);
    const net::Ipv6Address heavy = session_of(0).src6.address;
    for (std::size_t i = 1; i <= 100; ++i) {
        counts.add(heavy);
        counts.add(session_of(i * 256).src6.address);
    }
    EXPECT_FALSE(counts.is_exact());
    const auto top = counts.top(1).front();
    EXPECT_EQ(top.key, heavy);
    EXPECT_GE(top.count, 100U);
    EXPECT_LE(top.count - top.error, 100U);
    EXPECT_LE(top.error, counts.total() / 4);
}

TEST(Bib, IsListedAndFiltered) {
    Scene scene = scene_with_sessions();
    EXPECT_EQ(
        scene.run({"bib", "list", "--json", "--static"}).json(),
        nlohmann::ordered_json::parse(
            R"([{"protocol":"tcp","client":"2001:db8::","client_port":1024,"pool4":"192.0.2.1",
             "pool4_port":1024,"static":true}])"));
    EXPECT_EQ(scene.run({"bib", "list", "--protocol", "icmp"}).out, "no bindings\n");
}

TEST(Bib, IsAddedAndRemoved) {
    Scene scene = scene_with_sessions();
    auto& instance = scene.jool.at("gate64");
    instance.bib.clear();
    add_pool4(instance, pool4_entry("192.0.2.1", 1, 65535));
    const Outcome added = scene.run({"bib", "add", "tcp", "[2001:db8::80]:443", "192.0.2.1:443"});
    EXPECT_EQ(added.code, cli::ExitCode::done) << added.err;
    EXPECT_EQ(added.out, "bound tcp [2001:db8::80]:443 as 192.0.2.1:443\n");
    ASSERT_EQ(instance.bib.size(), 1U);
    EXPECT_TRUE(instance.bib.front().is_static);
    EXPECT_EQ(scene.run({"bib", "remove", "tcp", "192.0.2.1:443"}).code, cli::ExitCode::done);
    EXPECT_TRUE(instance.bib.empty());
    EXPECT_THAT(scene.run({"bib", "remove", "tcp", "192.0.2.1:443"}).err,
                HasSubstr("no such binding"));
}

TEST(Bib, SaysThatPool4LacksTheAddress) {
    Scene scene = scene_with_sessions();
    add_pool4(scene.jool.at("gate64"), pool4_entry("192.0.2.1", 1, 65535));
    const Outcome outcome =
        scene.run({"bib", "add", "tcp", "[2001:db8::80]:443", "198.51.100.1:443"});
    EXPECT_EQ(outcome.code, cli::ExitCode::failed);
    EXPECT_THAT(outcome.err, HasSubstr("nat64ctl add-pool"));
}

TEST(TimeLeft, IsShort) {
    EXPECT_EQ(time_left_text(7'199'000), "1h59m");
    EXPECT_EQ(time_left_text(220'500), "3m40s");
    EXPECT_EQ(time_left_text(999), "0s");
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
