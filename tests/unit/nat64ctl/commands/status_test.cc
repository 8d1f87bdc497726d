// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/status_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nat64ctl/commands/gauge.h"
#include "shared/jool/globals.h"
#include "tests/unit/nat64ctl/commands/scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using jool::Protocol;
using testing::HasSubstr;

model::Box translating_box() {
    model::Box box = healthy_box();
    model::InstanceFacts instance;
    instance.name = "gate64";
    instance.globals = {
        {jool::find_global("pool6")->id, net::Ipv6Prefix::parse("64:ff9b::/96").value()}};
    for (const Protocol protocol : jool::all_protocols)
        instance.pool4.push_back(pool4_entry("192.0.2.1", 61000, 65535, protocol));
    instance.counters = {{1, 1000}, {2, 900}, {3, 1850}, {4, 4217}, {5, 5000}};
    box.translator = model::TranslatorFacts{{4, 1, 9, 0}, {"gate64"}, instance};
    box.firewall->guard.is_installed = true;
    box.firewall->guard.pool6 = "64:ff9b::/96";
    box.firewall->guard.counters = {{"special_use", 12, 900}, {"loopback", 0, 0}};
    box.dns =
        model::DnsFacts{"0.1.0", {net::Ipv6Prefix::parse("64:ff9b::/96").value()}, {"[::]:53"}};
    return box;
}

constexpr std::string_view healthy_screen =
    "gateway      working\n"
    "module       jool 4.1.9 loaded; kernel 6.1.0-13-amd64\n"
    "instance     gate64 (netfilter), pool6 64:ff9b::/96\n"
    "pool4        192.0.2.1 61000-65535 (tcp, udp, icmp)\n"
    "bindings     [######..............]  30% 4,217 of 13,608 ports\n"
    "             ports: tcp 4,536, udp 4,536, icmp 4,536\n"
    "             sessions: 5,000\n"
    "packets/s    50 from IPv6, 25 from IPv4, unknown translated\n"
    "forwarding   IPv4 on, IPv6 on\n"
    "local ports  ephemeral 32768-60999, reserved 61000-65535\n"
    "interception by Jool itself (netfilter), no rules needed\n"
    "guard        stopped packets: special_use 12\n"
    "dns64d       dns64d 0.1.0, prefixes 64:ff9b::/96, pool6 among them\n";

TEST(Status, FitsAHealthyGatewayOnOneScreen) {
    const model::Box box = translating_box();
    StatusInput input{.box = box};
    input.earlier = {{1, 1000}, {2, 900}, {3, 1850}};
    input.later = {{1, 1100}, {2, 950}, {3, 0}};
    input.between = std::chrono::milliseconds(2000);
    const StatusReport report = status_report(input, cli::Terminal());
    EXPECT_TRUE(report.is_healthy);
    EXPECT_EQ(text_of(report, cli::Terminal()), healthy_screen);
    const auto json = json_of(report);
    EXPECT_EQ(json["healthy"], true);
    EXPECT_EQ(json["usage"],
              nlohmann::ordered_json::parse(
                  R"({"bindings":4217,"sessions":5000,"capacity":{"tcp":{"ports":4536},
            "udp":{"ports":4536},"icmp":{"ports":4536}}})"));
    EXPECT_EQ(json["rates"]["received6"], 50);
    EXPECT_TRUE(json["rates"]["translated"].is_null());
    EXPECT_EQ(json["dns64d"]["pool6_matches"], true);
}

TEST(Status, ShowsWhatIsWrong) {
    model::Box box = translating_box();
    box.sysctl->ipv6_forwarding = false;
    box.translator->instance->framework = jool::Framework::iptables;
    box.firewall->interception = {{model::Family::ipv6, "mangle", "PREROUTING", "gate64", true, 4}};
    box.firewall->guard.is_installed = false;
    box.module->disk_version = jool::Version{4, 1, 10, 0};
    box.dns->prefixes = {net::Ipv6Prefix::parse("2001:db8:64::/96").value()};
    StatusInput input{.box = box};
    input.findings = {{.id = "forwarding-off",
                       .severity = model::Severity::problem,
                       .title = "IPv6 forwarding is off",
                       .cause = "",
                       .evidence = "net.ipv6.conf.all.forwarding = 0",
                       .fix = "nat64ctl tune"}};
    const StatusReport report = status_report(input, cli::Terminal());
    EXPECT_FALSE(report.is_healthy);
    const std::string text = text_of(report, cli::Terminal());
    EXPECT_THAT(text, HasSubstr("NOT working"));
    EXPECT_THAT(text, HasSubstr("on disk is 4.1.10, used from the next load on"));
    EXPECT_THAT(text, HasSubstr("no rule for IPv4: `nat64ctl up`"));
    EXPECT_THAT(text, HasSubstr("IPv6 off"));
    EXPECT_THAT(text, HasSubstr("guard        not installed"));
    EXPECT_THAT(text, HasSubstr("pool6 64:ff9b::/96 is NOT among them"));
    EXPECT_THAT(text, HasSubstr("problem: IPv6 forwarding is off\n"
                                "  seen: net.ipv6.conf.all.forwarding = 0\n"
                                "  fix:  nat64ctl tune\n"));
}

// Warnings alone do not make a gateway unhealthy.
TEST(Status, IsHealthyWithWarnings) {
    const model::Box box = translating_box();
    StatusInput input{.box = box};
    input.findings = {{"x", model::Severity::warning, "title", "", "", ""}};
    EXPECT_TRUE(status_report(input, cli::Terminal()).is_healthy);
}

