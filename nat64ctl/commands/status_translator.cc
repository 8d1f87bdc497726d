// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "nat64ctl/commands/arguments.h"
#include "nat64ctl/commands/gauge.h"
#include "nat64ctl/commands/status_report.h"
#include "nat64ctl/plan/capacity.h"
#include "shared/cli/escape.h"
#include "shared/jool/globals.h"
#include "shared/jool/stats.h"

namespace gate64::nat64ctl::commands {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t pool4_lines_max = 8;

Json version_json(const std::optional<jool::Version>& version) {
    return version ? Json(version->text()) : Json(nullptr);
}

Section module_section(const base::Result<model::ModuleFacts>& facts) {
    if (!facts) {
        return {"module",
                "module",
                cli::Tone::warning,
                "could not be looked at: " + cli::escape(facts.error().message),
                {{"error", facts.error().message}}};
    }
    const bool differs = facts->is_loaded && facts->loaded_version && facts->disk_version &&
                         *facts->loaded_version != *facts->disk_version;
    Section section{"module", "module", cli::Tone::good, {}, {}};
    if (facts->is_loaded) {
        section.text =
            "jool " +
            (facts->loaded_version ? facts->loaded_version->text() : "of unknown version") +
            " loaded";
    } else {
        section.tone = cli::Tone::bad;
        section.text = "jool is not loaded: `nat64ctl up` loads it";
    }
    if (differs) {
        section.tone = cli::Tone::warning;
        section.text +=
            "; on disk is " + facts->disk_version->text() + ", used from the next load on";
    } else if (facts->disk_path.empty()) {
        section.tone = facts->is_loaded ? cli::Tone::warning : cli::Tone::bad;
        section.text += "; none on disk for this kernel: scripts/setup-jool.sh builds it";
    }
    section.text += "; kernel " + cli::escape(facts->kernel_release);
    section.record = {{"loaded", facts->is_loaded},
                      {"loaded_version", version_json(facts->loaded_version)},
                      {"disk_version", version_json(facts->disk_version)},
                      {"disk_path", facts->disk_path},
                      {"versions_differ", differs},
                      {"kernel", facts->kernel_release},
                      {"fits_kernel", !facts->disk_path.empty()},
                      {"secure_boot", facts->is_secure_boot}};
    return section;
}

// Only an instance that somebody switched off says so.
bool is_enabled(const model::InstanceFacts& instance) {
    const jool::Global* global = jool::find_global("manually-enabled");
    for (const jool::GlobalSetting& setting : instance.globals) {
        const bool* flag = std::get_if<bool>(&setting.value);
        if (global != nullptr && setting.id == global->id && flag != nullptr) return *flag;
    }
    return true;
}

Section no_instance_section(const base::Result<model::TranslatorFacts>& facts) {
    Section section{"instance", "instance", cli::Tone::bad, {}, nullptr};
    if (!facts) {
        section.text = facts.error().errno_value == ENOENT ? "none: the module is not loaded"
                                                           : cli::escape(facts.error().message);
    } else if (facts->instances.empty()) {
        section.text = "none in this network namespace: `nat64ctl up` makes it";
    } else {
        section.text = "not there; there is:";
        for (const std::string& name : facts->instances)
            section.text += ' ' + cli::escape(name);
    }
    return section;
}

Section instance_section(const model::InstanceFacts& instance) {
    const auto pool6 = instance.pool6();
    const bool enabled = is_enabled(instance);
    std::string text = cli::escape(instance.name) + " (" +
                       std::string(name_of(instance.framework)) + "), pool6 " +
                       (pool6 ? pool6->text() : "not set");
    if (!enabled) text += "; switched off: `nat64ctl set manually-enabled true`";
    return {"instance",
            "instance",
            enabled && pool6 ? cli::Tone::good : cli::Tone::bad,
            std::move(text),
            {{"name", instance.name},
             {"framework", name_of(instance.framework)},
             {"pool6", pool6 ? Json(pool6->text()) : Json(nullptr)},
             {"enabled", enabled},
             {"static_bindings", instance.static_bib.size()}}};
}

Json pool4_json(const model::InstanceFacts& instance) {
    auto list = Json::array();
    for (const jool::Pool4Entry& entry : instance.pool4) {
        list.push_back({{"address", entry.prefix.address().text()},
                        {"first_port", entry.port_min},
                        {"last_port", entry.port_max},
                        {"protocol", name_of(entry.protocol)},
                        {"mark", entry.mark}});
    }
    return list;
}

// One line for what the protocols have in common.
Section pool4_section(const model::InstanceFacts& instance) {
    Section section{"pool4", "pool4", cli::Tone::plain, {}, pool4_json(instance)};
    if (instance.pool4.empty()) {
        section.tone = cli::Tone::warning;
        section.text = "empty: ports 61001-65535 of the address that packets leave by";
        return section;
    }
    std::vector<std::pair<jool::Pool4Entry, std::vector<jool::Protocol>>> rows;
    for (const jool::Pool4Entry& entry : instance.pool4) {
        bool is_known = false;
        for (auto& [row, protocols] : rows) {
            if (row.mark != entry.mark || row.prefix != entry.prefix ||
                row.port_min != entry.port_min || row.port_max != entry.port_max) {
                continue;
            }
            protocols.push_back(entry.protocol);
            is_known = true;
        }
        if (!is_known) rows.push_back({entry, {entry.protocol}});
        if (rows.size() > pool4_lines_max) break;
    }
    for (std::size_t i = 0; i < rows.size() && i < pool4_lines_max; ++i) {
        const auto& [row, protocols] = rows[i];
        if (i > 0) section.text += '\n';
        section.text += row.prefix.address().text() + ' ' +
                        text_of(model::PortRange{row.port_min, row.port_max}) + " (" +
                        text_of(protocols) + ')';
        if (row.mark != 0) section.text += " mark " + std::to_string(row.mark);
    }
    if (rows.size() > pool4_lines_max) section.text += "\nand more: `nat64ctl pools`";
    return section;
}

// Nothing when it is not listed or ran below zero.
std::optional<std::uint64_t> gauge_of(const jool::Version& version,
                                      const model::InstanceFacts& instance, std::string_view name) {
    const auto value = jool::value_of(version, instance.counters, name);
    return value ? gauge_value(*value) : std::nullopt;
}

Json number_or_null(const std::optional<std::uint64_t>& number) {
    return number ? Json(*number) : Json(nullptr);
}

// What --ports adds: used of capacity by protocol, and by address and protocol.
void add_usage(const PortUsage& usage, std::span<const plan::Capacity> capacities,
               const cli::Terminal& terminal, Section& section) {
    for (const plan::Capacity& capacity : capacities) {
        const std::string name(name_of(capacity.protocol));
        const std::uint64_t used = usage.used(capacity.protocol);
        section.record["capacity"][name]["used"] = used;
        section.text += '\n' + name + std::string(5 - name.size(), ' ') +
                        gauge_text(terminal, used, capacity.sockets);
    }
    auto rows = Json::array();
    for (const UsageRow& row : usage.rows()) {
        rows.push_back({{"address", row.address.text()},
                        {"protocol", name_of(row.protocol)},
                        {"used", row.used},
                        {"ports", row.ports}});
        section.text += "\n  " + row.address.text() + ' ' + std::string(name_of(row.protocol)) +
                        "  " + gauge_text(terminal, row.used, row.ports);
    }
    section.record["ports"] = std::move(rows);
    section.record["ports_elsewhere"] = usage.uncounted();
    if (usage.uncounted() > 0) {
        section.text += "\n  and " + grouped(usage.uncounted()) + " on further addresses";
    }
}

Section usage_section(const jool::Version& version, const model::InstanceFacts& instance,
                      const PortUsage* usage, const cli::Terminal& terminal) {
    const auto capacities = plan::capacity_of(instance.pool4);
    const auto bindings = gauge_of(version, instance, "JSTAT_BIB_ENTRIES");
    const auto sessions = gauge_of(version, instance, "JSTAT_SESSIONS");
    std::uint64_t total = 0;
    Section section{"usage", "bindings", cli::Tone::plain, {}, {}};
    section.record = {{"bindings", number_or_null(bindings)},
                      {"sessions", number_or_null(sessions)},
                      {"capacity", Json::object()}};
    std::string parts;
    for (const plan::Capacity& capacity : capacities) {
        const std::string name(name_of(capacity.protocol));
        total += capacity.sockets;
        section.record["capacity"][name] = {{"ports", capacity.sockets}};
        parts += (parts.empty() ? "" : ", ") + name + ' ' + grouped(capacity.sockets);
    }
    section.text =
        bindings ? gauge_text(terminal, *bindings, total) + " ports" : std::string(unknown_gauge);
    section.text += "\nports: " + parts;
    section.text += "\nsessions: " + (sessions ? grouped(*sessions) : std::string(unknown_gauge));
    if (usage != nullptr) add_usage(*usage, capacities, terminal, section);
    return section;
}

// Per second, rounded; nothing where a counter went backwards (it was reset in between).
std::optional<std::uint64_t> rate(const StatusInput& input, std::string_view name) {
    const jool::Version& version = input.box.translator->version;
    const auto before = jool::value_of(version, input.earlier, name);
    const auto after = jool::value_of(version, input.later, name);
    const auto ms = static_cast<std::uint64_t>(input.between.count());
    if (!before || !after || *after < *before || ms == 0) return std::nullopt;
    return ((*after - *before) * 1000 + ms / 2) / ms;
}

Section rates_section(const StatusInput& input) {
    const auto from6 = rate(input, "JSTAT_RECEIVED6");
    const auto from4 = rate(input, "JSTAT_RECEIVED4");
    const auto translated = rate(input, "JSTAT_SUCCESS");
    const auto text = [](const std::optional<std::uint64_t>& number) {
        return number ? grouped(*number) : std::string("unknown");
    };
    return {"rates",
            "packets/s",
            cli::Tone::plain,
            text(from6) + " from IPv6, " + text(from4) + " from IPv4, " + text(translated) +
                " translated",
            {{"seconds", static_cast<double>(input.between.count()) / 1000.0},
             {"received6", number_or_null(from6)},
             {"received4", number_or_null(from4)},
             {"translated", number_or_null(translated)}}};
}

}  // namespace

void add_translator_sections(const StatusInput& input, const cli::Terminal& terminal,
                             std::vector<Section>& sections) {
    sections.push_back(module_section(input.box.module));
    const auto& translator = input.box.translator;
    if (!translator || !translator->instance) {
        sections.push_back(no_instance_section(translator));
        return;
    }
    const model::InstanceFacts& instance = *translator->instance;
    sections.push_back(instance_section(instance));
    sections.push_back(pool4_section(instance));
    sections.push_back(usage_section(translator->version, instance, input.usage, terminal));
    if (!input.later.empty()) sections.push_back(rates_section(input));
}

}  // namespace gate64::nat64ctl::commands
