// SPDX-License-Identifier: Apache-2.0
// `dns status|stats|explain|flush|reload`: the running dns64d over its control socket.

#include "nat64ctl/commands/commands.h"
#include "shared/control_client/answer.h"
#include "shared/control_client/ask.h"
#include "shared/control_client/request.h"

namespace gate64::nat64ctl::commands {
namespace {

/// An absent dns64d is no absent translator: ENOENT must not become "Jool is missing".
cli::ExitCode report_dns(Context& context, base::Error error) {
    const cli::ExitCode code = cli::exit_code_for_errno(error.errno_value);
    error.errno_value = 0;
    (void)report(context, error);
    return code;
}

cli::ExitCode talk(Context& context, const std::string& socket, const std::string& request) {
    std::string path = socket;
    if (path.empty()) {
        const auto config = load_config(context);
        if (!config) return config.error();
        path = config->dns64d.control;
    }
    if (path.empty()) {
        return usage_error(context, "control is off in " + context.options.config_file +
                                        "; set [dns64d] control to a path");
    }
    const auto answer = control_client::ask(path, request);
    if (!answer) return report_dns(context, answer.error());
    const auto result = control_client::read_answer(*answer);
    if (!result) return report_dns(context, {"dns64d: " + result.error().message});
    context.out.record(*result, control_client::answer_text(*result));
    return cli::ExitCode::done;
}

std::shared_ptr<std::string> add_socket_option(Syntax& syntax) {
    auto socket = std::make_shared<std::string>();
    syntax.add_option("--socket", *socket, "dns64d's control socket; default: the file's")
        .type_name("PATH");
    return socket;
}

template <const char* verb>
Run define_plain(Syntax& syntax) {
    return [socket = add_socket_option(syntax)](Context& context) {
        return talk(context, *socket, control_client::verb_request(verb));
    };
}

Run define_flush(Syntax& syntax) {
    auto name = std::make_shared<std::string>();
    syntax.add_option("NAME", *name, "Only this name; default: everything");
    return [name, socket = add_socket_option(syntax)](Context& context) {
        return talk(context, *socket, control_client::flush_request(*name));
    };
}

Run define_explain(Syntax& syntax) {
    auto question = std::make_shared<control_client::Question>();
    auto no_recursion = std::make_shared<bool>(false);
    syntax.add_option("NAME", question->name, "The name asked for").required();
    syntax.add_option("TYPE", question->type, "Its type; default AAAA");
    syntax
        .add_option("--client", question->client,
                    "Whose question it is: what one gets depends on it")
        .type_name("ADDR")
        .required();
    syntax.add_flag("--do", question->dnssec_ok, "With DNSSEC records wanted (DO)");
    syntax.add_flag("--cd", question->checking_disabled, "With checking disabled (CD)");
    syntax.add_flag("--no-rd", *no_recursion, "Without recursion desired (RD)");
    return [question, no_recursion, socket = add_socket_option(syntax)](Context& context) {
        question->recursion_desired = !*no_recursion;
        return talk(context, *socket, control_client::explain_request(*question));
    };
}

constexpr char status_verb[] = "status";
constexpr char stats_verb[] = "stats";
constexpr char reload_verb[] = "reload";

constexpr std::string_view status_examples[] = {"nat64ctl dns status"};
constexpr std::string_view stats_examples[] = {"nat64ctl dns stats --json"};
constexpr std::string_view flush_examples[] = {"nat64ctl dns flush",
                                               "nat64ctl dns flush www.example"};
constexpr std::string_view reload_examples[] = {"nat64ctl dns reload"};
constexpr std::string_view explain_examples[] = {
    "nat64ctl dns explain www.example --client 2001:db8::1",
    "nat64ctl dns explain www.example A --client 2001:db8::1 --do"};

}  // namespace

const Command dns_status_command = {
    .name = "dns status",
    .group = Group::dns,
    .summary = "Show what the running dns64d is doing",
    .details = "Version, addresses, prefixes, caches and upstream servers with their health.",
    .examples = status_examples,
    .define = define_plain<status_verb>,
};

const Command dns_stats_command = {
    .name = "dns stats",
    .group = Group::dns,
    .summary = "Count answers, syntheses and refusals of dns64d by reason",
    .details = "All shards summed, since dns64d was started.",
    .examples = stats_examples,
    .define = define_plain<stats_verb>,
};

const Command dns_explain_command = {
    .name = "dns explain",
    .group = Group::dns,
    .summary = "Show step by step what a client is answered, and why",
    .details =
        "Runs the question through the real server: caches and upstream servers are used as for\n"
        "the client's own question.",
    .examples = explain_examples,
    .define = define_explain,
};

const Command dns_flush_command = {
    .name = "dns flush",
    .group = Group::dns,
    .summary = "Forget cached answers of one name or of all",
    .details = "Without a name the caches of every shard are emptied.",
    .examples = flush_examples,
    .define = define_flush,
};

const Command dns_reload_command = {
    .name = "dns reload",
    .group = Group::dns,
    .summary = "Let dns64d read its configuration again",
    .details = "A configuration with an error changes nothing; the error is printed.",
    .examples = reload_examples,
    .define = define_plain<reload_verb>,
};

}  // namespace gate64::nat64ctl::commands
