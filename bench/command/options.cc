// SPDX-License-Identifier: Apache-2.0
#include "bench/command/options.h"

#include <CLI/CLI.hpp>

#include "bench/core/test_names.h"
#include "shared/base/version.h"
#include "shared/cli/escape.h"

namespace gate64::bench {

namespace {

constexpr const char* description = "Measures DNS64 servers.";
constexpr const char* load_help =
    "Asks questions and measures the answers. With -Q at that rate whatever the server does, and "
    "latency counts from when a question was due; without, as fast as the server answers.";
constexpr const char* limit_help =
    "Answers every datagram without looking at it: the price of the kernel.";
constexpr const char* zone_help =
    "Prints the zone of the names that load asks for, for an authoritative server.";
constexpr const char* compare_help =
    "Starts dns64d and the other servers that are installed and compares them; "
    "`dns64-bench compare --help` shows its options.";

/// Texts that become addresses once parsing is over.
struct Texts {
    std::string server = "127.0.0.1";
    std::uint16_t port = 53;
    std::string mode = "udp";
    std::vector<std::string> sources;
    std::string verify;
    std::string listen = "127.0.0.1:5399";
    bool random = false;
};

void add_names(CLI::App& app, QuestionPlan& plan) {
    app.add_option("--zone", plan.zone, "Zone of generated names")->capture_default_str();
    app.add_option("--names", plan.names, "How many names")
        ->check(CLI::Range(std::uint32_t{1}, test_names_max))
        ->capture_default_str();
    app.add_option("--dual", plan.dual_share, "Share of names with an IPv6 address of their own")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
}

void add_questions(CLI::App& app, LoadOptions& options, Texts& texts) {
    QuestionPlan& plan = options.plan.questions;
    app.add_option("-d", options.file, "Questions from this file, \"name TYPE\" a line");
    app.add_option("-n", plan.passes, "Passes through the file, or of --walk (0: no limit)");
    add_names(app, plan);
    app.add_option("--zipf", plan.zipf, "Exponent of the names' popularity; 0: all alike")
        ->check(CLI::Range(0.0, 10.0))
        ->capture_default_str();
    app.add_flag("--walk", plan.walk, "Names in their order instead of by chance");
    app.add_flag("--random", texts.random, "Each question a new random name");
    app.add_option("--aaaa", plan.aaaa_share, "Share of AAAA questions; the others are A")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    app.add_option("--seed", plan.seed, "Of every choice by chance")->capture_default_str();
    app.add_option("--verify", texts.verify,
                   "Look at the addresses as well: this prefix and the name's IPv4 address");
}

CLI::App* add_load(CLI::App& app, LoadOptions& options, Texts& texts) {
    CLI::App* load = app.add_subcommand("load", load_help);
    LoadPlan& plan = options.plan;
    load->add_option("-s", texts.server, "Server's address")->capture_default_str();
    load->add_option("-p", texts.port, "Server's port")->capture_default_str();
    load->add_option("-m", texts.mode, "Transport")
        ->check(CLI::IsMember({"udp", "tcp"}))
        ->capture_default_str();
    load->add_option("-l", plan.seconds, "Seconds of asking; 0: until the questions end")
        ->check(CLI::Range(0, 86400))
        ->capture_default_str();
    load->add_option("-Q", plan.rate, "Questions a second; without: closed loop")
        ->check(CLI::Range(0.0, 1e8));
    load->add_option("-q", plan.outstanding, "Closed loop: questions waiting at a time")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
    load->add_option("-c", plan.clients, "Clients, each a socket")
        ->check(CLI::Range(1, 60000))
        ->capture_default_str();
    load->add_option("-T", plan.threads, "Threads")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    load->add_option_function<double>(
            "-t",
            [&plan](double seconds) { plan.timeout_ms = static_cast<std::int64_t>(seconds * 1e3); },
            "Seconds until a question counts as lost (5)")
        ->check(CLI::Range(0.001, 3600.0));
    load->add_option("-a", texts.sources, "Address or prefix that clients ask from (repeatable)");
    load->add_flag("-e", plan.edns, "Questions with EDNS");
    load->add_flag("-D", plan.dnssec_ok, "Questions with DO");
    load->add_option("--per-connection", plan.per_connection,
                     "TCP: questions before a new connection; 0: no limit");
    load->add_option("--cpu", plan.cpu, "Pin the first thread to this CPU, the next to the next");
    load->add_flag("--json", options.json, "Print the result as JSON");
    add_questions(*load, options, texts);
    return load;
}

CLI::App* add_limit(CLI::App& app, LimitOptions& options, Texts& texts) {
    CLI::App* limit = app.add_subcommand("limit", limit_help);
    limit->add_option("--listen", texts.listen, "Address and port")->capture_default_str();
    limit->add_option("-l", options.seconds, "Seconds to run; 0: until a signal")
        ->check(CLI::Range(0, 86400));
    limit->add_option("--cpu", options.cpu, "Pin to this CPU");
    return limit;
}

base::Result<void> finish_load(LoadOptions& options, const Texts& texts) {
    LoadPlan& plan = options.plan;
    const auto server = net::IpAddress::parse(texts.server);
    if (!server) return base::fail("-s " + texts.server + " is no address");
    plan.server = {.address = *server, .port = texts.port};
    plan.transport = texts.mode == "tcp" ? Transport::tcp : Transport::udp;
    for (const std::string& text : texts.sources) {
        const auto prefix = net::IpPrefix::parse(text);
        if (!prefix) return base::fail("-a " + text + ": " + prefix.error().message);
        plan.sources.push_back(*prefix);
    }
    if (!texts.verify.empty()) {
        const auto prefix = net::Ipv6Prefix::parse(texts.verify);
        if (!prefix) return base::fail("--verify: " + prefix.error().message);
        const auto pref64 = net::Pref64::make(*prefix);
        if (!pref64) return base::fail("--verify: " + pref64.error().message);
        plan.verify = *pref64;
    }
    plan.clients = std::max(plan.clients, plan.threads);
    using Kind = QuestionPlan::Kind;
    if (!options.file.empty()) plan.questions.kind = Kind::file;
    if (texts.random) plan.questions.kind = Kind::random;
    if (!options.file.empty() && (texts.random || plan.verify)) {
        return base::fail("-d goes without --random and --verify: no rule says what its names are");
    }
    const bool ends = plan.questions.passes > 0 && !texts.random &&
                      (plan.questions.kind == Kind::file || plan.questions.walk);
    if (plan.seconds == 0 && !ends) {
        return base::fail("-l 0 needs an end of another kind: -n with -d or --walk");
    }
    return {};
}

std::variant<Options, cli::ExitCode> refuse(const base::Error& error) {
    std::fprintf(stderr, "dns64-bench: %s\n", cli::escape(error.message).c_str());
    return cli::ExitCode::usage;
}

std::string version_text() {
    const base::Version& version = base::version();
    return "dns64-bench " + std::string(version.number) + " (commit " +
           std::string(version.commit) + ", " + std::string(version.compiler) + ", " +
           std::string(version.build) + ")";
}

}  // namespace

std::variant<Options, cli::ExitCode> parse_options(int argc, char** argv) {
    CLI::App app(description, "dns64-bench");
    app.set_version_flag("--version", version_text());
    app.require_subcommand(1);
    Texts texts;
    LoadOptions load;
    LimitOptions limit;
    ZoneOptions zone;
    CompareOptions compare;
    const CLI::App* load_command = add_load(app, load, texts);
    const CLI::App* limit_command = add_limit(app, limit, texts);
    CLI::App* zone_command = app.add_subcommand("zone", zone_help);
    add_names(*zone_command, zone.plan);
    zone_command->add_option("--ttl", zone.ttl, "TTL of every record, seconds")
        ->capture_default_str();
    CLI::App* compare_command = app.add_subcommand("compare", compare_help);
    compare_command->prefix_command();
    compare_command->set_help_flag();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? cli::ExitCode::done : cli::ExitCode::usage;
    }
    if (load_command->parsed()) {
        if (auto finished = finish_load(load, texts); !finished) return refuse(finished.error());
        return load;
    }
    if (limit_command->parsed()) {
        const auto endpoint = net::Endpoint::parse(texts.listen, 0);
        if (!endpoint) return refuse(endpoint.error());
        limit.endpoint = *endpoint;
        return limit;
    }
    if (zone_command->parsed()) return zone;
    compare.arguments = compare_command->remaining();
    return compare;
}

}  // namespace gate64::bench
