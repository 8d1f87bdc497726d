// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "nat64ctl/commands/arguments.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/session_count.h"
#include "shared/cli/escape.h"
#include "shared/config/texts.h"
#include "shared/net/pref64.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr cli::Column list_columns[] = {
    {"name", "NAME"},
    {"framework", "FRAMEWORK"},
    {"here", "HERE"},
    {"pool6", "POOL6"},
};

// pool6 of an instance of this namespace, for the listing.
cli::Cell pool6_of(jool::Client& client, const std::string& instance) {
    const auto globals = client.globals(instance);
    if (!globals) return nullptr;
    for (const jool::GlobalSetting& setting : *globals) {
        if (const auto* pool6 = std::get_if<net::Ipv6Prefix>(&setting.value)) return pool6->text();
    }
    return nullptr;
}

cli::ExitCode list(Context& context) {
    const auto client = context.gateway.connect();
    if (!client) return report(context, client.error());
    const auto instances = (*client)->instances();
    if (!instances) return report(context, instances.error());
    std::vector<std::vector<cli::Cell>> rows;
    for (const jool::Instance& instance : *instances) {
        auto is_here = (*client)->instance_exists(instance.name);
        if (!is_here) return report(context, is_here.error());
        rows.push_back({instance.name, name_of(instance.framework), *is_here,
                        *is_here ? pool6_of(**client, instance.name) : cli::Cell(nullptr)});
    }
    context.out.begin_table(list_columns);
    for (const auto& row : rows)
        context.out.row(row);
    context.out.end_table();
    if (rows.empty()) context.out.line("no instance; `nat64ctl up` makes the one of the file");
    return cli::ExitCode::done;
}

struct AddOptions {
    std::string name;
    std::string framework = "netfilter";
    std::string pool6 = "64:ff9b::/96";
};

base::Result<net::Ipv6Prefix> parse_pool6(const std::string& text) {
    const auto prefix = net::Ipv6Prefix::parse(text);
    if (!prefix) return prefix;
    const auto usable = net::Pref64::make(*prefix);
    if (!usable) return std::unexpected(usable.error());
    return *prefix;
}

cli::ExitCode add(Context& context, const AddOptions& options) {
    const auto name = config::parse_instance(options.name);
    if (!name) return usage_error(context, name.error().message);
    const auto pool6 = parse_pool6(options.pool6);
    if (!pool6) return usage_error(context, "--pool6: " + pool6.error().message);
    const auto framework =
        options.framework == "iptables" ? jool::Framework::iptables : jool::Framework::netfilter;
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    const auto client = context.gateway.connect();
    if (!client) return report(context, client.error());
    const auto added = (*client)->add_instance(*name, framework, *pool6);
    if (!added) return report(context, added.error());
    std::string text =
        "added instance " + *name + " (" + options.framework + ", pool6 " + pool6->text() + ")";
    if (framework == jool::Framework::iptables) {
        text += "\nit translates nothing until rules hand it packets: `nat64ctl up` installs them";
    }
    context.out.record(
        {{"added", *name}, {"framework", options.framework}, {"pool6", pool6->text()}}, text);
    return cli::ExitCode::done;
}

cli::ExitCode remove(Context& context, const std::string& name) {
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    const auto client = context.gateway.connect();
    if (!client) return report(context, client.error());
    const auto exists = (*client)->instance_exists(name);
    if (!exists) return report(context, exists.error());
    if (!*exists) {
        return report(context, {"there is no instance \"" + name +
                                    "\" in this network namespace (`nat64ctl instance list`)",
                                ESRCH});
    }
    const auto sessions = sessions_of(**client, name);
    if (!sessions) return report(context, sessions.error());
    if (!confirmed(context,
                   "Removing instance " + name + " ends " + counted(*sessions, "session") + ".")) {
        return cli::ExitCode::failed;
    }
    const auto removed = (*client)->remove_instance(name);
    if (!removed) return report(context, removed.error());
    context.out.record(
        {{"removed", name}, {"sessions_ended", *sessions}},
        "removed instance " + cli::escape(name) + ", ended " + counted(*sessions, "session"));
    return cli::ExitCode::done;
}

