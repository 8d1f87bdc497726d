// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/guard.h"

#include <cerrno>
#include <nlohmann/json.hpp>
#include <string>

#include "nat64ctl/firewall/firewall.h"
#include "nat64ctl/firewall/guard_ruleset.h"

namespace gate64::nat64ctl::firewall {
namespace {

using nlohmann::json;

/// The word after `key` in "pool6 64:ff9b::/96 fingerprint 0123456789abcdef".
std::string word_after(const std::string& text, const std::string& key) {
    const std::size_t at = text.find(key + " ");
    if (at == std::string::npos) return {};
    const std::size_t start = at + key.size() + 1;
    return text.substr(start, text.find(' ', start) - start);
}

bool is_listed(const json& item, const char* kind) {
    return item.is_object() && item.contains(kind) && item[kind].is_object();
}

}  // namespace

model::GuardFacts guard_from(const json& items) {
    model::GuardFacts facts;
    for (const json& item : items) {
        if (is_listed(item, "table")) facts.is_installed = true;
        if (is_listed(item, "counter")) {
            const json& counter = item["counter"];
            facts.counters.push_back({counter.value("name", std::string()),
                                      counter.value("packets", std::uint64_t{0}),
                                      counter.value("bytes", std::uint64_t{0})});
        }
        if (is_listed(item, "rule") && item["rule"].contains("comment")) {
            const std::string comment = item["rule"].value("comment", std::string());
            facts.pool6 = word_after(comment, "pool6");
            facts.fingerprint = word_after(comment, "fingerprint");
        }
    }
    return facts;
}

base::Result<model::GuardFacts> read_guard(NftLibrary& nftables) {
    const base::Result<json> items = nftables.list("list table ip6 " + std::string(guard_table));
    if (items) return guard_from(*items);
    if (items.error().errno_value == ENOENT) return model::GuardFacts{};
    return std::unexpected(items.error());
}

base::Result<void> set_guard(const std::optional<model::GuardSpec>& spec) {
    base::Result<NftLibrary> nftables = NftLibrary::open();
    if (!nftables) return std::unexpected(nftables.error());
    base::Result<std::string> commands = guard_removal();
    if (spec) {
        const base::Result<model::GuardFacts> before = read_guard(*nftables);
        if (!before) return std::unexpected(before.error());
        commands = guard_ruleset(*spec, before->counters);
    }
    if (!commands) return std::unexpected(commands.error());
    const base::Result<std::string> done = nftables->run(*commands);
    if (!done) return std::unexpected(done.error());
    return {};
}

}  // namespace gate64::nat64ctl::firewall
