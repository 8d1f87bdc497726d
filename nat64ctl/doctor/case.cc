// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/case.h"

#include <algorithm>

#include "shared/jool/globals.h"
#include "shared/jool/stats.h"

namespace gate64::nat64ctl::doctor {
namespace {

constexpr std::size_t items_named = 8;

template <typename T>
const T* part(const base::Result<T>& result) {
    return result ? &*result : nullptr;
}

const jool::GlobalValue* find_value(const model::InstanceFacts& instance, std::string_view key) {
    const jool::Global* global = jool::find_global(key);
    if (global == nullptr) return nullptr;
    for (const jool::GlobalSetting& setting : instance.globals)
        if (setting.id == global->id) return &setting.value;
    return nullptr;
}

}  // namespace

Case::Case(const model::Box& from, const plan::Wanted* file)
    : box(from),
      wanted(file),
      module(part(from.module)),
      sysctl(part(from.sysctl)),
      network(part(from.network)),
      firewall(part(from.firewall)),
      translator(part(from.translator)),
      instance(translator != nullptr && translator->instance ? &*translator->instance : nullptr),
      dns(part(from.dns)) {}

bool flag_of(const model::InstanceFacts& instance, std::string_view key, bool otherwise) {
    const jool::GlobalValue* value = find_value(instance, key);
    const bool* flag = value == nullptr ? nullptr : std::get_if<bool>(value);
    return flag == nullptr ? otherwise : *flag;
}

std::uint32_t number_of(const model::InstanceFacts& instance, std::string_view key,
                        std::uint32_t otherwise) {
    const jool::GlobalValue* value = find_value(instance, key);
    if (value == nullptr) return otherwise;
    if (const auto* number = std::get_if<std::uint32_t>(value)) return *number;
    if (const auto* number = std::get_if<std::uint8_t>(value)) return *number;
    return otherwise;
}

std::uint64_t counter_of(const Case& facts, std::string_view name) {
    if (facts.instance == nullptr) return 0;
    return jool::value_of(facts.translator->version, facts.instance->counters, name).value_or(0);
}

std::string list_text(std::span<const std::string> items) {
    std::string text;
    const std::size_t named = std::min(items.size(), items_named);
    for (const std::string& item : items.first(named))
        text.append(text.empty() ? "" : ", ").append(item);
    if (items.size() > named)
        text.append(" and ").append(std::to_string(items.size() - named)).append(" more");
    return text;
}

std::vector<net::Ipv4Prefix> pool4_prefixes(const model::InstanceFacts& instance) {
    std::vector<net::Ipv4Prefix> prefixes;
    for (const jool::Pool4Entry& entry : instance.pool4)
        prefixes.push_back(entry.prefix);
    std::sort(prefixes.begin(), prefixes.end());
    prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
    return prefixes;
}

std::string count_text(std::uint64_t count, std::string_view thing) {
    return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

}  // namespace gate64::nat64ctl::doctor
