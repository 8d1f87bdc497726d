// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/top_clients.h"

#include "nat64ctl/commands/heavy_hitters.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr cli::Column columns[] = {
    {"client", "CLIENT"},
    {"ports", "PORTS", cli::Column::Align::right},
    {"error", "AT MOST TOO HIGH BY", cli::Column::Align::right},
};

}  // namespace

cli::ExitCode print_top_clients(Context& context, Connection& connection,
                                const SessionFilter& filter, std::size_t n) {
    HeavyHitters counts(clients_counted_max);
    for (const jool::Protocol protocol : jool::all_protocols) {
        if (!filter.wants(protocol)) continue;
        const auto listed = connection.client->each_bib(connection.instance, protocol,
                                                        [&](const jool::BibEntry& entry) {
                                                            if (filter.matches(entry))
                                                                counts.add(entry.src6.address);
                                                            return true;
                                                        });
        if (!listed) return report(context, listed.error());
    }
    // Exact counts need no column for people; programs always have it.
    const bool is_short = context.out.format() == cli::Format::text && counts.is_exact();
    context.out.begin_table(std::span(columns).first(is_short ? 2 : 3));
    for (const HeavyHitters::Row& row : counts.top(n)) {
        const cli::Cell cells[] = {row.key.text(), row.count, row.error};
        context.out.row(std::span(cells).first(is_short ? 2 : 3));
    }
    context.out.end_table();
    if (counts.total() == 0) context.out.line("no bindings");
    return cli::ExitCode::done;
}

}  // namespace gate64::nat64ctl::commands
