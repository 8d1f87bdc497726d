// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "nat64ctl/commands/arguments.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/session_filter.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr cli::Column text_columns[] = {
    {"protocol", "PROTOCOL"}, {"client", "CLIENT"}, {"pool4", "THROUGH"}, {"kind", "KIND"}};
constexpr cli::Column data_columns[] = {{"protocol", ""}, {"client", ""},     {"client_port", ""},
                                        {"pool4", ""},    {"pool4_port", ""}, {"static", ""}};

void print_row(cli::Output& out, const jool::BibEntry& entry) {
    if (out.format() == cli::Format::text) {
        const cli::Cell cells[] = {name_of(entry.protocol), text_of(entry.src6),
                                   text_of(entry.src4), entry.is_static ? "static" : "dynamic"};
        out.row(cells);
        return;
    }
    const cli::Cell cells[] = {name_of(entry.protocol), entry.src6.address.text(),
                               entry.src6.port,         entry.src4.address.text(),
                               entry.src4.port,         entry.is_static};
    out.row(cells);
}

struct ListOptions {
    FilterTexts filter;
    bool only_static = false;
};

cli::ExitCode list(Context& context, const ListOptions& options) {
    const auto filter = SessionFilter::make(options.filter);
    if (!filter) return usage_error(context, filter.error().message);
    auto connection = connect(context);
    if (!connection) return connection.error();
    if (context.out.format() == cli::Format::text) {
        context.out.begin_table(text_columns);
    } else {
        context.out.begin_table(data_columns);
    }
    base::Result<void> listed;
    std::uint64_t count = 0;
    for (const jool::Protocol protocol : jool::all_protocols) {
        if (!listed || !filter->wants(protocol)) continue;
        listed = connection->client->each_bib(
            connection->instance, protocol, [&](const jool::BibEntry& entry) {
                if (!filter->matches(entry) || (options.only_static && !entry.is_static))
                    return true;
                print_row(context.out, entry);
                ++count;
                return true;
            });
    }
    context.out.end_table();
    if (!listed) return report(context, listed.error());
    if (count == 0) context.out.line("no bindings");
    return cli::ExitCode::done;
}

struct EntryTexts {
    std::string protocol;
    std::string first;
    std::string second;
};

nlohmann::ordered_json record_of(const jool::BibEntry& entry) {
    return {{"protocol", name_of(entry.protocol)},
            {"client", entry.src6.address.text()},
            {"client_port", entry.src6.port},
            {"pool4", entry.src4.address.text()},
            {"pool4_port", entry.src4.port}};
}

std::string entry_text(const jool::BibEntry& entry) {
    return std::string(name_of(entry.protocol)) + ' ' + text_of(entry.src6) + " as " +
           text_of(entry.src4);
}

base::Result<jool::BibEntry> parse_entry(const EntryTexts& texts) {
    const auto protocol = parse_protocol(texts.protocol);
    if (!protocol) return std::unexpected(protocol.error());
    const auto src6 = parse_endpoint6(texts.first);
    if (!src6) return std::unexpected(src6.error());
    const auto src4 = parse_endpoint4(texts.second);
    if (!src4) return std::unexpected(src4.error());
    return jool::BibEntry{*protocol, *src6, *src4, true};
}

// Jool says no more than EINVAL and EEXIST.
base::Error explained(base::Error error) {
    if (error.errno_value == EINVAL) {
        error.message +=
            "\nthe IPv4 address must be one of pool4: `nat64ctl pools` lists them, "
            "`nat64ctl add-pool` adds one";
    } else if (error.errno_value == EEXIST) {
        error.message += "\none of the two ends is bound already: `nat64ctl bib list`";
    }
    return error;
}

cli::ExitCode add(Context& context, const EntryTexts& texts) {
    const auto entry = parse_entry(texts);
    if (!entry) return usage_error(context, entry.error().message);
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    const auto added = connection->client->add_bib(connection->instance, *entry);
    if (!added) return report(context, explained(added.error()));
    context.out.record({{"added", record_of(*entry)}}, "bound " + entry_text(*entry));
    return cli::ExitCode::done;
}

