// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <optional>

#include "nat64ctl/commands/arguments.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/live_pools.h"
#include "nat64ctl/commands/pool_change.h"
#include "nat64ctl/commands/pool_file.h"
#include "nat64ctl/commands/session_count.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

struct Options {
    std::string address;
    std::string ports;
    ProtocolFlags protocols;
    std::uint32_t mark = 0;
    bool force = false;
    bool keep_sessions = false;
    bool persist = false;
};

base::Result<PoolRequest> request_of(const Options& options) {
    const auto prefix = net::Ipv4Prefix::parse(options.address);
    if (!prefix) return std::unexpected(prefix.error());
    const auto ports = parse_ports_argument(options.ports);
    if (!ports) return std::unexpected(ports.error());
    return PoolRequest{*prefix, *ports, options.protocols.chosen(), options.mark};
}

std::string text_of_request(const PoolRequest& request) {
    std::string text =
        request.prefix.length() == 32 ? request.prefix.address().text() : request.prefix.text();
    text += ' ' + model::port_list_text(request.ports) + " (" + text_of(request.protocols) + ')';
    if (request.mark != 0) text += " mark " + std::to_string(request.mark);
    return text;
}

nlohmann::ordered_json record_of(const PoolRequest& request) {
    auto protocols = nlohmann::ordered_json::array();
    for (const jool::Protocol protocol : request.protocols)
        protocols.push_back(name_of(protocol));
    return {{"address", request.prefix.text()},
            {"ports", model::port_list_text(request.ports)},
            {"protocols", protocols},
            {"mark", request.mark}};
}

// True: nothing stands against it, or --force overrides what does.
bool may_add(Context& context, const Objections& objections, bool force) {
    for (const std::string& warning : objections.warnings)
        context.err << "nat64ctl: warning: " << cli::escape(warning) << '\n';
    for (const std::string& refusal : objections.refusals)
        context.err << "nat64ctl: " << cli::escape(refusal) << '\n';
    for (const std::string& harm : objections.harms) {
        context.err << "nat64ctl: " << (force ? "warning: " : "") << cli::escape(harm)
                    << (force ? "" : "; --force does it all the same") << '\n';
    }
    return objections.refusals.empty() && (force || objections.harms.empty());
}

base::Result<void> add_all(Connection& connection, const PoolRequest& request, bool force) {
    const std::vector<jool::Pool4Entry> entries = entries_of(request);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto added = connection.client->add_pool4(connection.instance, entries[i], force);
        if (added) continue;
        if (i == 0) return added;
        return base::fail(added.error().message + "\nadded before that: " + std::to_string(i) +
                              " of " + counted(entries.size(), "part") +
                              "; `nat64ctl pools` shows what is there",
                          added.error().errno_value);
    }
    return {};
}

// The change of the file, made before the live one so that neither is done alone.
base::Result<std::optional<FileEdit>> edit_of(const Context& context, const Options& options,
                                              PoolEdit edit, const PoolRequest& request) {
    if (!options.persist) return std::nullopt;
    auto made = edit_pools(context.options.config_file, edit, request);
    if (!made) return std::unexpected(made.error());
    return std::move(*made);
}

base::Result<void> write_edit(const std::optional<FileEdit>& edit) {
    return edit ? edit->write() : base::Result<void>();
}

cli::ExitCode add(Context& context, const Options& options) {
    const auto request = request_of(options);
    if (!request) return usage_error(context, request.error().message);
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    const auto live = live_pools(*connection->client, connection->instance);
    if (!live) return report(context, live.error());
    const bool is_there = is_there_already(*request, *live);
    if (!is_there) {
        const model::Box box = context.gateway.observe(connection->instance, entries_of(*request));
        if (!may_add(context, objections_to(*request, *live, box), options.force)) {
            return cli::ExitCode::failed;
        }
    }
    const auto edit = edit_of(context, options, PoolEdit::add, *request);
    if (!edit) return report(context, edit.error());
    if (!is_there) {
        const auto added = add_all(*connection, *request, options.force);
        if (!added) return report(context, added.error());
    }
    const auto written = write_edit(*edit);
    if (!written) return report(context, written.error());
    std::string text = text_of_request(*request) + (is_there ? " is in pool4 already" : " added");
    text += ": " + counted(model::count_of(request->ports), "port") + " an address and protocol";
    if (*edit) text += "; written to " + cli::escape((*edit)->path);
    auto record = record_of(*request);
    record["changed"] = !is_there;
    record["persisted"] = edit->has_value();
    context.out.record(record, text);
    return cli::ExitCode::done;
}

struct Removal {
    bool was_there = false;
    std::uint64_t sessions = 0;
    bool sessions_kept = false;
    const std::optional<FileEdit>& edit;
};

