// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/tuning.h"

#include <cerrno>
#include <memory>

#include "nat64ctl/apply/journal.h"
#include "nat64ctl/commands/change.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/look.h"
#include "nat64ctl/plan/capacity.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

struct Options {
    bool dry_run = false;
    bool revert = false;
};

/// Pool4 of the file and of the live instance: both must be safe, now and after the next apply.
std::optional<std::vector<jool::Pool4Entry>> pool4_to_serve(const Look& seen) {
    const bool is_live = seen.box.translator && seen.box.translator->instance;
    if (!seen.wanted && !is_live) return std::nullopt;
    std::vector<jool::Pool4Entry> entries;
    if (seen.wanted) entries = seen.wanted->pool4.entries();
    if (is_live) {
        const auto& live = seen.box.translator->instance->pool4;
        entries.insert(entries.end(), live.begin(), live.end());
    }
    return jool::PoolSet(entries).entries();
}

std::string text_of_rows(const std::vector<TuningRow>& rows, const cli::Terminal& terminal) {
    const auto shown = [](const std::string& value) {
        return value.empty() ? std::string("(none)") : cli::escape(value);
    };
    std::string text;
    for (const TuningRow& row : rows) {
        text += cli::escape(row.key) + "\n  live:       ";
        text += row.live == row.after
                    ? shown(row.live) + terminal.paint(cli::Tone::dim, " (stays)")
                    : shown(row.live) + " -> " + terminal.paint(cli::Tone::good, shown(row.after));
        text += "\n  at boot:    ";
        if (!row.boot_after) {
            text += row.boot_before ? shown(*row.boot_before) + " -> not set by nat64ctl"
                                    : "not set by nat64ctl";
        } else if (row.boot_before == row.boot_after) {
            text += shown(*row.boot_after) + terminal.paint(cli::Tone::dim, " (stays)");
        } else {
            text += (row.boot_before ? shown(*row.boot_before) : "not set") + " -> " +
                    terminal.paint(cli::Tone::good, shown(*row.boot_after));
        }
        text += '\n';
    }
    return text;
}

nlohmann::ordered_json json_of(const std::vector<TuningRow>& rows) {
    const auto or_null = [](const std::optional<std::string>& value) {
        return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
    };
    auto list = nlohmann::ordered_json::array();
    for (const TuningRow& row : rows) {
        list.push_back({{"key", row.key},
                        {"before", row.live},
                        {"after", row.after},
                        {"boot_before", or_null(row.boot_before)},
                        {"boot_after", or_null(row.boot_after)},
                        {"why", row.why}});
    }
    return list;
}

nlohmann::ordered_json json_of(std::span<const plan::Capacity> capacities) {
    auto list = nlohmann::ordered_json::array();
    for (const plan::Capacity& capacity : capacities) {
        nlohmann::ordered_json subscribers;
        for (std::size_t at = 0; at < plan::ports_per_subscriber.size(); ++at)
            subscribers[std::to_string(plan::ports_per_subscriber[at])] = capacity.subscribers[at];
        list.push_back({{"protocol", jool::name_of(capacity.protocol)},
                        {"sockets", capacity.sockets},
                        {"subscribers_at_ports", std::move(subscribers)}});
    }
    return list;
}

/// A change that waits for its confirmation must be able to put back what it found.
base::Result<void> nothing_waits(const apply::Site& site) {
    const auto journal = apply::read_journal(site.journal_path);
    if (!journal) return std::unexpected(journal.error());
    const bool waits = *journal && (*journal)->ending == apply::Ending::unconfirmed &&
                       (*journal)->run.key.boot_id == site.key.boot_id &&
                       site.now() <= (*journal)->deadline;
    if (!waits) return {};
    return base::fail("a change waits to be confirmed until " +
                          apply::text_of((*journal)->deadline) +
                          ": nat64ctl confirm keeps it, nat64ctl apply --recover takes it back",
                      EBUSY);
}

/// Beside the journal of apply, whose last word must outlive a `tune`.
apply::Site site_of_tune(apply::Site site) {
    site.journal_path += ".tune";
    return site;
}

struct Session {
    Context& context;
    apply::Site site;
    std::optional<std::string> root;
    std::vector<jool::Pool4Entry> pool4;
    bool revert = false;

    [[nodiscard]] base::Result<TuningGoal> goal(const model::Box& box,
                                                const system::State& state) const {
        return revert ? goal_of_revert(site.key, state, box, root.has_value())
                      : goal_of_tune(site.key, state, box, pool4);
    }
};