cli::ExitCode flush(Context& context) {
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    const auto client = context.gateway.connect();
    if (!client) return report(context, client.error());
    const auto names = instances_here(**client);
    if (!names) return report(context, names.error());
    std::uint64_t ended = 0;
    for (const std::string& name : *names) {
        const auto sessions = sessions_of(**client, name);
        if (!sessions) return report(context, sessions.error());
        ended += *sessions;
    }
    if (!names->empty() && !confirmed(context, "Removing " + counted(names->size(), "instance") +
                                                   " ends " + counted(ended, "session") + ".")) {
        return cli::ExitCode::failed;
    }
    const auto flushed = (*client)->flush_instances();
    if (!flushed) return report(context, flushed.error());
    context.out.record(
        {{"removed", *names}, {"sessions_ended", ended}},
        "removed " + counted(names->size(), "instance") + ", ended " + counted(ended, "session"));
    return cli::ExitCode::done;
}

Run define_list(Syntax& /*syntax*/) {
    return list;
}

Run define_add(Syntax& syntax) {
    auto options = std::make_shared<AddOptions>();
    syntax.add_option("NAME", options->name, "1 to 15 letters, digits, \"_\" and \"-\"").required();
    syntax.add_option("--framework", options->framework, "netfilter or iptables")
        .type_name("FRAMEWORK")
        .one_of({"netfilter", "iptables"});
    syntax
        .add_option("--pool6", options->pool6,
                    "The prefix that is translated; default 64:ff9b::/96")
        .type_name("PREFIX");
    return [options](Context& context) { return add(context, *options); };
}

Run define_remove(Syntax& syntax) {
    auto name = std::make_shared<std::string>();
    syntax.add_option("NAME", *name, "The instance to remove").required();
    return [name](Context& context) { return remove(context, *name); };
}

Run define_flush(Syntax& /*syntax*/) {
    return flush;
}

constexpr std::string_view list_examples[] = {"nat64ctl instance list --json"};
constexpr std::string_view add_examples[] = {
    "nat64ctl instance add gate64",
    "nat64ctl instance add example --framework iptables --pool6 2001:db8:64::/96",
};
constexpr std::string_view remove_examples[] = {"nat64ctl instance remove example --yes"};
constexpr std::string_view flush_examples[] = {"nat64ctl instance flush --yes"};

}  // namespace

const Command instance_list_command = {
    .name = "instance list",
    .group = Group::instance,
    .summary = "List the translator's instances",
    .details = "Shows those of every network namespace; \"here\" are those of this one.",
    .examples = list_examples,
    .define = define_list,
};

const Command instance_add_command = {
    .name = "instance add",
    .group = Group::instance,
    .summary = "Add an instance by hand",
    .details =
        "`nat64ctl up` does this and all the rest from the configuration file. At most one\n"
        "netfilter instance fits into a network namespace. pool6 cannot be changed later.",
    .examples = add_examples,
    .define = define_add,
};

const Command instance_remove_command = {
    .name = "instance remove",
    .group = Group::instance,
    .summary = "Remove an instance with all its bindings and sessions",
    .details =
        "Asks on a terminal, needs --yes elsewhere. Rules of iptables mode stay and match\n"
        "nothing; `nat64ctl down` removes those that nat64ctl made.",
    .examples = remove_examples,
    .define = define_remove,
};

const Command instance_flush_command = {
    .name = "instance flush",
    .group = Group::instance,
    .summary = "Remove every instance of this network namespace",
    .details = "Asks on a terminal, needs --yes elsewhere.",
    .examples = flush_examples,
    .define = define_flush,
};

}  // namespace gate64::nat64ctl::commands
