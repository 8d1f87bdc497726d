// SPDX-License-Identifier: Apache-2.0
#pragma once
// One metrics page after another. A scrape reads counters, pool4 and the guard's counters; it never
// lists bindings or sessions. Two things cost more and are rare: the tables are counted once after
// each reset of the counters, and doctor looks at the box at most every `findings_age_max`. One
// thread, the one that scrapes.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nat64ctl/commands/context.h"
#include "nat64ctl/metrics/page.h"

namespace gate64::nat64ctl::commands {

struct MetricsSources {
    std::function<base::Result<model::FirewallFacts>()> firewall;
    /// What doctor finds on the box, looking after `instance`.
    std::function<std::vector<model::Finding>(const std::string& instance)> findings;
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

class MetricsCollector {
  public:
    /// `findings_age_max` 0: doctor is never asked. `context` must outlive this.
    MetricsCollector(Context& context, MetricsSources sources,
                     std::chrono::milliseconds findings_age_max);

    /// Whatever cannot be read is left out, and nat64_up says 0 when the instance does not answer.
    [[nodiscard]] std::string page();
    /// Why the last page had nat64_up 0; nothing when it had 1.
    [[nodiscard]] const std::optional<base::Error>& trouble() const noexcept { return trouble_; }

  private:
    base::Result<void> read_translator(metrics::Scrape& scrape);
    base::Result<void> read_instance(jool::Client& client, metrics::Scrape& scrape);
    void refresh_findings(const std::string& instance);

    Context& context_;
    MetricsSources sources_;
    std::chrono::milliseconds findings_age_max_;
    metrics::GaugeKeeper keeper_;
    std::optional<base::Error> trouble_;
    std::optional<std::vector<model::Finding>> findings_;
    std::optional<std::chrono::steady_clock::time_point> findings_from_;
};

}  // namespace gate64::nat64ctl::commands
