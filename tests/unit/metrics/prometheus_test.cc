// SPDX-License-Identifier: Apache-2.0
#include "dns64d/metrics/prometheus.h"

#include <gtest/gtest.h>

namespace gate64::dns64d::metrics {
namespace {

TEST(PrometheusPage, SumsShardsAndNamesEachFamilyOnce) {
    Counters one;
    Counters two;
    one.add(Count::queries_udp, 2);
    two.add(Count::queries_udp, 3);
    const std::array<const Counters*, 2> shards{&one, &two};
    const std::string page = prometheus_page(shards, {});
    EXPECT_NE(page.find("gate64_dns_queries_total{transport=\"udp\"} 5\n"), std::string::npos);
    const auto first = page.find("# TYPE gate64_dns_queries_total counter\n");
    ASSERT_NE(first, std::string::npos);
    EXPECT_EQ(page.find("# TYPE gate64_dns_queries_total", first + 1), std::string::npos);
}

TEST(PrometheusPage, HistogramIsCumulative) {
    Counters counters;
    counters.add_latency(0);
    counters.add_latency(15);
    counters.add_latency(99999);
    const std::array<const Counters*, 1> shards{&counters};
    const std::string page = prometheus_page(shards, {});
    EXPECT_NE(page.find("gate64_dns_latency_seconds_bucket{le=\"0.001\"} 1\n"), std::string::npos);
    EXPECT_NE(page.find("gate64_dns_latency_seconds_bucket{le=\"0.02\"} 2\n"), std::string::npos);
    EXPECT_NE(page.find("gate64_dns_latency_seconds_bucket{le=\"+Inf\"} 3\n"), std::string::npos);
    EXPECT_NE(page.find("gate64_dns_latency_seconds_count 3\n"), std::string::npos);
}

TEST(PrometheusPage, GaugesComeAsGiven) {
    const std::string page =
        prometheus_page({}, {{"g", "a=\"1\"", "Help.", 0.25}, {"g", "", "Help.", 3}});
    EXPECT_NE(page.find("# HELP g Help.\n# TYPE g gauge\ng{a=\"1\"} 0.25\ng 3\n"),
              std::string::npos);
}

}  // namespace
}  // namespace gate64::dns64d::metrics
