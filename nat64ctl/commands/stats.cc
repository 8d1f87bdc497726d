// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/gauge.h"
#include "shared/config/units.h"
#include "shared/jool/stats.h"

namespace gate64::nat64ctl::commands {
namespace {

using jool::CounterGroup;

constexpr cli::Column columns[] = {
    {"group", "GROUP"},
    {"id", "ID", cli::Column::Align::right},
    {"name", "NAME"},
    {"value", "COUNT", cli::Column::Align::right},
    {"per_second", "PER SECOND", cli::Column::Align::right},
    {"meaning", "MEANING"},
};

// Columns of `columns` that people see, under the heading of a group.
constexpr std::size_t shown[] = {3, 4, 5};

// The order of what is asked first.
constexpr CounterGroup groups[] = {
    CounterGroup::traffic,  CounterGroup::gauges, CounterGroup::exhaustion,
    CounterGroup::refusals, CounterGroup::errors, CounterGroup::sync,
};

constexpr std::string_view filler = "PADDING";

struct Row {
    CounterGroup group = CounterGroup::errors;
    std::uint16_t id = 0;
    std::string name;
    cli::Cell value;
    cli::Cell per_second;
    std::string meaning;
    bool is_zero = false;
};

struct Samples {
    std::vector<jool::Counter> first;
    std::vector<jool::Counter> second;  ///< empty: no rates
    std::chrono::milliseconds between{0};
};

// Per second, with one decimal: rare events matter here. Null for a counter that was reset.
cli::Cell rate_of(const Samples& samples, const jool::Counter& after) {
    for (const jool::Counter& before : samples.first) {
        if (before.id != after.id || after.value < before.value) continue;
        const double seconds = static_cast<double>(samples.between.count()) / 1000.0;
        const double rate = static_cast<double>(after.value - before.value) / seconds;
        return std::round(rate * 10) / 10;
    }
    return nullptr;
}

Row row_of(const jool::Version& version, const Samples& samples, const jool::Counter& counter) {
    Row row;
    row.id = counter.id;
    row.name = counter_name(version, counter.id);
    row.is_zero = counter.value == 0;
    row.value = counter.value;
    if (const jool::CounterMeaning* meaning = find_counter(version, counter.id)) {
        row.group = meaning->group;
        row.meaning = meaning->meaning;
        if (meaning->is_gauge()) row.value = jool::gauge_value(counter.value);
        if (meaning->is_gauge() && !gauge_value(counter.value)) row.meaning = unknown_gauge;
        if (!samples.second.empty() && !meaning->is_gauge()) {
            row.per_second = rate_of(samples, counter);
        }
    } else {
        row.meaning = "Not known to this nat64ctl.";
        if (!samples.second.empty()) row.per_second = rate_of(samples, counter);
    }
    return row;
}

void print_group(cli::Output& out, CounterGroup group, const std::vector<Row>& rows, bool all) {
    std::vector<cli::Column> visible;
    for (const std::size_t index : shown)
        visible.push_back(columns[index]);
    std::vector<const Row*> chosen;
    bool has_rates = false;
    for (const Row& row : rows) {
        if (row.group != group || (row.is_zero && !all)) continue;
        chosen.push_back(&row);
        has_rates = has_rates || !row.per_second.is_null();
    }
    if (chosen.empty()) return;
    if (!has_rates) visible.erase(visible.begin() + 1);
    out.line(out.terminal().paint(cli::Tone::plain, name_of(group)));
    out.begin_table(visible);
    for (const Row* row : chosen) {
        std::vector<cli::Cell> cells{row->value};
        if (has_rates) cells.push_back(row->per_second);
        const bool is_named = row->meaning.empty() || all || row->name.starts_with("stat_");
        cells.emplace_back(is_named ? row->name + ": " + row->meaning : row->meaning);
        out.row(cells);
    }
    out.end_table();
    out.line("");
}

void print(cli::Output& out, const std::vector<Row>& rows, bool all) {
    if (out.format() == cli::Format::text) {
        for (const CounterGroup group : groups)
            print_group(out, group, rows, all);
        return;
    }
    out.begin_table(columns);
    for (const Row& row : rows) {
        const cli::Cell cells[] = {name_of(row.group), row.id,         row.name,
                                   row.value,          row.per_second, row.meaning};
        out.row(cells);
    }
    out.end_table();
}

struct Options {
    std::string rate;
    bool all = false;
};

base::Result<Samples> take_samples(Context& context, Connection& connection,
                                   std::chrono::milliseconds between) {
    Samples samples;
    samples.between = between;
    auto first = connection.client->counters(connection.instance);
    if (!first) return std::unexpected(first.error());
    samples.first = std::move(*first);
    if (between.count() == 0) return samples;
    context.gateway.pause(between);
    auto second = connection.client->counters(connection.instance);
    if (!second) return std::unexpected(second.error());
    samples.second = std::move(*second);
    return samples;
}

cli::ExitCode run(Context& context, const Options& options) {
    std::chrono::milliseconds between{0};
    if (!options.rate.empty()) {
        const auto time = config::parse_duration(options.rate);
        if (!time || time->count() == 0) {
            return usage_error(context, "--rate: a time such as 5s is needed");
        }
        between = *time;
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    const auto samples = take_samples(context, *connection, between);
    if (!samples) return report(context, samples.error());
    const jool::Version& version = connection->client->version();
    std::vector<Row> rows;
    for (const jool::Counter& counter :
         samples->second.empty() ? samples->first : samples->second) {
        Row row = row_of(version, *samples, counter);
        if (!row.name.ends_with(filler)) rows.push_back(std::move(row));
    }
    print(context.out, rows, options.all);
    return cli::ExitCode::done;
}

Run define(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    syntax.add_option("--rate", options->rate, "Count for this time and add how many a second")
        .type_name("TIME");
    syntax.add_flag("--all", options->all, "Also what was never counted, and Jool's names");
    return [options](Context& context) { return run(context, *options); };
}

constexpr std::string_view examples[] = {"nat64ctl stats", "nat64ctl stats --rate 5s",
                                         "nat64ctl stats --all --json"};

}  // namespace

const Command stats_command = {
    .name = "stats",
    .group = Group::state,
    .summary = "Count what was translated, what was refused and what ran out",
    .details =
        "Counters that are zero are left out unless --all; JSON and TSV have every one. They\n"
        "start anew when the instance does.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
