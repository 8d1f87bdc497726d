// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/command_line.h"

#include <CLI/CLI.hpp>

#include "dns64d/process/version_text.h"

namespace gate64::dns64d::process {

namespace {

constexpr const char* description =
    "DNS64 server: answers names that have no IPv6 address with one made from their IPv4 address\n"
    "and a translation prefix (RFC 6147). Signals: HUP reloads the configuration, TERM drains.";

constexpr const char* control_help =
    "Asks the running server: status | stats | explain NAME [TYPE] --client ADDR [--do] [--cd] | "
    "flush [NAME] | reload";

void add_server_options(CLI::App& app, CommandLine& line, bool& check, bool& reference) {
    app.add_option("--config", line.config_file, "Configuration file")->capture_default_str();
    app.add_flag("--check", check, "Check the configuration, print every error, and exit");
    app.add_flag("--print-config-reference", reference,
                 "Print every setting with its meaning, range and default");
    app.add_option("--listen", line.quick_arguments.listen,
                   "Without a file: address and port to listen on, UDP and TCP (repeatable)");
    app.add_option("--upstream", line.quick_arguments.upstream,
                   "Without a file: server to ask (repeatable); none: those of /etc/resolv.conf");
    app.add_option("--prefix", line.quick_arguments.prefix,
                   "Without a file: translation prefix (repeatable); none: no synthesis");
    app.add_option("--shards", line.quick_arguments.shards,
                   "Without a file: threads; 0: one a CPU");
}

/// What `control explain` takes beside its words.
struct ControlOptions {
    std::string client;
    bool dnssec_ok = false;
    bool checking_disabled = false;
    bool no_recursion = false;

    /// In the form control_client::make_request() reads.
    void append_to(std::vector<std::string>& words) const {
        if (!client.empty()) words.insert(words.end(), {"--client", client});
        if (dnssec_ok) words.emplace_back("--do");
        if (checking_disabled) words.emplace_back("--cd");
        if (no_recursion) words.emplace_back("--no-rd");
    }
};

CLI::App* add_control(CLI::App& app, CommandLine& line, ControlOptions& options) {
    CLI::App* control = app.add_subcommand("control", control_help);
    control->add_option("verb", line.control, "The verb and its arguments")->required();
    control->add_flag("--json", line.json, "Print the result as JSON");
    control->add_option("--client", options.client, "explain: the client's address");
    control->add_flag("--do", options.dnssec_ok, "explain: the client wants signatures");
    control->add_flag("--cd", options.checking_disabled, "explain: the client validates itself");
    control->add_flag("--no-rd", options.no_recursion, "explain: without recursion");
    return control;
}

}  // namespace

std::variant<CommandLine, cli::ExitCode> parse_command_line(int argc, char** argv) {
    CommandLine line;
    bool check = false;
    bool reference = false;
    CLI::App app(description, "dns64d");
    app.set_version_flag("--version", version_text());
    add_server_options(app, line, check, reference);
    ControlOptions options;
    CLI::App* control = add_control(app, line, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::ExitCode::done : cli::ExitCode::usage;
    }
    options.append_to(line.control);
    const config::QuickArguments& quick = line.quick_arguments;
    line.quick = !quick.listen.empty() || !quick.upstream.empty() || !quick.prefix.empty() ||
                 !quick.shards.empty();
    if (line.quick && app.count("--config") > 0) {
        std::fputs("dns64d: --config goes without --listen, --upstream, --prefix and --shards\n",
                   stderr);
        return cli::ExitCode::usage;
    }
    if (control->parsed()) {
        line.action = Action::control;
    } else if (reference) {
        line.action = Action::print_reference;
    } else if (check) {
        line.action = Action::check;
    }
    return line;
}

}  // namespace gate64::dns64d::process
