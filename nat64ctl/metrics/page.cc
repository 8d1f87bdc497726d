// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/metrics/page.h"

#include <map>
#include <set>

#include "nat64ctl/metrics/exposition.h"
#include "shared/jool/stats.h"

namespace gate64::nat64ctl::metrics {

namespace {

using Type = Exposition::Type;

/// Where the counters of a group go. `why` explains what the group means to an operator.
struct Family {
    jool::CounterGroup group;
    std::string_view name;
    std::string_view why;
};
constexpr Family families[] = {
    {jool::CounterGroup::traffic, "nat64_traffic_total",
     "Packets seen and translated, and sessions touched, by counter."},
    {jool::CounterGroup::exhaustion, "nat64_exhausted_total",
     "Packets dropped because something ran out. JSTAT_BIB6_NOT_FOUND: no port left for UDP and "
     "ICMP; JSTAT_UNKNOWN: for TCP."},
    {jool::CounterGroup::refusals, "nat64_refused_total",
     "Packets that policy, configuration or the standard does not translate, by reason."},
    {jool::CounterGroup::errors, "nat64_errors_total",
     "Damaged packets and failures on the way out, by reason."},
    {jool::CounterGroup::sync, "nat64_session_sync_total", "Session synchronisation, by counter."},
};

bool is_filler(std::string_view name) noexcept {
    return name == "JSTAT_PADDING";
}

void add_counters(Exposition& page, const Scrape& scrape) {
    for (const Family& family : families) {
        bool has_head = false;
        for (const jool::Counter& counter : scrape.counters) {
            const jool::CounterMeaning* meaning = jool::find_counter(*scrape.module, counter.id);
            if (meaning == nullptr || meaning->group != family.group || is_filler(meaning->name)) {
                continue;
            }
            if (!has_head) page.family(family.name, Type::counter, family.why);
            has_head = true;
            page.sample({{"instance", scrape.instance}, {"reason", meaning->name}}, counter.value);
        }
    }
}

/// Numbers that this release should not have: shown as they are, typed as what can do no harm.
void add_unknown_counters(Exposition& page, const Scrape& scrape) {
    bool has_head = false;
    for (const jool::Counter& counter : scrape.counters) {
        if (jool::find_counter(*scrape.module, counter.id) != nullptr) continue;
        const std::string name = jool::counter_name(*scrape.module, counter.id);
        if (is_filler(name)) continue;
        if (!has_head) {
            page.family("nat64_unknown_counter", Type::gauge,
                        "Counters of the module that this nat64ctl has no name for.");
        }
        has_head = true;
        page.sample({{"instance", scrape.instance}, {"id", name}}, counter.value);
    }
}

void add_tables(Exposition& page, const Scrape& scrape) {
    page.family("nat64_bindings", Type::gauge, "Client sockets that hold a pool4 port now.");
    page.sample({{"instance", scrape.instance}}, scrape.tables.bindings);
    page.family("nat64_sessions", Type::gauge, "Sessions now.");
    page.sample({{"instance", scrape.instance}}, scrape.tables.sessions);
    page.family("nat64_counter_resets_total", Type::counter,
                "Times that the counters were seen to restart: somebody replaced the instance.");
    page.sample({{"instance", scrape.instance}}, scrape.resets);
}

void add_pool4(Exposition& page, const Scrape& scrape) {
    std::map<std::pair<std::string_view, std::uint32_t>, std::uint64_t> ports;
    std::set<std::uint32_t> addresses;
    for (const jool::Pool4Entry& entry : scrape.pool4) {
        const std::uint64_t hosts = std::uint64_t{1} << (32U - entry.prefix.length());
        ports[{jool::name_of(entry.protocol), entry.mark}] +=
            hosts * (std::uint64_t{entry.port_max} - entry.port_min + 1);
        addresses.insert(entry.prefix.first().value());
    }
    page.family("nat64_pool4_ports", Type::gauge,
                "Ports (ICMP: identifiers) of pool4: the most bindings there can be.");
    for (const auto& [key, count] : ports) {
        page.sample({{"instance", scrape.instance},
                     {"protocol", key.first},
                     {"mark", std::to_string(key.second)}},
                    count);
    }
    page.family("nat64_pool4_addresses", Type::gauge, "IPv4 addresses or prefixes of pool4.");
    page.sample({{"instance", scrape.instance}}, std::uint64_t{addresses.size()});
}

void add_guard(Exposition& page, const model::GuardFacts& guard) {
    page.family("nat64_guard_installed", Type::gauge,
                "1 while the guard keeps clients from addresses they must not reach.");
    page.sample({}, std::uint64_t{guard.is_installed ? 1U : 0U});
    if (guard.counters.empty()) return;
    page.family("nat64_guard_dropped_total", Type::counter,
                "Packets the guard dropped, by reason.");
    for (const model::GuardCounter& counter : guard.counters)
        page.sample({{"reason", counter.reason}}, counter.packets);
}

std::string_view name_of(model::Severity severity) noexcept {
    switch (severity) {
        case model::Severity::note:
            return "note";
        case model::Severity::warning:
            return "warning";
        case model::Severity::problem:
            return "problem";
    }
    return {};
}

void add_findings(Exposition& page, const std::vector<model::Finding>& findings) {
    std::map<std::pair<std::string, std::string_view>, std::uint64_t> counts;
    for (const model::Finding& finding : findings)
        ++counts[{finding.id, name_of(finding.severity)}];
    page.family("nat64_findings", Type::gauge,
                "What nat64ctl doctor finds now, by id; no sample: nothing found.");
    for (const auto& [key, count] : counts)
        page.sample({{"id", key.first}, {"severity", key.second}}, count);
}

}  // namespace

std::string page_of(const Scrape& scrape) {
    Exposition page;
    page.family("nat64ctl_build_info", Type::gauge, "Always 1; the label says which nat64ctl.");
    page.sample({{"version", scrape.own_version}}, std::uint64_t{1});
    page.family("nat64_up", Type::gauge, "1 while the translator's instance answers.");
    page.sample({{"instance", scrape.instance}}, std::uint64_t{scrape.is_up ? 1U : 0U});
    if (scrape.module) {
        page.family("nat64_module_info", Type::gauge, "Always 1; the label says which Jool.");
        page.sample({{"version", scrape.module->text()}}, std::uint64_t{1});
    }
    if (scrape.is_up && scrape.module) {
        add_counters(page, scrape);
        add_unknown_counters(page, scrape);
        add_tables(page, scrape);
        add_pool4(page, scrape);
    }
    if (scrape.guard) add_guard(page, *scrape.guard);
    if (scrape.findings) add_findings(page, *scrape.findings);
    return page.text();
}

}  // namespace gate64::nat64ctl::metrics
