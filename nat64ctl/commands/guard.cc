// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/guard.h"

#include <cerrno>

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/gauge.h"
#include "nat64ctl/commands/look.h"
#include "nat64ctl/firewall/firewall.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

/// The file's guard for the prefix that is translated now; without a file everything special is
/// denied.
base::Result<model::GuardSpec> guard_for(const Look& seen) {
    if (!seen.box.network) return std::unexpected(seen.box.network.error());
    plan::Wanted wanted = seen.wanted.value_or(plan::Wanted{});
    const bool is_live = seen.box.translator && seen.box.translator->instance;
    const auto live = is_live ? seen.box.translator->instance->pool6() : std::nullopt;
    if (live) wanted.pool6 = *live;
    if (!seen.wanted) {
        if (!seen.box.translator) return std::unexpected(seen.box.translator.error());
        if (!live)
            return base::fail(
                "there is neither an instance nor a file with [nat64] to take pool6 from\n"
                "name a file with --config, or see `nat64ctl instance list`",
                ESRCH);
        wanted.guard_policy = plan::guard_policy_from({}, wanted.pool6);
        wanted.pool4 = jool::PoolSet(seen.box.translator->instance->pool4);
    }
    return plan::guard_spec(wanted, *seen.box.network);
}

cli::ExitCode switch_on(Context& context) {
    const Look seen = look(context);
    const auto spec = guard_for(seen);
    if (!spec) return report(context, spec.error());
    if (!seen.box.firewall) return report(context, seen.box.firewall.error());
    const std::string fingerprint = model::fingerprint_of(*spec);
    const bool is_current = seen.box.firewall->guard.is_installed &&
                            seen.box.firewall->guard.fingerprint == fingerprint;
    if (!is_current) {
        if (const auto begun = context.gateway.begin_change(); !begun)
            return report(context, begun.error());
        if (const auto done = firewall::set_guard(*spec); !done)
            return report(context, done.error());
    }
    const std::string text = is_current ? "nothing to do: the guard of " + spec->pool6.text() +
                                              " is installed and up to date"
                                        : "the guard of " + spec->pool6.text() + " is installed";
    context.out.record({{"changed", !is_current}, {"pool6", spec->pool6.text()}}, text);
    return cli::ExitCode::done;
}

cli::ExitCode switch_off(Context& context) {
    const auto facts = firewall::observe_firewall();
    if (!facts) return report(context, facts.error());
    const bool is_there = facts->guard.is_installed;
    if (is_there) {
        const std::string question =
            "Clients will reach the gateway's own services and private networks through " +
            facts->guard.pool6 + ". Remove the guard?";
        if (!confirmed(context, question)) return cli::ExitCode::failed;
        if (const auto begun = context.gateway.begin_change(); !begun)
            return report(context, begun.error());
        if (const auto done = firewall::set_guard(std::nullopt); !done)
            return report(context, done.error());
    }
    context.out.record({{"changed", is_there}},
                       is_there ? "the guard is removed" : "nothing to do: there is no guard");
    return cli::ExitCode::done;
}

cli::ExitCode show(Context& context) {
    const auto facts = firewall::observe_firewall();
    if (!facts) return report(context, facts.error());
    const model::GuardFacts& guard = facts->guard;
    auto counters = nlohmann::ordered_json::array();
    std::string text = guard.is_installed ? "guards " + cli::escape(guard.pool6)
                                          : "not installed; nat64ctl guard on installs it";
    for (const model::GuardCounter& counter : guard.counters) {
        counters.push_back(
            {{"reason", counter.reason}, {"packets", counter.packets}, {"bytes", counter.bytes}});
        text += "\n  " + cli::escape(counter.reason) + ": " + grouped(counter.packets) +
                " packets stopped, " + grouped(counter.bytes) + " octets";
    }
    context.out.record({{"installed", guard.is_installed},
                        {"pool6", guard.pool6},
                        {"fingerprint", guard.fingerprint},
                        {"counters", std::move(counters)}},
                       text);
    return guard.is_installed ? cli::ExitCode::done : cli::ExitCode::failed;
}

template <cli::ExitCode (*verb)(Context&)>
Run define(Syntax& /*syntax*/) {
    return verb;
}

constexpr std::string_view on_examples[] = {"nat64ctl guard on"};
constexpr std::string_view off_examples[] = {"nat64ctl guard off", "nat64ctl guard off --yes"};
constexpr std::string_view status_examples[] = {"nat64ctl guard status",
                                                "nat64ctl guard status --json"};

}  // namespace

const Command guard_on_command = {
    .name = "guard on",
    .group = Group::gateway,
    .summary = "Keep clients from reaching what they must not through the prefix",
    .details =
        "Installs the nftables table ip6 gate64_guard, or renews it. Before Jool sees them it\n"
        "drops packets for pool6 whose IPv4 address is special (special_use of [[dns64]]),\n"
        "loopback or the gateway's own, and those whose bits 64 to 71 are not zero (RFC 6052).\n"
        "Ports of pool4 on an own address pass: clients meet each other there. nat64ctl up does\n"
        "the same unless [nat64] says guard = false.",
    .examples = on_examples,
    .define = define<switch_on>,
};

const Command guard_off_command = {
    .name = "guard off",
    .group = Group::gateway,
    .summary = "Remove the guard",
    .details = "Asks first on a terminal; elsewhere --yes is needed.",
    .examples = off_examples,
    .define = define<switch_off>,
};

const Command guard_status_command = {
    .name = "guard status",
    .group = Group::gateway,
    .summary = "Show the guard and what it stopped",
    .details = "Exit code 0: installed, 1: not.",
    .examples = status_examples,
    .define = define<show>,
};

}  // namespace gate64::nat64ctl::commands
