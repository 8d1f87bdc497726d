// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/commands.h"
#include "shared/cli/escape.h"
#include "shared/config/near_name.h"
#include "shared/jool/globals.h"

namespace gate64::nat64ctl::commands {
namespace {

using jool::Global;
using jool::GlobalValue;

constexpr cli::Column columns[] = {
    {"key", "KEY"},     {"value", "VALUE"}, {"default", "DEFAULT"},
    {"range", "RANGE"}, {"unit", "UNIT"},   {"help", "MEANING"},
};

// Numbers and truth values as such; durations in milliseconds.
nlohmann::ordered_json json_of(const GlobalValue& value) {
    struct Visitor {
        nlohmann::ordered_json operator()(std::monostate) const { return nullptr; }
        nlohmann::ordered_json operator()(const net::Ipv6Prefix& prefix) const {
            return prefix.text();
        }
        nlohmann::ordered_json operator()(const std::vector<std::uint16_t>& list) const {
            return list;
        }
        nlohmann::ordered_json operator()(bool flag) const { return flag; }
        nlohmann::ordered_json operator()(std::uint8_t number) const { return number; }
        nlohmann::ordered_json operator()(std::uint32_t number) const { return number; }
    };
    return std::visit(Visitor(), value);
}

std::string_view unit_of(const Global& global) noexcept {
    return global.kind == jool::GlobalKind::duration ? "ms" : global.unit;
}

void print_row(cli::Output& out, const Global& global, const GlobalValue& value,
               const jool::Version& version) {
    const bool is_text = out.format() == cli::Format::text;
    const GlobalValue initial = default_of(global, version);
    const cli::Cell cells[] = {
        global.key,
        is_text ? cli::Cell(text_of(global, value)) : json_of(value),
        is_text ? cli::Cell(text_of(global, initial)) : json_of(initial),
        range_of(global),
        is_text ? global.unit : unit_of(global),
        global.help,
    };
    out.row(cells);
}

nlohmann::ordered_json record_of(const Global& global, const GlobalValue& value,
                                 const jool::Version& version) {
    return {{"key", global.key},
            {"value", json_of(value)},
            {"default", json_of(default_of(global, version))},
            {"range", range_of(global)},
            {"unit", unit_of(global)},
            {"help", global.help}};
}

base::Result<const Global*> known_global(std::string_view key) {
    if (const Global* global = jool::find_global(key)) return global;
    std::vector<std::string_view> keys;
    for (const Global& global : jool::globals())
        keys.push_back(global.key);
    const auto near = config::nearest(key, keys);
    return base::fail("there is no setting \"" + std::string(key) + "\"; " +
                      (near ? "did you mean " + std::string(*near) + "?"
                            : std::string("`nat64ctl get` lists all")));
}

const GlobalValue* value_in(const std::vector<jool::GlobalSetting>& settings,
                            const Global& global) noexcept {
    for (const jool::GlobalSetting& setting : settings) {
        if (setting.id == global.id) return &setting.value;
    }
    return nullptr;
}

base::Error too_old(const Global& global, const jool::Version& version) {
    return {"the module is Jool " + version.text() + ", which has no " + std::string(global.key) +
            "; it came with " + global.since.text()};
}

cli::ExitCode get_one(Context& context, Connection& connection, const Global& global) {
    const auto live = connection.client->globals(connection.instance);
    if (!live) return report(context, live.error());
    const jool::Version& version = connection.client->version();
    const GlobalValue* value = value_in(*live, global);
    if (value == nullptr) return report(context, too_old(global, version));
    std::string text = std::string(global.key) + " = " + text_of(global, *value) + '\n';
    text += "  " + std::string(global.help) + '\n';
    text += "  default " + text_of(global, default_of(global, version)) + ", " + range_of(global);
    if (!global.unit.empty()) text += ", in " + std::string(global.unit);
    if (!global.cost.empty()) text += "\n  " + std::string(global.cost);
    context.out.record(record_of(global, *value, version), text);
    return cli::ExitCode::done;
}

cli::ExitCode get(Context& context, const std::string& key) {
    const Global* global = nullptr;
    if (!key.empty()) {
        const auto known = known_global(key);
        if (!known) return usage_error(context, known.error().message);
        global = *known;
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    if (global != nullptr) return get_one(context, *connection, *global);
    const auto live = connection->client->globals(connection->instance);
    if (!live) return report(context, live.error());
    context.out.begin_table(columns);
    for (const Global& known : jool::globals()) {
        const GlobalValue* value = value_in(*live, known);
        if (value != nullptr) print_row(context.out, known, *value, connection->client->version());
    }
    context.out.end_table();
    return cli::ExitCode::done;
}

struct SetOptions {
    std::string key;
    std::string value;
};

cli::ExitCode set(Context& context, const SetOptions& options) {
    const auto known = known_global(options.key);
    if (!known) return usage_error(context, known.error().message);
    const Global& global = **known;
    if (global.kind == jool::GlobalKind::prefix6) {
        return usage_error(context,
                           "pool6 cannot be changed on a live instance: write the new one into "
                           "[nat64] of the file and see `nat64ctl plan` for what that costs");
    }
    const bool to_default = options.value == "default";
    const auto parsed = to_default ? base::Result<GlobalValue>(std::monostate())
                                   : jool::parse_global(global, options.value);
    if (!parsed) return usage_error(context, parsed.error().message);
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    jool::Client& client = *connection->client;
    if (!is_in(global, client.version())) {
        return report(context, too_old(global, client.version()));
    }
    const jool::GlobalSetting wanted{global.id,
                                     to_default ? default_of(global, client.version()) : *parsed};
    const auto live = client.globals(connection->instance);
    if (!live) return report(context, live.error());
    const GlobalValue* before = value_in(*live, global);
    const bool changes = before == nullptr || *before != wanted.value;
    if (changes) {
        const auto done = client.set_globals(connection->instance, {&wanted, 1});
        if (!done) return report(context, done.error());
    }
    const std::string after = text_of(global, wanted.value);
    std::string text = std::string(global.key) + ": ";
    text += changes ? (before == nullptr ? "" : text_of(global, *before) + " -> ") + after
                    : after + " already, nothing changed";
    if (changes && !global.cost.empty()) text += '\n' + std::string(global.cost);
    context.out.record({{"key", global.key},
                        {"before", before == nullptr ? cli::Cell(nullptr) : json_of(*before)},
                        {"value", json_of(wanted.value)},
                        {"changed", changes}},
                       text);
    return cli::ExitCode::done;
}

Run define_get(Syntax& syntax) {
    auto key = std::make_shared<std::string>();
    syntax.add_option("KEY", *key, "One setting by Jool's name of it; none: all");
    return [key](Context& context) { return get(context, *key); };
}

Run define_set(Syntax& syntax) {
    auto options = std::make_shared<SetOptions>();
    syntax.add_option("KEY", options->key, "Jool's name of the setting").required();
    syntax
        .add_option("VALUE", options->value,
                    "5m, true, 1280, \"1500,1280\"; \"default\" for Jool's default")
        .required();
    return [options](Context& context) { return set(context, *options); };
}

constexpr std::string_view get_examples[] = {"nat64ctl get", "nat64ctl get udp-timeout --json"};
constexpr std::string_view set_examples[] = {
    "nat64ctl set udp-timeout 2m",
    "nat64ctl set mtu-plateaus 1500,1280",
    "nat64ctl set logging-bib default",
};

/// Of the newest release, and of the oldest where that had another.
std::string defaults_of(const Global& global) {
    constexpr jool::Version oldest{4, 1, 9, 0};
    std::string text = text_of(global, default_of(global));
    const std::string before = text_of(global, default_of(global, oldest));
    if (is_in(global, oldest) && before != text)
        text += ", with Jool " + oldest.text() + " " + before;
    return text;
}

std::string setting_list() {
    std::string text;
    for (const Global& global : jool::globals()) {
        text += text.empty() ? "" : "\n";
        text += std::string(global.key) + ": " + std::string(global.help) + " (" +
                range_of(global) + "; default " + defaults_of(global) + ")";
    }
    return text;
}

}  // namespace

const Command get_command = {
    .name = "get",
    .group = Group::instance,
    .summary = "Show the instance's settings with default, range and meaning",
    .details = "JSON gives durations in milliseconds.",
    .examples = get_examples,
    .define = define_get,
};

const Command set_command = {
    .name = "set",
    .group = Group::instance,
    .summary = "Change a setting of the live instance",
    .details =
        "Changes the live instance at once and until it is removed; [nat64.settings] in the file\n"
        "is for what shall stay. Sessions live on. The settings:\n",
    .more_details = setting_list,
    .examples = set_examples,
    .define = define_set,
};

}  // namespace gate64::nat64ctl::commands
