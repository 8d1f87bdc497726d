// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/simulated_box.h"

#include <algorithm>
#include <cerrno>
#include <variant>

#include "nat64ctl/model/ports.h"
#include "shared/jool/globals.h"
#include "shared/jool/pool_set.h"

namespace gate64::nat64ctl::test {
namespace {

using Done = base::Result<void>;

constexpr jool::Version minds_ephemeral{4, 1, 15, 0};

std::vector<jool::GlobalSetting> fresh_globals(const plan::AddInstance& change,
                                               const jool::Version& version) {
    std::vector<jool::GlobalSetting> globals;
    for (const jool::Global& global : jool::globals()) {
        if (!jool::is_in(global, version)) continue;
        jool::GlobalSetting setting{global.id, jool::default_of(global, version)};
        if (global.kind == jool::GlobalKind::prefix6) setting.value = change.pool6;
        for (const jool::GlobalSetting& wanted : change.content.globals)
            if (wanted.id == setting.id) setting.value = wanted.value;
        globals.push_back(std::move(setting));
    }
    return globals;
}

bool is_same(const jool::BibEntry& a, const jool::BibEntry& b) {
    return a.protocol == b.protocol && a.src6 == b.src6 && a.src4 == b.src4;
}

model::InterfaceFacts uplink() {
    model::InterfaceFacts interface;
    interface.index = 2;
    interface.name = "eth0";
    interface.is_up = true;
    interface.mtu = 1500;
    for (const char* address : {"192.0.2.1", "192.0.2.2", "2001:db8::1"})
        interface.own.push_back(net::IpAddress::parse(address).value());
    interface.accept_ra = 1;
    interface.has_ra_default_route = true;
    return interface;
}

}  // namespace

model::Box bare_box(const jool::Version& module) {
    model::ModuleFacts facts;
    facts.kernel_release = "6.1.0-18-amd64";
    facts.disk_path = "/lib/modules/6.1.0-18-amd64/extra/jool.ko";
    facts.disk_version = module;
    model::NetworkFacts network;
    network.interfaces.push_back(uplink());
    return {.module = facts,
            .sysctl = model::SysctlFacts(),
            .network = network,
            .firewall = model::FirewallFacts(),
            .translator = base::fail("Jool's module is not loaded", ENODEV),
            .dns = base::fail("dns64d is not running", ENOENT)};
}

struct Simulation {
    model::Box& box;

    [[nodiscard]] model::InstanceFacts* find(const std::string& name) const {
        const bool is_there =
            box.translator && box.translator->instance && box.translator->instance->name == name;
        return is_there ? &*box.translator->instance : nullptr;
    }

    template <typename Do>
    Done in(const std::string& name, const Do& act) const {
        if (!box.translator) return base::fail("Jool's module is not loaded", ENODEV);
        model::InstanceFacts* instance = find(name);
        if (instance == nullptr)
            return base::fail("This namespace lacks an instance named " + name, ESRCH);
        return act(*instance);
    }

    [[nodiscard]] Done check_ports(const jool::Pool4Entry& entry, bool force) const {
        if (force || box.translator->version < minds_ephemeral ||
            entry.protocol == jool::Protocol::icmp)
            return {};
        if (!model::overlap({entry.port_min, entry.port_max}, box.sysctl->ephemeral)) return {};
        return base::fail("pool4 overlaps the ephemeral range", EINVAL);
    }

    [[nodiscard]] static Done check_bib(const model::InstanceFacts& instance,
                                        const jool::BibEntry& bib) {
        if (!instance.pool4.empty() &&
            !jool::PoolSet(instance.pool4).contains(bib.protocol, bib.src4))
            return base::fail("The transport address does not belong to pool4.", EINVAL);
        for (const jool::BibEntry& other : instance.static_bib) {
            if (other.protocol == bib.protocol &&
                (other.src4 == bib.src4 || other.src6 == bib.src6))
                return base::fail("The binding exists.", EEXIST);
        }
        return {};
    }

    static Done add_bib(model::InstanceFacts& instance, const jool::BibEntry& bib) {
        const Done fine = check_bib(instance, bib);
        if (fine) instance.static_bib.push_back(bib);
        return fine;
    }

    Done add_pool4(model::InstanceFacts& instance, const jool::Pool4Entry& entry,
                   bool force) const {
        if (const Done fine = check_ports(entry, force); !fine) return fine;
        std::vector<jool::Pool4Entry> entries = instance.pool4;
        entries.push_back(entry);
        instance.pool4 = jool::PoolSet(entries).entries();
        return {};
    }

    Done operator()(const plan::LoadModule& /*change*/) const {
        if (box.module->is_loaded) return {};
        box.module->is_loaded = true;
        box.module->loaded_version = box.module->disk_version;
        box.module->has_xtables_target = true;
        box.translator = model::TranslatorFacts{*box.module->disk_version, {}, std::nullopt};
        return {};
    }

