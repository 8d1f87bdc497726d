// SPDX-License-Identifier: Apache-2.0
#include "bench/command/program.h"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>

#include "bench/command/options.h"
#include "bench/command/report.h"
#include "bench/command/zone_text.h"
#include "bench/limit/responder.h"
#include "bench/load/load.h"
#include "shared/cli/escape.h"

namespace gate64::bench {

namespace {

std::atomic<bool> stop_asked{false};

void ask_to_stop(int) {
    stop_asked.store(true, std::memory_order_relaxed);
}

void listen_to_signals() {
    struct ::sigaction action{};
    action.sa_handler = ask_to_stop;
    (void)::sigaction(SIGINT, &action, nullptr);
    (void)::sigaction(SIGTERM, &action, nullptr);
}

cli::ExitCode complain(const base::Error& error) {
    std::cerr << "dns64-bench: " << cli::escape(error.message) << '\n';
    return cli::exit_code_for_errno(error.errno_value);
}

/// Each client is a descriptor, and the soft limit is 1,024 on most systems.
void allow_descriptors() {
    ::rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

base::Result<std::string> read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::fail_errno("cannot read " + path, errno);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

cli::ExitCode run(const LoadOptions& options) {
    std::string text;
    if (!options.file.empty()) {
        auto read = read_text(options.file);
        if (!read) return complain(read.error());
        text = std::move(*read);
    }
    const auto questions = Questions::make(options.plan.questions, text);
    if (!questions) {
        complain({options.file + (options.file.empty() ? "" : ": ") + questions.error().message});
        return cli::ExitCode::usage;
    }
    allow_descriptors();
    const auto result = run_load(options.plan, *questions, stop_asked);
    if (!result) return complain(result.error());
    if (options.json) {
        std::cout << to_json(options, *result, this_machine()).dump(2) << '\n';
    } else {
        std::cout << to_text(options, *result);
    }
    return result->tally.wrong() == 0 && result->tally.answered > 0 ? cli::ExitCode::done
                                                                    : cli::ExitCode::failed;
}

cli::ExitCode run(const LimitOptions& options) {
    if (options.cpu) {
        ::cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(*options.cpu % CPU_SETSIZE, &set);
        if (::sched_setaffinity(0, sizeof(set), &set) != 0) {
            return complain({"cannot pin to CPU " + std::to_string(*options.cpu), errno});
        }
    }
    auto responder = Responder::create(options.endpoint);
    if (!responder) return complain(responder.error());
    std::cerr << "ready on " << (*responder)->endpoint().text() << '\n' << std::flush;
    constexpr base::Duration for_ever = std::chrono::hours{24 * 365};
    const base::Duration longest =
        options.seconds > 0 ? base::Duration{options.seconds * 1000} : for_ever;
    if (const auto ended = (*responder)->run(stop_asked, longest); !ended) {
        return complain(ended.error());
    }
    std::cout << "answered " << (*responder)->answered() << '\n';
    return cli::ExitCode::done;
}

cli::ExitCode run(const ZoneOptions& options) {
    std::cout << zone_head(options.plan, options.ttl);
    for (std::uint32_t i = 0; i < options.plan.names; ++i)
        std::cout << zone_lines(options.plan, i);
    std::cout.flush();
    return std::cout ? cli::ExitCode::done : cli::ExitCode::failed;
}

/// The comparison drives a dozen programs and draws charts, which Python says more plainly.
cli::ExitCode run(const CompareOptions& options) {
    std::array<char, 4096> self{};
    const ::ssize_t size = ::readlink("/proc/self/exe", self.data(), self.size());
    if (size <= 0) return complain({"cannot find where dns64-bench is", errno});
    const std::string bin = std::string(self.data(), static_cast<std::size_t>(size));
    const std::string folder = bin.substr(0, bin.rfind('/'));
    std::vector<std::string> words{"python3", "-B", folder + "/../libexec/dns64-bench/compare.py",
                                   "--bin", folder};
    words.insert(words.end(), options.arguments.begin(), options.arguments.end());
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    (void)::execvp("/usr/bin/python3", arguments.data());
    return complain({"cannot start /usr/bin/python3; scripts/dev-setup.sh installs it", errno});
}

}  // namespace

cli::ExitCode run_program(int argc, char** argv) {
    const auto parsed = parse_options(argc, argv);
    if (const auto* code = std::get_if<cli::ExitCode>(&parsed)) return *code;
    listen_to_signals();
    return std::visit([](const auto& options) { return run(options); }, std::get<Options>(parsed));
}

}  // namespace gate64::bench
