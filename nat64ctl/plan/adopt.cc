// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/adopt.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "nat64ctl/plan/names.h"
#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::plan {
namespace {

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

bool is_file_name(std::string_view name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

/// Entries that differ in nothing but the protocol, together.
struct Row {
    std::uint32_t mark = 0;
    net::Ipv4Prefix prefix;
    std::uint16_t port_min = 0;
    std::uint16_t port_max = 0;
    friend auto operator<=>(const Row&, const Row&) = default;
};

using Rows = std::map<Row, std::vector<jool::Protocol>>;

Rows rows_of(const std::vector<jool::Pool4Entry>& pool4) {
    Rows rows;
    for (const jool::Pool4Entry& entry : jool::PoolSet(pool4).entries()) {
        // Port 0 is an ICMP identifier that no file names.
        const std::uint16_t first = std::max<std::uint16_t>(entry.port_min, 1);
        rows[{entry.mark, entry.prefix, first, entry.port_max}].push_back(entry.protocol);
    }
    return rows;
}

std::string protocols_text(const std::vector<jool::Protocol>& protocols) {
    std::string list;
    for (const jool::Protocol protocol : protocols)
        list += (list.empty() ? "" : ", ") + quoted(jool::name_of(protocol));
    return "protocols = [" + list + "]\n";
}

std::string pool4_text(const Rows& rows) {
    std::string text;
    for (const auto& [row, protocols] : rows) {
        const jool::Pool4Entry entry{row.mark,     protocols.front(), row.prefix,
                                     row.port_min, row.port_max,      {}};
        text += "\n[[nat64.pool4]]\naddress = " + quoted(text_of(row.prefix)) +
                "\nports = " + quoted(ports_text(entry)) + '\n';
        if (protocols.size() < std::size(jool::all_protocols)) text += protocols_text(protocols);
        if (row.mark != 0) text += "mark = " + std::to_string(row.mark) + '\n';
    }
    return text;
}

std::string bib_text(const std::vector<jool::BibEntry>& bindings) {
    std::string text;
    for (const jool::BibEntry& bib : bindings) {
        const net::Endpoint ipv6{bib.src6.address, bib.src6.port};
        const net::Endpoint ipv4{net::IpAddress(bib.src4.address), bib.src4.port};
        text += "\n[[nat64.bib]]\nprotocol = " + quoted(jool::name_of(bib.protocol)) +
                "\nipv6 = " + quoted(ipv6.text()) + "\nipv4 = " + quoted(ipv4.text()) + '\n';
    }
    return text;
}

std::string settings_text(const std::vector<jool::GlobalSetting>& settings) {
    std::string text;
    for (const jool::GlobalSetting& setting : settings) {
        text += (text.empty() ? "\n[nat64.settings]\n" : "") + key_of(setting) + " = " +
                toml_text(setting) + '\n';
    }
    return text;
}

}  // namespace

base::Result<std::string> configuration_text(const model::InstanceFacts& instance,
                                             const jool::Version& version, bool guard) {
    if (!is_file_name(instance.name)) {
        return base::fail(
            "the instance's name has characters that a configuration file does not "
            "take (letters, digits, \"_\" and \"-\"): make it anew under another");
    }
    const auto pool6 = instance.pool6();
    if (!pool6) return base::fail("instance " + instance.name + " has no pool6 yet");
    std::string text = "[nat64]\ninstance = " + quoted(instance.name) +
                       "\nframework = " + quoted(jool::name_of(instance.framework)) +
                       "\npool6 = " + quoted(pool6->text()) +
                       "\ntune = true\nguard = " + (guard ? "true" : "false") + '\n';
    text += pool4_text(rows_of(instance.pool4));
    text += bib_text(instance.static_bib);
    text += settings_text(content_of(instance, version).globals);
    return text;
}

}  // namespace gate64::nat64ctl::plan
