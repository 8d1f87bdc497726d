// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/tuning.h"

#include <algorithm>

#include "nat64ctl/apply/deeds.h"
#include "nat64ctl/plan/snapshot.h"
#include "nat64ctl/plan/tune.h"
#include "nat64ctl/system/lock.h"

namespace gate64::nat64ctl::commands {
namespace {

using Changes = std::vector<system::SysctlChange>;

const plan::WriteSysctl* written(const plan::Plan& plan, std::string_view key) {
    for (const plan::Step& step : plan.steps) {
        const auto* write = std::get_if<plan::WriteSysctl>(&step.change);
        if (write != nullptr && write->key == key) return write;
    }
    return nullptr;
}

/// Those that tuning looks after on this box, in the order in which they must be set.
std::vector<std::string> keys_of(const model::Box& box) {
    std::vector<std::string> keys;
    if (box.network) {
        for (const model::InterfaceFacts& interface : box.network->interfaces) {
            if (interface.has_ra_default_route && interface.accept_ra.value_or(0) >= 1)
                keys.push_back(plan::accept_ra_key(interface.name));
        }
    }
    for (const std::string_view key : {plan::ipv4_forwarding_key, plan::ipv6_forwarding_key,
                                       plan::port_range_key, plan::reserved_ports_key})
        keys.emplace_back(key);
    return keys;
}

model::PortSet ports_in(const std::string& list) {
    return model::parse_port_list(list).value_or(model::PortSet());
}

model::PortSet ports_added_by(const system::SysctlChange& change) {
    return model::subtracted(ports_in(change.after), ports_in(change.before));
}

/// The value that takes `change` back; nothing where there is nothing of it to take back.
std::optional<std::string> value_before(const system::SysctlChange& change,
                                        const std::string& live) {
    if (change.key == plan::reserved_ports_key)
        return model::port_list_text(model::subtracted(ports_in(live), ports_added_by(change)));
    if (live != change.after) return std::nullopt;
    return change.before;
}

const system::SysctlSetting* find(std::span<const system::SysctlSetting> file,
                                  std::string_view key) {
    const auto found =
        std::find_if(file.begin(), file.end(), [key](const auto& one) { return one.key == key; });
    return found == file.end() ? nullptr : &*found;
}

std::optional<std::string> value_in(std::span<const system::SysctlSetting> file,
                                    std::string_view key) {
    const system::SysctlSetting* setting = find(file, key);
    if (setting == nullptr) return std::nullopt;
    return setting->value;
}

/// A setting that tune has made lasting before keeps the value from before that.
Changes remembered(const Changes& old, std::span<const TuningRow> rows) {
    Changes changes;
    for (const TuningRow& row : rows) {
        if (!row.boot_after) continue;
        const auto known = std::find_if(old.begin(), old.end(),
                                        [&](const auto& one) { return one.key == row.key; });
        changes.push_back(
            {row.key, known != old.end() ? known->before : row.live, *row.boot_after});
    }
    return changes;
}

}  // namespace

model::PortSet reserved_by_nat64ctl(const system::StateKey& key, const system::State& state) {
    system::State copy = state;
    model::PortSet ports = apply::reserved_by_us(copy.deeds_of(key));
    for (const system::SysctlChange& change : state.persistent) {
        if (change.key == plan::reserved_ports_key)
            ports = model::merged(ports, ports_added_by(change));
    }
    return ports;
}

base::Result<TuningGoal> goal_of_tune(const system::StateKey& key, const system::State& state,
                                      const model::Box& box,
                                      std::span<const jool::Pool4Entry> pool4) {
    if (!box.sysctl) return std::unexpected(box.sysctl.error());
    const model::NetworkFacts* network = box.network ? &*box.network : nullptr;
    auto tuning = plan::tuning_for(pool4, *box.sysctl, network, reserved_by_nat64ctl(key, state));
    if (!tuning) return std::unexpected(tuning.error());
    TuningGoal goal;
    for (plan::Tuning::Write& write : tuning->writes)
        goal.plan.steps.push_back({std::move(write.sysctl), std::move(write.why), {}});
    if (tuning->overlaps_elsewhere) {
        goal.plan.warnings.emplace_back(
            "pool4 overlaps the ephemeral range: harmless as long as its addresses are not the "
            "box's own");
    }
    for (const std::string& name : keys_of(box)) {
        const plan::WriteSysctl* write = written(goal.plan, name);
        std::string value =
            write != nullptr ? write->after : plan::sysctl_value(box, name).value_or("");
        if (!value.empty()) goal.lasting.push_back({name, std::move(value)});
    }
    return goal;
}

base::Result<TuningGoal> goal_of_revert(const system::StateKey& key, const system::State& state,
                                        const model::Box& box, bool is_first_namespace) {
    if (!box.sysctl) return std::unexpected(box.sysctl.error());
    system::State copy = state;
    const Changes changes = is_first_namespace ? state.persistent : copy.deeds_of(key).sysctls;
    TuningGoal goal;
    for (std::size_t i = changes.size(); i > 0; --i) {
        const system::SysctlChange& change = changes[i - 1];
        const auto live = plan::sysctl_value(box, change.key);
        if (!live || *live == change.before) continue;
        const auto before = value_before(change, *live);
        if (!before) {
            goal.plan.warnings.push_back(change.key + " stays " + *live +
                                         ": somebody else has changed it since");
        } else if (*before != *live) {
            goal.plan.steps.push_back(
                {plan::WriteSysctl{change.key, *live, *before}, "as it was before tune", {}});
        }
    }
    const bool is_in_use = box.translator && box.translator->instance && !goal.plan.empty();
    if (is_in_use) {
        goal.plan.warnings.push_back(
            "instance " + box.translator->instance->name +
            " is up and needs these settings: nat64ctl doctor says what is wrong now");
    }
    return goal;
}

std::vector<TuningRow> rows_of(const TuningGoal& goal, const model::Box& box,
                               std::span<const system::SysctlSetting> file, bool has_file) {
    std::vector<std::string> keys;
    const auto add = [&keys](const std::string& key) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    };
    for (const system::SysctlSetting& setting : goal.lasting)
        add(setting.key);
    for (const plan::Step& step : goal.plan.steps)
        if (const auto* write = std::get_if<plan::WriteSysctl>(&step.change)) add(write->key);
    if (has_file)
        for (const system::SysctlSetting& setting : file)
            add(setting.key);
    std::vector<TuningRow> rows;
    for (const std::string& key : keys) {
        TuningRow row{key, plan::sysctl_value(box, key).value_or(""), {}, {}, {}, {}};
        row.after = row.live;
        if (has_file) {
            row.boot_before = value_in(file, key);
            row.boot_after = value_in(goal.lasting, key);
        }
        for (const plan::Step& step : goal.plan.steps) {
            const auto* write = std::get_if<plan::WriteSysctl>(&step.change);
            if (write == nullptr || write->key != key) continue;
            row.after = write->after;
            row.why = step.why;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

bool any_change(std::span<const TuningRow> rows) noexcept {
    return std::any_of(rows.begin(), rows.end(), [](const TuningRow& row) {
        return row.live != row.after || row.boot_before != row.boot_after;
    });
}

base::Result<void> keep_lasting(const apply::Site& site, const std::string& root,
                                std::span<const TuningRow> rows) {
    const auto lock = system::ChangeLock::acquire(site.patience, site.lock_path);
    if (!lock) return std::unexpected(lock.error());
    auto state = system::load_state(site.key.boot_id, site.state_path);
    if (!state) return std::unexpected(state.error());
    state->persistent = remembered(state->persistent, rows);
    std::vector<system::SysctlSetting> lasting;
    for (const system::SysctlChange& change : state->persistent)
        lasting.push_back({change.key, change.after});
    // The state first: what it does not know nobody would take back.
    if (const auto saved = system::save_state(*state, site.state_path); !saved) return saved;
    return system::write_sysctl_file(lasting, root);
}

}  // namespace gate64::nat64ctl::commands
