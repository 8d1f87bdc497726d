// SPDX-License-Identifier: Apache-2.0
#include "dns64d/metrics/prometheus.h"

#include <charconv>
#include <cmath>

namespace gate64::dns64d::metrics {

namespace {

constexpr std::string_view latency_family = "gate64_dns_latency_seconds";

void head(std::string& page, std::string_view family, std::string_view help,
          std::string_view type) {
    page += "# HELP ";
    page += family;
    page += ' ';
    page += help;
    page += "\n# TYPE ";
    page += family;
    page += ' ';
    page += type;
    page += '\n';
}

void line(std::string& page, std::string_view name, std::string_view label,
          const std::string& value) {
    page += name;
    if (!label.empty()) {
        page += '{';
        page += label;
        page += '}';
    }
    page += ' ';
    page += value;
    page += '\n';
}

std::string number(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15) {
        return std::to_string(static_cast<std::int64_t>(value));
    }
    char text[32];
    const auto end =
        std::to_chars(text, text + sizeof text, value, std::chars_format::general, 6).ptr;
    return {text, end};
}

std::string seconds(std::uint64_t ms) {
    return number(static_cast<double>(ms) / 1000);
}

void latency(std::string& page, std::span<const Counters* const> shards) {
    const std::string family(latency_family);
    head(page, latency_family, "Time from query to answer.", "histogram");
    std::uint64_t count = 0;
    std::uint64_t sum_ms = 0;
    for (const Counters* shard : shards)
        sum_ms += shard->latency_sum_ms();
    for (std::size_t bucket = 0; bucket <= latency_bounds_ms.size(); ++bucket) {
        for (const Counters* shard : shards)
            count += shard->latency_count(bucket);
        const std::string bound =
            bucket < latency_bounds_ms.size() ? seconds(latency_bounds_ms[bucket]) : "+Inf";
        line(page, family + "_bucket", "le=\"" + bound + "\"", std::to_string(count));
    }
    line(page, family + "_sum", "", seconds(sum_ms));
    line(page, family + "_count", "", std::to_string(count));
}

}  // namespace

std::uint64_t total(std::span<const Counters* const> shards, Count counter) noexcept {
    std::uint64_t sum = 0;
    for (const Counters* shard : shards)
        sum += shard->get(counter);
    return sum;
}

std::string prometheus_page(std::span<const Counters* const> shards,
                            const std::vector<Gauge>& gauges) {
    std::string page;
    std::string_view family;
    for (const CounterRow& row : counter_rows()) {
        if (row.family != family) head(page, row.family, row.help, "counter");
        family = row.family;
        line(page, row.family, row.label, std::to_string(total(shards, row.counter)));
    }
    latency(page, shards);
    for (const Gauge& gauge : gauges) {
        if (gauge.family != family) head(page, gauge.family, gauge.help, "gauge");
        family = gauge.family;
        line(page, gauge.family, gauge.label, number(gauge.value));
    }
    return page;
}

}  // namespace gate64::dns64d::metrics
