// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "nat64ctl/system/observe.h"

namespace gate64::nat64ctl::system {
namespace {

/// The listing is the machine's; only the question by name is about this namespace.
base::Result<std::vector<std::string>> names_here(jool::Client& client,
                                                  const std::vector<jool::Instance>& everywhere) {
    std::set<std::string> names;
    for (const jool::Instance& instance : everywhere)
        names.insert(instance.name);
    std::vector<std::string> here;
    for (const std::string& name : names) {
        const auto exists = client.instance_exists(name);
        if (!exists) return std::unexpected(exists.error());
        if (*exists) here.push_back(name);
    }
    return here;
}

/// Namespaces are known by opaque numbers: ours is one that has exactly the names found here.
/// Where several do, they are the same set-up many times over, and the first one speaks for all.
jool::Framework framework_of(const std::string& name, const std::vector<std::string>& here,
                             const std::vector<jool::Instance>& everywhere) {
    std::map<std::uint32_t, std::set<std::string>> names;
    for (const jool::Instance& instance : everywhere)
        names[instance.ns].insert(instance.name);
    const std::set<std::string> ours(here.begin(), here.end());
    const jool::Instance* best = nullptr;
    for (const jool::Instance& instance : everywhere) {
        if (instance.name != name) continue;
        if (names[instance.ns] == ours) return instance.framework;
        if (best == nullptr) best = &instance;
    }
    return best != nullptr ? best->framework : jool::Framework::netfilter;
}

base::Result<void> read_static_bib(jool::Client& client, model::InstanceFacts& facts) {
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto read = client.each_bib(facts.name, protocol, [&](const jool::BibEntry& entry) {
            if (entry.is_static) facts.static_bib.push_back(entry);
            return facts.static_bib.size() < static_bib_max;
        });
        if (!read) return read;
    }
    return {};
}

base::Result<void> read_pool4(jool::Client& client, model::InstanceFacts& facts) {
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto entries = client.pool4(facts.name, protocol);
        if (!entries) return std::unexpected(entries.error());
        facts.pool4.insert(facts.pool4.end(), entries->begin(), entries->end());
    }
    return {};
}

base::Result<model::InstanceFacts> read_instance(jool::Client& client, const std::string& name,
                                                 StaticBib bib) {
    model::InstanceFacts facts;
    facts.name = name;
    auto globals = client.globals(name);
    if (!globals) return std::unexpected(globals.error());
    facts.globals = std::move(*globals);
    auto counters = client.counters(name);
    if (!counters) return std::unexpected(counters.error());
    facts.counters = std::move(*counters);
    if (const auto read = read_pool4(client, facts); !read) return std::unexpected(read.error());
    if (bib == StaticBib::skip) return facts;
    if (const auto read = read_static_bib(client, facts); !read) {
        return std::unexpected(read.error());
    }
    return facts;
}

}  // namespace

base::Result<model::TranslatorFacts> observe_translator(jool::Client& client,
                                                        const std::string& instance,
                                                        StaticBib bib) {
    model::TranslatorFacts facts;
    facts.version = client.version();
    const auto everywhere = client.instances();
    if (!everywhere) return std::unexpected(everywhere.error());
    auto here = names_here(client, *everywhere);
    if (!here) return std::unexpected(here.error());
    facts.instances = std::move(*here);
    if (!std::binary_search(facts.instances.begin(), facts.instances.end(), instance)) return facts;
    auto read = read_instance(client, instance, bib);
    if (!read) return std::unexpected(read.error());
    read->framework = framework_of(instance, facts.instances, *everywhere);
    facts.instance = std::move(*read);
    return facts;
}

}  // namespace gate64::nat64ctl::system
