// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/arguments.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/session_filter.h"
#include "nat64ctl/commands/session_rows.h"
#include "nat64ctl/commands/top_clients.h"

namespace gate64::nat64ctl::commands {
namespace {

struct Options {
    FilterTexts filter;
    std::size_t top = 0;
};

cli::ExitCode list(Context& context, Connection& connection, const SessionFilter& filter) {
    SessionRows rows(context.out);
    for (const jool::Protocol protocol : jool::all_protocols) {
        if (!filter.wants(protocol)) continue;
        const auto listed = connection.client->each_session(connection.instance, protocol,
                                                            [&](const jool::Session& session) {
                                                                if (filter.matches(session))
                                                                    rows.add(session);
                                                                return true;
                                                            });
        if (!listed) {
            rows.end();
            return report(context, listed.error());
        }
    }
    rows.end();
    if (rows.count() == 0) context.out.line("no sessions");
    return cli::ExitCode::done;
}

cli::ExitCode run(Context& context, const Options& options) {
    const auto filter = SessionFilter::make(options.filter);
    if (!filter) return usage_error(context, filter.error().message);
    if (options.top > 0 && filter->is_about_servers()) {
        return usage_error(context,
                           "--top counts the ports of clients, whatever they talk to: it goes with "
                           "--client and --protocol only");
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    if (options.top > 0) return print_top_clients(context, *connection, *filter, options.top);
    return list(context, *connection, *filter);
}

Run define(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    syntax.add_option("--client", options->filter.client, "Only clients in this IPv6 prefix")
        .type_name("PREFIX");
    syntax
        .add_option("--server", options->filter.server,
                    "Only servers in this prefix: IPv4, or IPv6 inside pool6")
        .type_name("PREFIX");
    syntax.add_option("--protocol", options->filter.protocol, "tcp, udp or icmp")
        .type_name("PROTOCOL");
    syntax.add_option("--state", options->filter.state, "Only TCP sessions in this state")
        .type_name("STATE");
    syntax.add_option("--top", options->top, "The N clients with most ports instead of sessions")
        .type_name("N")
        .between(1, 10'000);
    return [options](Context& context) { return run(context, *options); };
}

constexpr std::string_view examples[] = {
    "nat64ctl sessions --client 2001:db8:1::/64",
    "nat64ctl sessions --protocol tcp --state established --tsv",
    "nat64ctl sessions --top 10",
};

}  // namespace

const Command sessions_command = {
    .name = "sessions",
    .group = Group::state,
    .summary = "List sessions, or the clients that have most",
    .details =
        "Rows are printed as the kernel gives them, a million take no more memory than ten.\n"
        "The tables move on meanwhile, so the listing is no snapshot.\n"
        "--top counts bindings: each takes one port of pool4. It is exact up to 16,384\n"
        "clients; beyond that it states how far a number may be too high.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