base::Result<std::vector<TuningRow>> rows_now(const Session& session, const model::Box& box) {
    const auto state = system::load_state(session.site.key.boot_id, session.site.state_path);
    if (!state) return std::unexpected(state.error());
    const auto goal = session.goal(box, *state);
    if (!goal) return std::unexpected(goal.error());
    std::vector<system::SysctlSetting> file;
    if (session.root) {
        auto read = system::read_sysctl_file(*session.root);
        if (!read) return std::unexpected(read.error());
        file = std::move(*read);
    }
    return rows_of(*goal, box, file, session.root.has_value());
}

void show(const Session& session, const std::vector<TuningRow>& rows, bool changed,
          const std::string& end) {
    const auto capacities = plan::capacity_of(session.pool4);
    const cli::Terminal& terminal = session.context.out.terminal();
    std::string text = text_of_rows(rows, terminal);
    if (!session.root)
        text += "settings of this network namespace last as long as it does: no file sets them\n";
    if (!session.revert) text += "Room in pool4:\n" + plan::text_of(capacities);
    session.context.out.record({{"changed", changed},
                                {"settings", json_of(rows)},
                                {"persistent", session.root.has_value()},
                                {"capacity", json_of(capacities)}},
                               text + end);
}

cli::ExitCode tune(const Session& session, apply::Actuator& actuator,
                   const std::vector<TuningRow>& rows) {
    Context& context = session.context;
    if (const auto free = nothing_waits(session.site); !free) return report(context, free.error());
    const auto done = run_change(
        context, actuator, site_of_tune(session.site),
        {.verb = session.revert ? "tune --revert" : "tune",
         .wanted = {},
         .plan = [&](const model::Box& box, system::State& state) -> base::Result<plan::Plan> {
             auto goal = session.goal(box, state);
             if (!goal) return std::unexpected(goal.error());
             return std::move(goal->plan);
         }});
    if (!done) return report_change(context, done.error());
    if (done->failure) return show_end(context, *done, {});
    for (const std::string& warning : done->plan.warnings)
        context.err << "nat64ctl: warning: " << cli::escape(warning) << '\n';
    if (session.root) {
        const auto kept = keep_lasting(session.site, *session.root, rows);
        if (!kept) {
            return report(context, {"the live settings are right, but not for the next boot: " +
                                        kept.error().message,
                                    kept.error().errno_value});
        }
    }
    const bool changed = any_change(rows);
    show(session, rows, changed, changed ? "done" : "nothing to do: all is set already");
    return cli::ExitCode::done;
}

cli::ExitCode run(Context& context, const Options& options) {
    const Look seen = look(context);
    const auto pool4 = pool4_to_serve(seen);
    if (!pool4 && !options.revert) {
        return report(context,
                      {"there is neither an instance nor a file with [nat64] to take pool4 from\n"
                       "name a file with --config; nat64ctl check says what is wrong with one",
                       ESRCH});
    }
    std::string instance = context.options.instance;
    if (instance.empty() && seen.wanted) instance = seen.wanted->instance;
    if (instance.empty() && seen.box.translator && seen.box.translator->instance)
        instance = seen.box.translator->instance->name;
    const auto site = context.gateway.site(instance, context.options.netns);
    if (!site) return report(context, site.error());
    const Session session{context, *site, context.gateway.sysctl_root(),
                          pool4.value_or(std::vector<jool::Pool4Entry>()), options.revert};
    const auto actuator = context.gateway.actuator(instance);
    const auto rows = rows_now(session, actuator->observe());
    if (!rows) return report(context, rows.error());
    if (!options.dry_run) return tune(session, *actuator, *rows);
    show(session, *rows, any_change(*rows),
         any_change(*rows) ? "nothing was done: --dry-run" : "nothing to do: all is set already");
    return cli::ExitCode::done;
}

Run define(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    syntax.add_flag("--dry-run", options->dry_run, "Show before and after, change nothing");
    syntax.add_flag("--revert", options->revert,
                    "Put the settings back as they were before, live and at boot");
    return [options](Context& context) { return run(context, *options); };
}

constexpr std::string_view examples[] = {
    "nat64ctl tune --dry-run",
    "nat64ctl tune",
    "nat64ctl tune --revert",
};

}  // namespace

const Command tune_command = {
    .name = "tune",
    .group = Group::gateway,
    .summary = "Make kernel settings right for pool4, now and at boot",
    .details =
        "Moves the ephemeral range (net.ipv4.ip_local_port_range) out of pool4, adds pool4 to\n"
        "net.ipv4.ip_local_reserved_ports beside what others put there, switches forwarding on,\n"
        "and sets accept_ra to 2 where the default route comes from router advertisements and\n"
        "forwarding would make the box deaf to them. `up` does the same live; tune also writes\n"
        "/etc/sysctl.d/60-gate64-nat64.conf, so that services started before `up` at boot keep\n"
        "away from pool4. In a namespace of its own only live. Prints before and after, and how\n"
        "many sockets and subscribers pool4 has room for.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
