// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/metrics_collector.h"

#include <gmock/gmock.h>

#include "shared/jool/abi.h"
#include "shared/jool/stats.h"
#include "tests/unit/nat64ctl/commands/scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

class MetricsCollectorTest : public ::testing::Test {
  protected:
    MetricsCollectorTest() {
        options_.config_file = "/nonexistent/gate64.toml";
        options_.instance = "gate64";
        (void)scene_.jool.add("gate64");
        EXPECT_TRUE(
            scene_.jool.connect()->add_pool4("gate64", pool4_entry("192.0.2.1", 61000, 65535)));
        set("JSTAT_RECEIVED6", 1000);
        set("JSTAT_BIB_ENTRIES", 5);
        set("JSTAT_SESSIONS", 7);
    }

    void set(std::string_view name, std::int64_t value) {
        scene_.jool.at("gate64").counters[*jool::counter_id({4, 1, 9, 0}, name)] =
            static_cast<std::uint64_t>(value);
    }

    MetricsCollector collector(std::chrono::milliseconds age = 5min) {
        MetricsSources sources;
        sources.firewall = [] { return base::Result<model::FirewallFacts>(base::fail("no")); };
        sources.findings = [this](const std::string&) {
            ++examinations_;
            return std::vector<model::Finding>();
        };
        sources.now = [this] { return now_; };
        return {context_, std::move(sources), age};
    }

    std::size_t listings() const {
        // BIB_FOREACH and SESSION_FOREACH.
        return static_cast<std::size_t>(std::count_if(
            scene_.jool.requests.begin(), scene_.jool.requests.end(),
            [](const jool::MessageHead& head) {
                return head.command ==
                           static_cast<std::uint8_t>(jool::abi::Operation::bib_foreach) ||
                       head.command ==
                           static_cast<std::uint8_t>(jool::abi::Operation::session_foreach);
            }));
    }

    Scene scene_;
    GlobalOptions options_;
    FakeGateway gateway_{scene_};
    std::ostringstream out_text_;
    std::ostringstream err_;
    cli::Output out_{out_text_, cli::Format::text, cli::Terminal()};
    Context context_{options_, out_, err_, gateway_};
    std::chrono::steady_clock::time_point now_{};
    int examinations_ = 0;
};

TEST_F(MetricsCollectorTest, AScrapeListsNothing) {
    MetricsCollector metrics = collector();
    const std::string page = metrics.page();
    EXPECT_FALSE(metrics.trouble());
    EXPECT_THAT(page, HasSubstr("nat64_up{instance=\"gate64\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("nat64_bindings{instance=\"gate64\"} 5\n"));
    EXPECT_THAT(page, HasSubstr("protocol=\"tcp\",mark=\"0\"} 4536\n"));
    EXPECT_EQ(listings(), 0U);
}

TEST_F(MetricsCollectorTest, GaugesStayRightAfterAReset) {
    MetricsCollector metrics = collector();
    (void)metrics.page();
    scene_.jool.at("gate64").bib = {{jool::Protocol::tcp,
                                     {*net::Ipv6Address::parse("2001:db8::1"), 1},
                                     {*net::Ipv4Address::parse("192.0.2.1"), 61000},
                                     false}};
    set("JSTAT_RECEIVED6", 3);
    set("JSTAT_BIB_ENTRIES", -4);
    set("JSTAT_SESSIONS", -7);
    const std::string page = metrics.page();
    EXPECT_THAT(page, HasSubstr("nat64_bindings{instance=\"gate64\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("nat64_sessions{instance=\"gate64\"} 0\n"));
    EXPECT_THAT(page, HasSubstr("nat64_counter_resets_total{instance=\"gate64\"} 1\n"));
    const std::size_t counted = listings();
    EXPECT_GT(counted, 0U);
    (void)metrics.page();
    EXPECT_EQ(listings(), counted) << "once a reset";
}

TEST_F(MetricsCollectorTest, DoctorIsAskedSeldom) {
    MetricsCollector metrics = collector(5min);
    EXPECT_THAT(metrics.page(), HasSubstr("# TYPE nat64_findings gauge"));
    now_ += 4min;
    (void)metrics.page();
    EXPECT_EQ(examinations_, 1);
    now_ += 1min;
    (void)metrics.page();
    EXPECT_EQ(examinations_, 2);

    MetricsCollector without = collector(0ms);
    EXPECT_THAT(without.page(), Not(HasSubstr("nat64_findings")));
    EXPECT_EQ(examinations_, 2);
}

TEST_F(MetricsCollectorTest, WithoutAModuleThePageSaysDown) {
    scene_.module_is_loaded = false;
    MetricsCollector metrics = collector();
    EXPECT_THAT(metrics.page(), HasSubstr("nat64_up{instance=\"gate64\"} 0\n"));
    ASSERT_TRUE(metrics.trouble());
    EXPECT_EQ(metrics.trouble()->errno_value, ENOENT);
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
