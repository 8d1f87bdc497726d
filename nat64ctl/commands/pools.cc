// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/arguments.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/live_pools.h"
#include "nat64ctl/commands/session_count.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr cli::Column columns[] = {
    {"address", "ADDRESS"},
    {"first_port", "FIRST", cli::Column::Align::right},
    {"last_port", "LAST", cli::Column::Align::right},
    {"ports", "PORTS", cli::Column::Align::right},
    {"protocol", "PROTOCOL"},
    {"mark", "MARK", cli::Column::Align::right},
};

cli::ExitCode list(Context& context) {
    auto connection = connect(context);
    if (!connection) return connection.error();
    const auto pools = live_pools(*connection->client, connection->instance);
    if (!pools) return report(context, pools.error());
    context.out.begin_table(columns);
    for (const jool::Pool4Entry& entry : *pools) {
        const cli::Cell cells[] = {
            entry.prefix.address().text(),       entry.port_min,          entry.port_max,
            entry.port_max - entry.port_min + 1, name_of(entry.protocol), entry.mark};
        context.out.row(cells);
    }
    context.out.end_table();
    if (pools->empty()) {
        context.out.line(
            "pool4 is empty: Jool takes ports 61001-65535 of the address that packets leave by;\n"
            "`nat64ctl add-pool ADDRESS PORTS` says which to take");
    }
    return cli::ExitCode::done;
}

cli::ExitCode flush(Context& context, bool keep_sessions) {
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    jool::Client& client = *connection->client;
    const auto pools = live_pools(client, connection->instance);
    if (!pools) return report(context, pools.error());
    const auto sessions = sessions_of(client, connection->instance);
    if (!sessions) return report(context, sessions.error());
    const std::string cost = keep_sessions ? "leaves " + counted(*sessions, "session") + " stranded"
                                           : "ends " + counted(*sessions, "session");
    if (!confirmed(context, "Emptying pool4 of " + connection->instance + " " + cost + ".")) {
        return cli::ExitCode::failed;
    }
    const auto flushed = client.flush_pool4(
        connection->instance, keep_sessions ? jool::Sessions::keep : jool::Sessions::end);
    if (!flushed) return report(context, flushed.error());
    context.out.record(
        {{"ranges_removed", pools->size()}, {"sessions_ended", keep_sessions ? 0 : *sessions}},
        "removed " + counted(pools->size(), "range") + " from pool4; this " + cost +
            "\nJool now takes ports 61001-65535 of the address that packets leave by");
    return cli::ExitCode::done;
}

Run define_list(Syntax& /*syntax*/) {
    return list;
}

Run define_flush(Syntax& syntax) {
    auto keep_sessions = std::make_shared<bool>(false);
    syntax.add_flag("--keep-sessions", *keep_sessions, keep_sessions_help);
    return [keep_sessions](Context& context) { return flush(context, *keep_sessions); };
}

constexpr std::string_view list_examples[] = {"nat64ctl pools", "nat64ctl pools --json"};
constexpr std::string_view flush_examples[] = {"nat64ctl flush-pools --yes"};

}  // namespace

const Command pools_command = {
    .name = "pools",
    .group = Group::pools,
    .summary = "List pool4: the IPv4 addresses and ports that translated packets leave from",
    .details = "`nat64ctl status --ports` shows how many of them are in use.",
    .examples = list_examples,
    .define = define_list,
};

const Command flush_pools_command = {
    .name = "flush-pools",
    .group = Group::pools,
    .summary = "Empty pool4",
    .details =
        "Asks on a terminal, needs --yes elsewhere. With an empty pool4 Jool translates with\n"
        "ports 61001-65535 of the address that packets leave by.",
    .examples = flush_examples,
    .define = define_flush,
};

}  // namespace gate64::nat64ctl::commands
