// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/nat_chains.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "nat64ctl/firewall/legacy_tables.h"

namespace gate64::nat64ctl::firewall {
namespace {

constexpr std::size_t rules_max = 64;  ///< quoted of one chain

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view next_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(line);
}

bool is_balanced(std::string_view text) {
    return std::count(text.begin(), text.end(), '{') == std::count(text.begin(), text.end(), '}');
}

/// "chain NAME {" -> NAME
std::string_view chain_named_in(std::string_view line) {
    if (!line.starts_with("chain ") || !line.ends_with(" {")) return {};
    return line.substr(6, line.size() - 8);
}

/// Family and name of every table with a chain of type nat.
base::Result<std::set<std::pair<std::string, std::string>>> nat_tables(NftLibrary& nftables) {
    const base::Result<nlohmann::json> items = nftables.list("list chains");
    if (!items) return std::unexpected(items.error());
    std::set<std::pair<std::string, std::string>> tables;
    for (const nlohmann::json& item : *items) {
        const auto chain = item.find("chain");
        if (chain == item.end() || chain->value("type", std::string()) != "nat") continue;
        tables.emplace(chain->value("family", std::string()), chain->value("table", std::string()));
    }
    return tables;
}

}  // namespace

std::vector<model::NatChain> nat_chains_in(std::string_view listing, model::Family family,
                                           std::string_view table) {
    std::vector<model::NatChain> chains;
    bool is_inside = false;  // a chain: the last of `chains`
    while (!listing.empty()) {
        std::string line(next_line(listing));
        if (!is_inside) {
            const std::string_view name = chain_named_in(line);
            is_inside = !name.empty();
            if (is_inside) chains.push_back({family, std::string(table), std::string(name), {}});
            continue;
        }
        is_inside = line != "}";
        // Long sets go on over several lines.
        while (is_inside && !is_balanced(line) && !listing.empty())
            line.append(" ").append(next_line(listing));
        const bool is_rule = is_inside && !line.empty() && !line.starts_with("type ");
        if (is_rule && chains.back().rules.size() < rules_max)
            chains.back().rules.push_back(std::move(line));
    }
    std::erase_if(chains, [](const model::NatChain& found) { return found.rules.empty(); });
    return chains;
}

base::Result<std::vector<model::NatChain>> list_nat(NftLibrary& nftables) {
    const auto tables = nat_tables(nftables);
    if (!tables) return std::unexpected(tables.error());
    std::vector<model::NatChain> all;
    for (const auto& [family, table] : *tables) {
        const base::Result<std::string> listing =
            nftables.run("list table " + family + " " + table);
        if (!listing) continue;  // gone since
        const model::Family of = family == "ip6" ? model::Family::ipv6 : model::Family::ipv4;
        const std::vector<model::NatChain> chains = nat_chains_in(*listing, of, table);
        all.insert(all.end(), chains.begin(), chains.end());
    }
    const std::vector<model::NatChain> legacy = list_legacy_nat();
    all.insert(all.end(), legacy.begin(), legacy.end());
    return all;
}

}  // namespace gate64::nat64ctl::firewall
