// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/metrics/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "nat64ctl/metrics/exposition.h"
#include "shared/jool/stats.h"

namespace gate64::nat64ctl::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const jool::Version module{4, 1, 9, 0};

Scrape full_scrape() {
    Scrape scrape{.is_up = true,
                  .instance = "gate64",
                  .own_version = "0.1.0",
                  .module = module,
                  .counters = {},
                  .tables = {.bindings = 12, .sessions = 34},
                  .resets = 1,
                  .pool4 = {},
                  .guard = model::GuardFacts{.is_installed = true,
                                             .pool6 = "64:ff9b::/96",
                                             .fingerprint = "",
                                             .counters = {{"special_use", 5, 400}}},
                  .findings = std::vector<model::Finding>{{.id = "pool4-ephemeral-overlap",
                                                           .severity = model::Severity::warning,
                                                           .title = "",
                                                           .cause = "",
                                                           .evidence = "",
                                                           .fix = ""}}};
    for (std::uint16_t id = 1; id <= 70; ++id)
        scrape.counters.push_back({id, id * 100U});
    for (const jool::Protocol protocol : jool::all_protocols) {
        scrape.pool4.push_back({.mark = 0,
                                .protocol = protocol,
                                .prefix = *net::Ipv4Prefix::parse("192.0.2.1"),
                                .port_min = 61000,
                                .port_max = 65535,
                                .iterations = {}});
    }
    return scrape;
}

/// The rules of `promtool check metrics` that names and types can break, and the format's own.
void expect_well_formed(const std::string& page) {
    std::map<std::string, std::string> types;
    std::set<std::string> helped;
    std::set<std::string> seen;
    std::string family;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string hash;
        std::string kind;
        std::string name;
        if (line.starts_with("# ")) {
            words >> hash >> kind >> name;
            if (kind == "HELP") {
                EXPECT_TRUE(helped.insert(name).second) << "twice: " << name;
                EXPECT_GT(line.size(), 8 + name.size()) << "no help: " << name;
                family = name;
            } else {
                ASSERT_EQ(kind, "TYPE") << line;
                EXPECT_EQ(name, family) << "HELP and TYPE stand together";
                words >> types[name];
            }
            continue;
        }
        name = line.substr(0, line.find_first_of("{ "));
        EXPECT_EQ(name, family) << "samples follow their family";
        EXPECT_EQ(types[name] == "counter", name.ends_with("_total")) << name;
        EXPECT_TRUE(std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        })) << name;
        EXPECT_TRUE(seen.insert(line.substr(0, line.rfind(' '))).second) << "twice: " << line;
    }
    for (const auto& [name, type] : types)
        EXPECT_TRUE(helped.contains(name) && !type.empty()) << name;
}

TEST(Page, HasWhatAnOperatorAlarmsOn) {
    const std::string page = page_of(full_scrape());
    expect_well_formed(page);
    for (const char* line : {
             "nat64_up{instance=\"gate64\"} 1\n",
             "nat64_module_info{version=\"4.1.9\"} 1\n",
             "nat64_traffic_total{instance=\"gate64\",reason=\"JSTAT_RECEIVED6\"} 100\n",
             "nat64_exhausted_total{instance=\"gate64\",reason=\"JSTAT_BIB6_NOT_FOUND\"} 2800\n",
             "nat64_exhausted_total{instance=\"gate64\",reason=\"JSTAT_UNKNOWN\"} 6900\n",
             "nat64_bindings{instance=\"gate64\"} 12\n",
             "nat64_sessions{instance=\"gate64\"} 34\n",
             "nat64_counter_resets_total{instance=\"gate64\"} 1\n",
             "nat64_pool4_ports{instance=\"gate64\",protocol=\"icmp\",mark=\"0\"} 4536\n",
             "nat64_pool4_addresses{instance=\"gate64\"} 1\n",
             "nat64_guard_installed 1\n",
             "nat64_guard_dropped_total{reason=\"special_use\"} 5\n",
             "nat64_findings{id=\"pool4-ephemeral-overlap\",severity=\"warning\"} 1\n",
         }) {
        EXPECT_THAT(page, HasSubstr(line));
    }
    EXPECT_THAT(page, Not(HasSubstr("PADDING")));
    EXPECT_THAT(page, Not(HasSubstr("JSTAT_SESSIONS"))) << "a gauge is no counter";
}

TEST(Page, EveryCounterOfEveryReleaseHasAFamily) {
    for (const jool::Version release : {jool::Version{4, 1, 8, 0}, jool::Version{4, 1, 9, 0},
                                        jool::Version{4, 1, 12, 0}, jool::Version{4, 1, 15, 0}}) {
        Scrape scrape = full_scrape();
        scrape.module = release;
        for (std::uint16_t id = 71; id <= 86; ++id)
            scrape.counters.push_back({id, id});
        const std::string page = page_of(scrape);
        expect_well_formed(page);
        for (const jool::Counter& counter : scrape.counters) {
            const jool::CounterMeaning* meaning = jool::find_counter(*scrape.module, counter.id);
            if (meaning != nullptr && meaning->is_gauge()) continue;
            const std::string name = jool::counter_name(*scrape.module, counter.id);
            if (name == "JSTAT_PADDING") continue;
            EXPECT_THAT(page, HasSubstr('"' + name + '"'));
        }
    }
}

TEST(Page, WithoutAModuleSaysSoAndNothingElse) {
    const std::string page = page_of({.is_up = false,
                                      .instance = "gate64",
                                      .own_version = "0.1.0",
                                      .module = {},
                                      .counters = {},
                                      .tables = {},
                                      .resets = 0,
                                      .pool4 = {},
                                      .guard = {},
                                      .findings = {}});
    expect_well_formed(page);
    EXPECT_THAT(page, HasSubstr("nat64_up{instance=\"gate64\"} 0\n"));
    EXPECT_THAT(page, Not(HasSubstr("nat64_bindings")));
}

TEST(Exposition, EscapesLabelsAndKeepsSigns) {
    Exposition page;
    page.family("a", Exposition::Type::gauge, "Help.");
    page.sample({{"l", "x\"\\\n"}}, std::int64_t{-1});
    EXPECT_EQ(page.text(), "# HELP a Help.\n# TYPE a gauge\na{l=\"x\\\"\\\\\\n\"} -1\n");
}

}  // namespace
}  // namespace gate64::nat64ctl::metrics
