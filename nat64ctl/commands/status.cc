// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/status_report.h"
#include "nat64ctl/doctor/doctor.h"
#include "shared/config/units.h"

namespace gate64::nat64ctl::commands {
namespace {

struct Options {
    std::string rate = "1s";
    bool no_rates = false;
    bool ports = false;
};

// What the file wants, where it can be read: status shows a box without a file as well.
std::optional<plan::Wanted> wanted_of_file(const std::string& path) {
    const auto config = config::load(path);
    if (!config || !config->nat64) return std::nullopt;
    const auto wanted = plan::wanted_from(*config);
    if (!wanted) return std::nullopt;
    return *wanted;
}

// The instance to look after: the one a verb would take, else the one that is wanted.
std::string instance_to_show(Context& context, jool::Client* client,
                             const std::optional<plan::Wanted>& wanted) {
    if (client != nullptr) {
        if (auto chosen = chosen_instance(context, *client)) return std::move(*chosen);
    }
    if (!context.options.instance.empty()) return context.options.instance;
    return wanted ? wanted->instance : std::string();
}

cli::ExitCode run(Context& context, const Options& options) {
    const auto between = config::parse_duration(options.rate);
    if (!between || between->count() == 0) {
        return usage_error(context, "--rate: a time such as 1s is needed");
    }
    const std::optional<plan::Wanted> wanted = wanted_of_file(context.options.config_file);
    const auto client = context.gateway.connect();
    const std::string instance =
        instance_to_show(context, client ? client->get() : nullptr, wanted);
    const model::Box box = context.gateway.observe(instance);
    StatusInput input{.box = box, .findings = doctor::examine(box, wanted ? &*wanted : nullptr)};
    std::optional<PortUsage> usage;
    if (client && box.translator && box.translator->instance) {
        if (options.ports) {
            auto counted = count_ports(**client, instance, box.translator->instance->pool4);
            if (!counted) return report(context, counted.error());
            usage = std::move(*counted);
            input.usage = &*usage;
        }
        if (!options.no_rates) {
            auto first = (*client)->counters(instance);
            context.gateway.pause(*between);
            auto later = (*client)->counters(instance);
            if (first && later) {
                input.earlier = std::move(*first);
                input.later = std::move(*later);
                input.between = *between;
            }
        }
    }
    const StatusReport status = status_report(input, context.out.terminal());
    context.out.record(json_of(status), text_of(status, context.out.terminal()));
    return status.is_healthy ? cli::ExitCode::done : cli::ExitCode::failed;
}

Run define(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    syntax.add_option("--rate", options->rate, "Count packets for this time; default 1s")
        .type_name("TIME");
    syntax.add_flag("--no-rates", options->no_rates, "Do not count packets, answer at once");
    syntax.add_flag("--ports", options->ports,
                    "List the bindings to show ports used per address and protocol");
    return [options](Context& context) { return run(context, *options); };
}

constexpr std::string_view examples[] = {
    "nat64ctl status",
    "nat64ctl status --no-rates --json",
    "nat64ctl status --ports",
};

}  // namespace

const Command status_command = {
    .name = "status",
    .group = Group::gateway,
    .summary = "Is my gateway working? Everything on one screen",
    .details =
        "Shows the module, the instance, pool6, pool4, bindings and sessions of capacity,\n"
        "packets a second, the box around it, dns64d, and every problem found with the\n"
        "command that mends it. Exit code 0: healthy, 1: not.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
