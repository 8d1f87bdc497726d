// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/program.h"

#include <cstdio>
#include <iostream>

#include "dns64d/process/daemon.h"
#include "shared/cli/escape.h"
#include "shared/control_client/answer.h"
#include "shared/control_client/ask.h"
#include "shared/control_client/request.h"

namespace gate64::dns64d::process {

namespace {

cli::ExitCode complain(const base::Error& error, cli::ExitCode code) {
    std::fprintf(stderr, "dns64d: %s\n", cli::escape(error.message).c_str());
    return code;
}

cli::ExitCode run_control(const CommandLine& line) {
    const auto config = config::load(line.config_file);
    if (!config) {
        std::fputs(cli::escape_lines(config::to_text(config.error())).c_str(), stderr);
        return cli::ExitCode::usage;
    }
    if (config->dns64d.control.empty()) {
        return complain({"control is off in " + line.config_file}, cli::ExitCode::usage);
    }
    const auto request = control_client::make_request(line.control);
    if (!request) return complain(request.error(), cli::ExitCode::usage);
    const auto answer = control_client::ask(config->dns64d.control, *request);
    if (!answer) {
        return complain(answer.error(), cli::exit_code_for_errno(answer.error().errno_value));
    }
    const auto result = control_client::read_answer(*answer);
    if (!result) return complain(result.error(), cli::ExitCode::failed);
    std::cout << (line.json ? result->dump(2) + "\n" : control_client::answer_text(*result));
    return cli::ExitCode::done;
}

cli::ExitCode run_server(const CommandLine& line) {
    auto daemon = Daemon::start(line);
    if (!daemon) {
        std::fputs(daemon.error().message.c_str(), stderr);
        return daemon.error().code;
    }
    return (*daemon)->run();
}

}  // namespace

cli::ExitCode run_program(int argc, char** argv) {
    const auto parsed = parse_command_line(argc, argv);
    if (const auto* code = std::get_if<cli::ExitCode>(&parsed)) return *code;
    const auto& line = std::get<CommandLine>(parsed);
    switch (line.action) {
        case Action::check:
            return check_configuration(line);
        case Action::control:
            return run_control(line);
        case Action::print_reference:
            std::fputs(config::reference().c_str(), stdout);
            return cli::ExitCode::done;
        case Action::run:
            return run_server(line);
    }
    return cli::ExitCode::failed;
}

}  // namespace gate64::dns64d::process