    Done operator()(const plan::WriteSysctl& change) const {
        model::SysctlFacts& sysctl = *box.sysctl;
        if (change.key == "net.ipv4.conf.all.forwarding") {
            sysctl.ipv4_forwarding = change.after == "1";
        } else if (change.key == "net.ipv6.conf.all.forwarding") {
            sysctl.ipv6_forwarding = change.after == "1";
        } else if (change.key == "net.ipv4.ip_local_port_range") {
            const auto range = model::parse_port_pair(change.after);
            if (!range || range->first < 1024) return base::fail("Invalid argument", EINVAL);
            sysctl.ephemeral = *range;
        } else if (change.key == "net.ipv4.ip_local_reserved_ports") {
            const auto ports = model::parse_port_list(change.after);
            if (!ports) return base::fail("Invalid argument", EINVAL);
            sysctl.reserved = *ports;
        } else if (change.key == "net.ipv6.conf.eth0.accept_ra") {
            box.network->interfaces.front().accept_ra = change.after == "2" ? 2 : 1;
        } else {
            return base::fail("no such setting: " + change.key, ENOENT);
        }
        return {};
    }

    Done operator()(const plan::AddInstance& change) const {
        if (!box.translator) return base::fail("Jool's module is not loaded", ENODEV);
        if (box.translator->instance) return base::fail("The instance exists already.", EEXIST);
        if (change.framework == jool::Framework::iptables && !box.module->has_xtables_target)
            return base::fail("Netfilter is the only available instance framework.", EINVAL);
        model::InstanceFacts instance{.name = change.name,
                                      .framework = change.framework,
                                      .globals = fresh_globals(change, box.translator->version),
                                      .pool4 = {},
                                      .static_bib = {},
                                      .counters = {{5, 0}}};
        for (const jool::Pool4Entry& entry : change.content.pool4)
            if (const Done done = add_pool4(instance, entry, change.force); !done) return done;
        for (const jool::BibEntry& bib : change.content.bib)
            if (const Done done = add_bib(instance, bib); !done) return done;
        box.translator->instances.push_back(change.name);
        box.translator->instance = std::move(instance);
        return {};
    }

    Done operator()(const plan::RemoveInstance& change) const {
        return in(change.name, [&](const model::InstanceFacts&) -> Done {
            box.translator->instance.reset();
            std::erase(box.translator->instances, change.name);
            return {};
        });
    }

    Done operator()(const plan::SetGlobals& change) const {
        return in(change.instance, [&](model::InstanceFacts& instance) -> Done {
            for (const jool::GlobalSetting& wanted : change.after)
                for (jool::GlobalSetting& setting : instance.globals)
                    if (setting.id == wanted.id) setting.value = wanted.value;
            return {};
        });
    }

    Done operator()(const plan::AddPool4& change) const {
        return in(change.instance, [&](model::InstanceFacts& instance) {
            return add_pool4(instance, change.entry, change.force);
        });
    }

    Done operator()(const plan::RemovePool4& change) const {
        return in(change.instance, [&](model::InstanceFacts& instance) -> Done {
            const jool::PoolSet gone(std::vector{change.entry});
            instance.pool4 = jool::PoolSet(instance.pool4).minus(gone).entries();
            // Whatever its mark.
            std::erase_if(instance.static_bib, [&](const jool::BibEntry& bib) {
                return gone.contains(bib.protocol, bib.src4);
            });
            return {};
        });
    }

    Done operator()(const plan::AddBib& change) const {
        return in(change.instance,
                  [&](model::InstanceFacts& instance) { return add_bib(instance, change.entry); });
    }

    Done operator()(const plan::RemoveBib& change) const {
        return in(change.instance, [&](model::InstanceFacts& instance) -> Done {
            const std::size_t count = std::erase_if(
                instance.static_bib,
                [&](const jool::BibEntry& bib) { return is_same(bib, change.entry); });
            if (count == 0) return base::fail("The binding is not there.", ESRCH);
            return {};
        });
    }

    Done operator()(const plan::AddInterception& change) const {
        if (!box.module->has_xtables_target) return base::fail("no target JOOL", ENOENT);
        const bool is_there =
            std::any_of(box.firewall->interception.begin(), box.firewall->interception.end(),
                        [&](const model::InterceptionRule& rule) {
                            return rule.family == change.family && rule.instance == change.instance;
                        });
        if (is_there) return {};
        box.firewall->interception.push_back(
            {change.family, "mangle", "PREROUTING", change.instance, true, 1});
        return {};
    }

    Done operator()(const plan::RemoveInterception& change) const {
        std::erase_if(box.firewall->interception, [&](const model::InterceptionRule& rule) {
            return rule.is_ours && rule.family == change.family && rule.instance == change.instance;
        });
        return {};
    }

    Done operator()(const plan::SetGuard& change) const {
        box.firewall->guard = model::GuardFacts();
        if (!change.after) return {};
        box.firewall->guard.is_installed = true;
        box.firewall->guard.pool6 = change.after->pool6.text();
        box.firewall->guard.fingerprint = model::fingerprint_of(*change.after);
        return {};
    }
};

base::Result<void> SimulatedBox::perform(const plan::Change& change) {
    return std::visit(Simulation{box_}, change);
}

}  // namespace gate64::nat64ctl::test
