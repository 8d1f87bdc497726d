// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/metrics_collector.h"

#include "shared/base/version.h"

namespace gate64::nat64ctl::commands {
namespace {

base::Result<metrics::TableSizes> count_tables(jool::Client& client, const std::string& instance) {
    metrics::TableSizes sizes;
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto bindings = client.each_bib(instance, protocol, [&](const jool::BibEntry&) {
            ++sizes.bindings;
            return true;
        });
        if (!bindings) return std::unexpected(bindings.error());
        const auto sessions = client.each_session(instance, protocol, [&](const jool::Session&) {
            ++sizes.sessions;
            return true;
        });
        if (!sessions) return std::unexpected(sessions.error());
    }
    return sizes;
}

}  // namespace

MetricsCollector::MetricsCollector(Context& context, MetricsSources sources,
                                   std::chrono::milliseconds findings_age_max)
    : context_(context), sources_(std::move(sources)), findings_age_max_(findings_age_max) {}

std::string MetricsCollector::page() {
    metrics::Scrape scrape;
    scrape.instance = context_.options.instance;
    scrape.own_version = base::version().number;
    const auto read = read_translator(scrape);
    scrape.is_up = read.has_value();
    trouble_ = read ? std::nullopt : std::optional(read.error());
    if (auto firewall = sources_.firewall()) scrape.guard = std::move(firewall->guard);
    refresh_findings(scrape.instance);
    scrape.findings = findings_;
    return metrics::page_of(scrape);
}

base::Result<void> MetricsCollector::read_translator(metrics::Scrape& scrape) {
    const auto client = context_.gateway.connect();
    if (!client) return std::unexpected(client.error());
    scrape.module = (*client)->version();
    auto instance = chosen_instance(context_, **client);
    if (!instance) return std::unexpected(instance.error());
    scrape.instance = std::move(*instance);
    return read_instance(**client, scrape);
}

base::Result<void> MetricsCollector::read_instance(jool::Client& client, metrics::Scrape& scrape) {
    auto counters = client.counters(scrape.instance);
    if (!counters) return std::unexpected(counters.error());
    if (keeper_.observe(client.version(), *counters)) {
        const auto counted = count_tables(client, scrape.instance);
        if (!counted) return std::unexpected(counted.error());
        keeper_.calibrate(*counted);
    }
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto entries = client.pool4(scrape.instance, protocol);
        if (!entries) return std::unexpected(entries.error());
        scrape.pool4.insert(scrape.pool4.end(), entries->begin(), entries->end());
    }
    scrape.counters = std::move(*counters);
    scrape.tables = keeper_.sizes();
    scrape.resets = keeper_.resets();
    return {};
}

void MetricsCollector::refresh_findings(const std::string& instance) {
    if (findings_age_max_.count() == 0) return;
    const auto now = sources_.now();
    if (findings_from_ && now - *findings_from_ < findings_age_max_) return;
    findings_ = sources_.findings(instance);
    findings_from_ = now;
}

}  // namespace gate64::nat64ctl::commands
