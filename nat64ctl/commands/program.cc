// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/program.h"

#include <unistd.h>

#include <iostream>

#include "nat64ctl/commands/gateway_live.h"
#include "nat64ctl/commands/parser.h"
#include "shared/cli/escape.h"
#include "shared/jool_client/namespace_thread.h"

namespace gate64::nat64ctl::commands {
namespace {

cli::ExitCode explain_usage(const Parser& parser, const CLI::ParseError& error, std::ostream& err) {
    err << "nat64ctl: " << cli::escape(error.what()) << '\n';
    const std::string hint = parser.hint();
    if (!hint.empty()) err << hint << '\n';
    err << "Try: " << parser.called() << " --help\n";
    return cli::ExitCode::usage;
}

// The whole verb runs on the thread of the namespace: the kernel looks at the thread's, for Jool,
// settings and sockets alike.
cli::ExitCode run_verb(const Parser& parser, const Streams& streams,
                       const MakeGateway& make_gateway) {
    const GlobalOptions& options = parser.options();
    cli::ExitCode code = cli::ExitCode::failed;
    const auto ran = jool::run_in_namespace(options.netns, [&] {
        const std::unique_ptr<Gateway> gateway = make_gateway(options);
        cli::Output out(streams.out, options.format, streams.terminal);
        Context context{options, out, streams.err, *gateway, streams.in};
        code = parser.chosen()->run(context);
    });
    if (!ran) {
        streams.err << "nat64ctl: " << cli::escape_lines(ran.error().message) << '\n';
        return cli::exit_code_for_errno(ran.error().errno_value);
    }
    if (streams.out.flush()) return code;
    streams.err << "nat64ctl: the output could not be written\n";
    return cli::ExitCode::failed;
}

}  // namespace

cli::ExitCode run_command(std::span<const std::string> arguments, const Streams& streams,
                          const MakeGateway& make_gateway) {
    Parser parser;
    try {
        // CLI11 takes them from the back.
        parser.app().parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return explain_usage(parser, error, streams.err);
        parser.app().exit(error, streams.out, streams.err);
        return cli::ExitCode::done;
    }
    return run_verb(parser, streams, make_gateway);
}

cli::ExitCode run_program(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const bool can_ask = ::isatty(STDIN_FILENO) == 1;
    const Streams streams{std::cout, std::cerr, cli::Terminal::of(STDOUT_FILENO),
                          can_ask ? &std::cin : nullptr};
    return run_command(arguments, streams, make_live_gateway);
}

}  // namespace gate64::nat64ctl::commands