void print_removal(cli::Output& out, const PoolRequest& request, const Removal& removal) {
    std::string text =
        text_of_request(request) + (removal.was_there ? " removed; " : " was not in pool4; ");
    text += counted(removal.sessions, "session");
    text += removal.sessions_kept ? " left to expire, answers to them are lost" : " ended";
    const std::optional<FileEdit>& edit = removal.edit;
    const bool persisted = edit && edit->changes;
    if (persisted) {
        text += "; written to " + cli::escape(edit->path);
    } else if (edit) {
        text += "; " + cli::escape(edit->path) + " has no such entry";
    }
    auto record = record_of(request);
    record["changed"] = removal.was_there;
    record["sessions_ended"] = removal.sessions_kept ? 0 : removal.sessions;
    record["persisted"] = persisted;
    out.record(record, text);
}

cli::ExitCode remove(Context& context, const Options& options) {
    const auto request = request_of(options);
    if (!request) return usage_error(context, request.error().message);
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    jool::Client& client = *connection->client;
    const auto live = live_pools(client, connection->instance);
    if (!live) return report(context, live.error());
    const std::vector<jool::Pool4Entry> taken = taken_from(*live, *request);
    if (taken.empty() && !options.persist) {
        return report(context,
                      {text_of_request(*request) + " is not in pool4 (`nat64ctl pools`)", ESRCH});
    }
    const auto sessions = sessions_in(client, connection->instance, taken);
    if (!sessions) return report(context, sessions.error());
    const bool ends = *sessions > 0 && !options.keep_sessions;
    if (ends && !confirmed(context, "Removing " + text_of_request(*request) + " ends " +
                                        counted(*sessions, "session") + ".")) {
        return cli::ExitCode::failed;
    }
    const auto edit = edit_of(context, options, PoolEdit::remove, *request);
    if (!edit) return report(context, edit.error());
    for (const jool::Pool4Entry& entry : taken) {
        const auto removed =
            client.remove_pool4(connection->instance, entry,
                                options.keep_sessions ? jool::Sessions::keep : jool::Sessions::end);
        if (!removed) return report(context, removed.error());
    }
    const auto written = write_edit(*edit);
    if (!written) return report(context, written.error());
    print_removal(context.out, *request, {!taken.empty(), *sessions, options.keep_sessions, *edit});
    return cli::ExitCode::done;
}

void add_common_options(Syntax& syntax, Options& options) {
    syntax.add_option("ADDRESS", options.address, "An IPv4 address or prefix").required();
    syntax.add_flag("--tcp", options.protocols.tcp, "Only TCP, and others named");
    syntax.add_flag("--udp", options.protocols.udp, "Only UDP, and others named");
    syntax.add_flag("--icmp", options.protocols.icmp, "Only ICMP, and others named");
    syntax.add_option("--mark", options.mark, "Of packets with this firewall mark; default 0")
        .type_name("N");
    syntax.add_flag("--persist", options.persist, "Change the configuration file as well");
}

Run define_add(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    add_common_options(syntax, *options);
    syntax
        .add_option("PORTS", options->ports,
                    "FIRST-LAST, one port, or several with commas; for ICMP identifiers")
        .required();
    syntax.add_flag("--force", options->force, "Also where it hurts: says what, and does it");
    return [options](Context& context) { return add(context, *options); };
}

Run define_remove(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    options->ports = "1-65535";
    add_common_options(syntax, *options);
    syntax.add_option("PORTS", options->ports, "FIRST-LAST or one port; default all");
    syntax.add_flag("--keep-sessions", options->keep_sessions, keep_sessions_help);
    return [options](Context& context) { return remove(context, *options); };
}

constexpr std::string_view add_examples[] = {
    "nat64ctl add-pool 192.0.2.1 61000-65535",
    "nat64ctl add-pool 192.0.2.0/28 1024-65535 --tcp --udp --persist",
    "nat64ctl add-pool 192.0.2.9 20000-29999 --mark 7",
};
constexpr std::string_view del_examples[] = {
    "nat64ctl del-pool 192.0.2.1",
    "nat64ctl del-pool 192.0.2.1 61000-62000 --udp --yes",
};

}  // namespace

const Command add_pool_command = {
    .name = "add-pool",
    .group = Group::pools,
    .summary = "Give an IPv4 address and ports to the translator",
    .details =
        "All three protocols unless some are named. Refused is what would hurt: ports of the\n"
        "ephemeral range or of services on this box, ports of another mark, prefixes shorter than\n"
        "/24. An address that does not lead to this box gives a warning. With --persist the file\n"
        "is changed too, its comments kept; else the next apply takes the entry away again.",
    .examples = add_examples,
    .define = define_add,
};

const Command del_pool_command = {
    .name = "del-pool",
    .group = Group::pools,
    .summary = "Take an IPv4 address or some of its ports from the translator",
    .details =
        "Sessions that use them end; where there are any, asks on a terminal and needs --yes\n"
        "elsewhere. All three protocols unless some are named.",
    .examples = del_examples,
    .define = define_remove,
};

}  // namespace gate64::nat64ctl::commands
