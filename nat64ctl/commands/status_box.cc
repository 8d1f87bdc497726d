// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>

#include "nat64ctl/commands/arguments.h"
#include "nat64ctl/commands/gauge.h"
#include "nat64ctl/commands/status_report.h"
#include "nat64ctl/model/ports.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

using Json = nlohmann::ordered_json;

Section unseen(std::string key, std::string title, const base::Error& error) {
    return {std::move(key),
            std::move(title),
            cli::Tone::warning,
            "could not be looked at: " + cli::escape(error.message),
            {{"error", error.message}}};
}

const model::InstanceFacts* instance_of(const model::Box& box) {
    return box.translator && box.translator->instance ? &*box.translator->instance : nullptr;
}

Section forwarding_section(const model::SysctlFacts& facts) {
    const bool both = facts.ipv4_forwarding && facts.ipv6_forwarding;
    std::string text = std::string("IPv4 ") + (facts.ipv4_forwarding ? "on" : "off") + ", IPv6 " +
                       (facts.ipv6_forwarding ? "on" : "off");
    return {"forwarding",
            "forwarding",
            both ? cli::Tone::good : cli::Tone::bad,
            std::move(text),
            {{"ipv4", facts.ipv4_forwarding}, {"ipv6", facts.ipv6_forwarding}}};
}

Section ports_section(const model::SysctlFacts& facts) {
    const std::string reserved = model::port_list_text(facts.reserved);
    return {"local_ports",
            "local ports",
            cli::Tone::plain,
            "ephemeral " + text_of(facts.ephemeral) + ", reserved " +
                (reserved.empty() ? "none" : reserved),
            {{"ephemeral", text_of(facts.ephemeral)}, {"reserved", reserved}}};
}

// In netfilter mode Jool sees every packet by itself; rules matter for iptables mode only.
Section interception_section(const model::FirewallFacts& facts,
                             const model::InstanceFacts* instance) {
    Section section{"interception", "interception", cli::Tone::plain, {}, Json::array()};
    bool has4 = false;
    bool has6 = false;
    for (const model::InterceptionRule& rule : facts.interception) {
        const bool is_ipv4 = rule.family == model::Family::ipv4;
        const bool matches = instance != nullptr && rule.instance == instance->name;
        has4 = has4 || (is_ipv4 && matches);
        has6 = has6 || (!is_ipv4 && matches);
        section.record.push_back({{"family", is_ipv4 ? "ipv4" : "ipv6"},
                                  {"table", rule.table},
                                  {"chain", rule.chain},
                                  {"instance", rule.instance},
                                  {"ours", rule.is_ours}});
        section.text += std::string(section.text.empty() ? "" : "\n") +
                        (is_ipv4 ? "IPv4 " : "IPv6 ") + cli::escape(rule.table) + ' ' +
                        cli::escape(rule.chain) + " to " + cli::escape(rule.instance);
    }
    const bool needs_rules =
        instance != nullptr && instance->framework == jool::Framework::iptables;
    if (needs_rules && !(has4 && has6)) {
        section.tone = cli::Tone::bad;
        section.text += std::string(section.text.empty() ? "" : "\n") + "no rule for " +
                        (has4   ? "IPv6"
                         : has6 ? "IPv4"
                                : "IPv4 and IPv6") +
                        ": `nat64ctl up` installs it";
    } else if (section.text.empty()) {
        section.text = "by Jool itself (netfilter), no rules needed";
    }
    return section;
}

Section guard_section(const model::GuardFacts& facts) {
    Section section{"guard",
                    "guard",
                    facts.is_installed ? cli::Tone::good : cli::Tone::warning,
                    {},
                    {{"installed", facts.is_installed}, {"pool6", facts.pool6}}};
    auto stopped = Json::object();
    std::string text;
    for (const model::GuardCounter& counter : facts.counters) {
        stopped[counter.reason] = counter.packets;
        if (counter.packets == 0) continue;
        text += (text.empty() ? "" : ", ") + cli::escape(counter.reason) + ' ' +
                grouped(counter.packets);
    }
    section.record["stopped_packets"] = std::move(stopped);
    if (!facts.is_installed) {
        section.text = "not installed: addresses that should not be reached through the prefix are";
    } else {
        section.text = "stopped " + (text.empty() ? "no packet" : "packets: " + text);
    }
    return section;
}

Section dns_section(const base::Result<model::DnsFacts>& facts,
                    const model::InstanceFacts* instance) {
    if (!facts) {
        const bool is_off = facts.error().errno_value == ENOENT;
        return {"dns64d",
                "dns64d",
                cli::Tone::warning,
                is_off ? "not running" : cli::escape(facts.error().message),
                {{"running", false}, {"error", facts.error().message}}};
    }
    auto prefixes = Json::array();
    std::string list;
    for (const net::Ipv6Prefix& prefix : facts->prefixes) {
        prefixes.push_back(prefix.text());
        list += (list.empty() ? "" : ", ") + prefix.text();
    }
    const auto pool6 = instance != nullptr ? instance->pool6() : std::nullopt;
    const bool matches = pool6 && std::find(facts->prefixes.begin(), facts->prefixes.end(),
                                            *pool6) != facts->prefixes.end();
    std::string text =
        "dns64d " + cli::escape(facts->version) + ", prefixes " + (list.empty() ? "none" : list);
    if (pool6)
        text += matches ? ", pool6 among them" : "; pool6 " + pool6->text() + " is NOT among them";
    return {"dns64d",
            "dns64d",
            matches || !pool6 ? cli::Tone::good : cli::Tone::bad,
            std::move(text),
            {{"running", true},
             {"version", facts->version},
             {"prefixes", prefixes},
             {"listening", facts->listening},
             {"pool6_matches", pool6 ? Json(matches) : Json(nullptr)}}};
}

}  // namespace

void add_box_sections(const StatusInput& input, std::vector<Section>& sections) {
    const model::Box& box = input.box;
    const model::InstanceFacts* instance = instance_of(box);
    if (box.sysctl) {
        sections.push_back(forwarding_section(*box.sysctl));
        sections.push_back(ports_section(*box.sysctl));
    } else {
        sections.push_back(unseen("forwarding", "forwarding", box.sysctl.error()));
    }
    if (box.firewall) {
        sections.push_back(interception_section(box.firewall.value(), instance));
        sections.push_back(guard_section(box.firewall->guard));
    } else {
        sections.push_back(unseen("interception", "interception", box.firewall.error()));
    }
    sections.push_back(dns_section(box.dns, instance));
}

}  // namespace gate64::nat64ctl::commands