TEST(Status, ExplainsAGaugeBelowZero) {
    model::Box box = translating_box();
    box.translator->instance->counters[3].value = ~std::uint64_t{0} - 5;
    const StatusReport report = status_report({.box = box}, cli::Terminal());
    EXPECT_THAT(text_of(report, cli::Terminal()), HasSubstr("unknown: the instance was replaced"));
    EXPECT_TRUE(json_of(report)["usage"]["bindings"].is_null());
}

TEST(Status, NamesWhatItCouldNotSee) {
    model::Box box = translating_box();
    box.sysctl = base::fail("no permission\x1b[2J");
    box.firewall = base::fail("no netlink");
    box.module = base::fail("no /sys");
    const std::string text = text_of(status_report({.box = box}, cli::Terminal()), cli::Terminal());
    EXPECT_THAT(text, HasSubstr("could not be looked at: no permission\\x1b[2J"));
    EXPECT_THAT(text, HasSubstr("could not be looked at: no netlink"));
    EXPECT_THAT(text, HasSubstr("could not be looked at: no /sys"));
}

TEST(Status, ExitsWithOneWithoutModuleOrInstance) {
    Scene scene;
    scene.module_is_loaded = false;
    scene.box.module->is_loaded = false;
    const Outcome missing = scene.run({"status"});
    EXPECT_EQ(missing.code, cli::ExitCode::failed);
    EXPECT_THAT(missing.out, HasSubstr("jool is not loaded: `nat64ctl up` loads it"));
    scene.module_is_loaded = true;
    const Outcome empty = scene.run({"status", "--json"});
    EXPECT_EQ(empty.code, cli::ExitCode::failed);
    EXPECT_EQ(empty.json()["healthy"], false);
    EXPECT_TRUE(empty.json()["instance"].is_null());
}

TEST(Status, CountsPortsByAddressAndProtocol) {
    Scene scene;
    jool::FakeInstance& instance = scene.jool.add("gate64");
    add_pool4(instance, pool4_entry("192.0.2.1", 1024, 1033));
    instance.bib = {{Protocol::tcp, session_of(0).src6, session_of(0).src4, false},
                    {Protocol::tcp, session_of(1).src6, session_of(1).src4, false}};
    const auto json = scene.run({"status", "--ports", "--no-rates", "--json"}).json();
    EXPECT_EQ(json["usage"]["ports"],
              nlohmann::ordered_json::parse(
                  R"([{"address":"192.0.2.1","protocol":"tcp","used":2,"ports":10}])"));
    EXPECT_EQ(json["usage"]["capacity"]["tcp"]["used"], 2);
    EXPECT_FALSE(json.contains("rates"));
}

TEST(Gauge, IsABar) {
    const cli::Terminal plain;
    EXPECT_EQ(gauge_text(plain, 0, 0), "[....................]   0% 0 of 0");
    EXPECT_EQ(gauge_text(plain, 1, 1'000'000), "[#...................]   0% 1 of 1,000,000");
    EXPECT_EQ(gauge_text(plain, 5, 5), "[####################] 100% 5 of 5");
    EXPECT_EQ(gauge_text(plain, 9, 5), "[####################] 100% 9 of 5");
    EXPECT_EQ(percent_of(999, 1000), 99U);
    EXPECT_EQ(tone_of(69), cli::Tone::good);
    EXPECT_EQ(tone_of(70), cli::Tone::warning);
    EXPECT_EQ(tone_of(90), cli::Tone::bad);
    EXPECT_FALSE(gauge_value(std::uint64_t{1} << 63U));
    EXPECT_EQ(gauge_value(7), 7U);
}

TEST(PortUsage, KeepsToItsLimit) {
    PortUsage usage({pool4_entry("10.0.0.0/16", 1, 100)});
    EXPECT_EQ(usage.rows().size(), usage_rows_max);
    jool::BibEntry entry;
    entry.src4 = {net::Ipv4Address::parse("10.0.255.1").value(), 7};
    usage.add(entry);
    EXPECT_EQ(usage.uncounted(), 1U);
    EXPECT_EQ(usage.used(Protocol::tcp), 1U);
}

TEST(Check, PrintsErrorsWithTheirPlace) {
    Scene scene;
    EXPECT_EQ(scene.run({"check"}).out, empty_file() + ": ok\n");
    const std::string path = testing::TempDir() + "gate64-check-" + std::to_string(::getpid());
    std::ofstream(path) << "[nat64]\npool6 = \"64:ff9b::/95\"\n";
    const Outcome text = scene.run({"check", "--config", path});
    EXPECT_EQ(text.code, cli::ExitCode::usage);
    EXPECT_THAT(text.err, HasSubstr(path + ":2:"));
    const Outcome json = scene.run({"check", "--config", path, "--json"});
    EXPECT_EQ(json.json()["valid"], false);
    EXPECT_EQ(json.json()["errors"][0]["line"], 2);
    std::ofstream(path) << "[nat64]\npool6 = \"64:ff9b::/96\"\n"
                           "[[nat64.pool4]]\naddress = \"192.0.2.1\"\nmark = 1\n"
                           "[[nat64.pool4]]\naddress = \"192.0.2.0/30\"\nports = \"65000\"\n";
    const Outcome marks = scene.run({"check", "--config", path});
    EXPECT_EQ(marks.code, cli::ExitCode::usage);
    EXPECT_THAT(marks.err, HasSubstr("mark"));
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
