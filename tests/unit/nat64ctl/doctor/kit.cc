// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/nat64ctl/doctor/kit.h"

#include "nat64ctl/plan/guard.h"
#include "shared/jool/globals.h"
#include "shared/jool/stats.h"

namespace gate64::nat64ctl::doctor::test {
namespace {

constexpr jool::Version version{4, 1, 9, 0};

model::ModuleFacts module_facts() {
    model::ModuleFacts facts;
    facts.kernel_release = "6.1.0-56-amd64";
    facts.is_loaded = true;
    facts.loaded_version = facts.disk_version = version;
    facts.disk_path = "/lib/modules/6.1.0-56-amd64/updates/dkms/jool.ko";
    return facts;
}

model::SysctlFacts sysctl_facts() {
    model::SysctlFacts facts;
    facts.ipv4_forwarding = facts.ipv6_forwarding = true;
    facts.reserved = {{61000, 65535}};
    facts.default_qdisc = "fq_codel";
    return facts;
}

model::InterfaceFacts interface_facts(std::uint32_t index, const char* name, std::uint32_t mtu,
                                      const net::IpAddress& own) {
    model::InterfaceFacts facts;
    facts.index = index;
    facts.name = name;
    facts.is_up = true;
    facts.is_loopback = index == 1;
    facts.mtu = mtu;
    facts.own = {own};
    facts.qdiscs = {"fq_codel"};
    facts.offloads = {true, false, false};
    return facts;
}

model::NetworkFacts network_facts() {
    using Route = model::RouteFact;
    const net::IpAddress any4 = net::IpAddress(net::Ipv4Address());
    model::NetworkFacts facts;
    facts.interfaces = {interface_facts(1, "lo", 65536, v4("127.0.0.1")),
                        interface_facts(2, "wan", 1500, v4("192.0.2.1")),
                        interface_facts(3, "lan", 1520, *net::IpAddress::parse("2001:db8::1"))};
    facts.ipv4_default =
        Route{Route::Kind::unicast, any4, "wan", *net::IpAddress::parse("192.0.2.254")};
    facts.ipv6_default = Route{Route::Kind::unicast, net::IpAddress(), "lan",
                               *net::IpAddress::parse("2001:db8::fe")};
    facts.pool4_routes = {Route{Route::Kind::local, v4("192.0.2.1"), "lo", {}}};
    return facts;
}

model::TranslatorFacts translator_facts() {
    model::InstanceFacts instance;
    instance.name = "gate64";
    for (const jool::Global& global : jool::globals())
        if (jool::is_in(global, version))
            instance.globals.push_back({global.id, jool::default_of(global, version)});
    for (const jool::Protocol protocol : jool::all_protocols)
        instance.pool4.push_back(entry(protocol, "192.0.2.1/32"));
    for (std::uint16_t id = 1; id <= 69; ++id)
        instance.counters.push_back({id, 0});
    return {version, {"gate64"}, instance};
}

}  // namespace

Gateway::Gateway()
    : box{module_facts(),     sysctl_facts(),
          network_facts(),    model::FirewallFacts{},
          translator_facts(), model::DnsFacts{"1.0", {prefix6("64:ff9b::/96")}, {}}} {
    set_global("pool6", prefix6("64:ff9b::/96"));
    set_counter("JSTAT_RECEIVED6", 1000);
    wanted.instance = "gate64";
    wanted.pool6 = prefix6("64:ff9b::/96");
    wanted.pool4 = jool::PoolSet(instance().pool4);
    wanted.guard_policy = plan::guard_policy_from({}, wanted.pool6);
    const model::GuardSpec guard = plan::guard_spec(wanted, *box.network);
    box.firewall->guard = {true, "64:ff9b::/96", model::fingerprint_of(guard), {}};
}

void Gateway::set_global(const char* key, jool::GlobalValue value) {
    const std::uint16_t id = jool::find_global(key)->id;
    for (jool::GlobalSetting& setting : instance().globals)
        if (setting.id == id) setting.value = value;
}

void Gateway::set_counter(const char* name, std::uint64_t value) {
    const std::uint16_t id = jool::counter_id(version, name).value();
    for (jool::Counter& counter : instance().counters)
        if (counter.id == id) counter.value = value;
}

void Gateway::use_iptables() {
    instance().framework = wanted.framework = jool::Framework::iptables;
    for (const model::Family family : {model::Family::ipv4, model::Family::ipv6})
        box.firewall->interception.push_back({family, "mangle", "PREROUTING", "gate64", true, 1});
}

std::vector<model::Finding> Gateway::findings() const {
    return examine(box, has_file ? &wanted : nullptr);
}

std::string Gateway::ids() const {
    constexpr const char* severities[] = {"note", "warning", "problem"};
    std::string text;
    for (const model::Finding& finding : findings()) {
        text.append(text.empty() ? "" : ", ");
        text.append(severities[static_cast<int>(finding.severity)]).append(" ").append(finding.id);
    }
    return text;
}

net::Ipv4Address v4(const char* text) {
    return net::Ipv4Address::parse(text).value();
}

net::Ipv6Prefix prefix6(const char* text) {
    return net::Ipv6Prefix::parse(text).value();
}

jool::Pool4Entry entry(jool::Protocol protocol, const char* prefix, std::uint16_t min,
                       std::uint16_t max, std::uint32_t mark) {
    return {mark, protocol, net::Ipv4Prefix::parse(prefix).value(), min, max, {}};
}

}  // namespace gate64::nat64ctl::doctor::test
