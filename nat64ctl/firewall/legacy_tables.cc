// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/legacy_tables.h"

#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>

#include "nat64ctl/firewall/xt_target.h"
#include "shared/net/prefix.h"

extern "C" {  // not all of these headers say so themselves
#include <libiptc/libip6tc.h>
#include <libiptc/libiptc.h>
}

namespace gate64::nat64ctl::firewall {
namespace {

constexpr std::size_t rules_max = 64;  ///< quoted of one chain

// libiptc has one library a family, alike but for its names.
struct Ipv4Tables {
    using Entry = ipt_entry;
    static constexpr const char* names = "/proc/thread-self/net/ip_tables_names";
    static constexpr auto open = iptc_init;
    static constexpr auto close = iptc_free;
    static constexpr auto first_chain = iptc_first_chain;
    static constexpr auto next_chain = iptc_next_chain;
    static constexpr auto first_rule = iptc_first_rule;
    static constexpr auto next_rule = iptc_next_rule;
    static constexpr auto target = iptc_get_target;
};
struct Ipv6Tables {
    using Entry = ip6t_entry;
    static constexpr const char* names = "/proc/thread-self/net/ip6_tables_names";
    static constexpr auto open = ip6tc_init;
    static constexpr auto close = ip6tc_free;
    static constexpr auto first_chain = ip6tc_first_chain;
    static constexpr auto next_chain = ip6tc_next_chain;
    static constexpr auto first_rule = ip6tc_first_rule;
    static constexpr auto next_rule = ip6tc_next_rule;
    static constexpr auto target = ip6tc_get_target;
};

/// Shows every rule of `table`: see(chain, entry, target).
template <typename Tables, typename See>
void for_each_rule(const std::string& table, const See& see) {
    const std::unique_ptr<xtc_handle, void (*)(xtc_handle*)> handle(Tables::open(table.c_str()),
                                                                    Tables::close);
    if (!handle) return;
    for (const char* chain = Tables::first_chain(handle.get()); chain != nullptr;
         chain = Tables::next_chain(handle.get())) {
        for (const auto* rule = Tables::first_rule(chain, handle.get()); rule != nullptr;
             rule = Tables::next_rule(rule, handle.get()))
            see(std::string(chain), *rule, std::string(Tables::target(rule, handle.get())));
    }
}

template <typename Tables>
std::vector<std::string> table_names() {
    std::ifstream file(Tables::names);
    std::vector<std::string> names;
    for (std::string name; std::getline(file, name);)
        names.push_back(name);
    return names;
}

/// What follows the target's header; entry->next_offset is the kernel's word for the entry's size.
template <typename Entry>
base::Bytes target_info(const Entry& entry) {
    const std::size_t start = entry.target_offset + sizeof(xt_entry_target);
    if (start > entry.next_offset) return {};
    const auto* octets = reinterpret_cast<const std::uint8_t*>(&entry);
    return {octets + start, entry.next_offset - start};
}

template <typename Tables>
std::vector<model::InterceptionRule> interception_of(model::Family family) {
    std::vector<model::InterceptionRule> rules;
    for (const std::string& table : table_names<Tables>()) {
        for_each_rule<Tables>(
            table, [&](const std::string& chain, const auto& entry, const std::string& target) {
                const auto instance = instance_of_target(target, target_info(entry));
                if (instance) rules.push_back({family, table, chain, *instance, false, 0});
            });
    }
    return rules;
}

/// "dst 192.0.2.1/32", or nothing when every address matches. Network order in.
std::string address_text(std::string_view word, const in_addr& address, const in_addr& mask) {
    std::array<std::uint8_t, 4> octets{};
    std::memcpy(octets.data(), &mask, octets.size());
    const std::uint32_t bits = net::Ipv4Address::from_wire(octets.data()).value();
    if (bits == 0) return {};
    std::memcpy(octets.data(), &address, octets.size());
    const net::Ipv4Prefix prefix(net::Ipv4Address::from_wire(octets.data()),
                                 static_cast<unsigned>(std::countl_one(bits)));
    return std::string(word) + " " + prefix.text() + " ";
}

}  // namespace

std::vector<model::InterceptionRule> list_legacy_interception(model::Family family) {
    return family == model::Family::ipv4 ? interception_of<Ipv4Tables>(family)
                                         : interception_of<Ipv6Tables>(family);
}

std::vector<model::NatChain> list_legacy_nat() {
    std::vector<model::NatChain> chains;
    for (const std::string& table : table_names<Ipv4Tables>()) {
        if (table != "nat") continue;
        for_each_rule<Ipv4Tables>(table, [&](const std::string& chain, const ipt_entry& entry,
                                             const std::string& target) {
            if (chains.empty() || chains.back().chain != chain)
                chains.push_back({model::Family::ipv4, "nat (iptables-legacy)", chain, {}});
            std::vector<std::string>& rules = chains.back().rules;
            if (rules.size() == rules_max) return;
            rules.push_back(address_text("src", entry.ip.src, entry.ip.smsk) +
                            address_text("dst", entry.ip.dst, entry.ip.dmsk) + target);
        });
    }
    return chains;
}

}  // namespace gate64::nat64ctl::firewall