// The binding with this end, among those of the protocol.
base::Result<jool::BibEntry> find_entry(Connection& connection, jool::Protocol protocol,
                                        const std::optional<jool::Endpoint6>& src6,
                                        const std::optional<jool::Endpoint4>& src4) {
    std::optional<jool::BibEntry> found;
    const auto listed = connection.client->each_bib(
        connection.instance, protocol, [&](const jool::BibEntry& entry) {
            if ((!src6 || entry.src6 == *src6) && (!src4 || entry.src4 == *src4)) found = entry;
            return !found.has_value();
        });
    if (!listed) return std::unexpected(listed.error());
    if (found) return *found;
    return base::fail("there is no such binding (`nat64ctl bib list`)", ESRCH);
}

cli::ExitCode remove(Context& context, const EntryTexts& texts) {
    const auto protocol = parse_protocol(texts.protocol);
    if (!protocol) return usage_error(context, protocol.error().message);
    std::optional<jool::Endpoint6> src6;
    std::optional<jool::Endpoint4> src4;
    for (const std::string& text : {texts.first, texts.second}) {
        if (text.empty()) continue;
        if (const auto end6 = parse_endpoint6(text)) {
            src6 = *end6;
        } else if (const auto end4 = parse_endpoint4(text)) {
            src4 = *end4;
        } else {
            return usage_error(context, '"' + text + "\" is neither [IPV6]:PORT nor IPV4:PORT");
        }
    }
    if (const auto locked = context.gateway.begin_change(); !locked) {
        return report(context, locked.error());
    }
    auto connection = connect(context);
    if (!connection) return connection.error();
    const auto entry = find_entry(*connection, *protocol, src6, src4);
    if (!entry) return report(context, entry.error());
    const auto removed = connection->client->remove_bib(connection->instance, *entry);
    if (!removed) return report(context, removed.error());
    context.out.record({{"removed", record_of(*entry)}},
                       "removed " + entry_text(*entry) + ", its sessions ended");
    return cli::ExitCode::done;
}

Run define_list(Syntax& syntax) {
    auto options = std::make_shared<ListOptions>();
    syntax.add_option("--client", options->filter.client, "Only clients in this IPv6 prefix")
        .type_name("PREFIX");
    syntax.add_option("--protocol", options->filter.protocol, "tcp, udp or icmp")
        .type_name("PROTOCOL");
    syntax.add_flag("--static", options->only_static, "Only static bindings");
    return [options](Context& context) { return list(context, *options); };
}

Run define_add(Syntax& syntax) {
    auto texts = std::make_shared<EntryTexts>();
    syntax.add_option("PROTOCOL", texts->protocol, "tcp, udp or icmp").required();
    syntax.add_option("IPV6", texts->first, "The service behind the translator, [ADDRESS]:PORT")
        .required();
    syntax.add_option("IPV4", texts->second, "Where it is seen, ADDRESS:PORT, an address of pool4")
        .required();
    return [texts](Context& context) { return add(context, *texts); };
}

Run define_remove(Syntax& syntax) {
    auto texts = std::make_shared<EntryTexts>();
    syntax.add_option("PROTOCOL", texts->protocol, "tcp, udp or icmp").required();
    syntax.add_option("END", texts->first, "Either end of the binding, ADDRESS:PORT").required();
    syntax.add_option("OTHER", texts->second, "The other end, to be sure");
    return [texts](Context& context) { return remove(context, *texts); };
}

constexpr std::string_view list_examples[] = {"nat64ctl bib list --static",
                                              "nat64ctl bib list --client 2001:db8::/64 --json"};
constexpr std::string_view add_examples[] = {
    "nat64ctl bib add tcp [2001:db8::80]:443 192.0.2.1:443"};
constexpr std::string_view remove_examples[] = {"nat64ctl bib remove tcp 192.0.2.1:443"};

}  // namespace

const Command bib_list_command = {
    .name = "bib list",
    .group = Group::state,
    .summary = "List bindings: which client's port stands behind which pool4 port",
    .details = "Rows are printed as the kernel gives them, a million take no more memory than ten.",
    .examples = list_examples,
    .define = define_list,
};

const Command bib_add_command = {
    .name = "bib add",
    .group = Group::state,
    .summary = "Bind a service behind the translator to a pool4 address and port",
    .details =
        "Lasts until it is removed or the instance is; [[nat64.bib]] in the file is for\n"
        "those that shall stay. For icmp the port is the identifier.",
    .examples = add_examples,
    .define = define_add,
};

const Command bib_remove_command = {
    .name = "bib remove",
    .group = Group::state,
    .summary = "Remove a binding; its sessions end",
    .examples = remove_examples,
    .define = define_remove,
};

}  // namespace gate64::nat64ctl::commands
