// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/probe/client_host.h"
#include "nat64ctl/probe/run.h"
#include "nat64ctl/probe/target.h"
#include "nat64ctl/system/routes.h"
#include "shared/cli/escape.h"
#include "shared/config/units.h"
#include "shared/net/pref64.h"

namespace gate64::nat64ctl::commands {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
    std::string target;
    probe::Wanted wanted;
    bool no_icmp = false;
    bool quiet = false;
    std::string timeout = "3s";
};

struct Journey {
    net::Ipv4Address target;
    net::Pref64 pool6;
    std::chrono::milliseconds timeout{0};
};

/// Health checks look at 0 and 1 only, so that is all there is.
cli::ExitCode unhealthy(Context& context, const base::Error& error) {
    (void)report(context, error);
    return cli::ExitCode::failed;
}

config::Config config_or_default(const std::string& path) {
    auto config = config::load(path);
    return config ? std::move(*config) : config::Config{};
}

base::Result<net::Ipv4Address> choose_target(Context& context, const std::string& text) {
    if (!text.empty()) {
        if (const auto address = net::Ipv4Address::parse(text)) return *address;
        return base::fail("\"" + text + "\" is no IPv4 address");
    }
    std::optional<net::IpAddress> gateway;
    if (const auto route = system::default_route(true); route && *route) {
        gateway = (*route)->gateway;
    }
    return probe::default_target(config_or_default(context.options.config_file), gateway);
}

base::Result<net::Pref64> live_pool6(Context& context) {
    const auto client = context.gateway.connect();
    if (!client) return std::unexpected(client.error());
    const auto instance = chosen_instance(context, **client);
    if (!instance) return std::unexpected(instance.error());
    auto globals = (*client)->globals(*instance);
    if (!globals) return std::unexpected(globals.error());
    const auto pool6 = model::InstanceFacts{
        .name = *instance,
        .framework = {},
        .globals = std::move(*globals),
        .pool4 = {},
        .static_bib = {},
        .counters = {}}.pool6();
    if (!pool6) return base::fail("instance " + *instance + " has no pool6");
    return net::Pref64::make(*pool6);
}

std::string milliseconds_text(std::chrono::microseconds time) {
    const auto tenths = (time.count() + 50) / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

std::string text_of(const probe::Result& result) {
    std::string text = "  " + std::string(result.attempt.name);
    text.resize(20, ' ');
    text += probe::name_of(result.outcome);
    if (result.outcome != probe::Outcome::silent)
        text += " after " + milliseconds_text(result.time);
    if (result.outcome == probe::Outcome::unreachable) text += ": " + cli::escape(result.detail);
    if (!result.attempt.is_required) text += " (not required)";
    return text + "\n";
}

Json json_of(const probe::Result& result) {
    Json record{{"name", result.attempt.name},
                {"octets", result.attempt.octets},
                {"required", result.attempt.is_required},
                {"outcome", probe::name_of(result.outcome)}};
    if (result.attempt.port != 0) record["port"] = result.attempt.port;
    if (result.outcome != probe::Outcome::silent) {
        record["ms"] = std::round(static_cast<double>(result.time.count()) / 10) / 100;
    }
    if (!result.detail.empty()) record["detail"] = result.detail;
    return record;
}

void show(Context& context, const Journey& journey, const probe::Report& report) {
    const bool is_healthy = probe::is_healthy(report.results);
    const net::Ipv6Address address = journey.pool6.embed(journey.target);
    const cli::Terminal& terminal = context.out.terminal();
    std::string text = journey.target.text() + " through the translator (" + address.text() +
                       "): " +
                       terminal.paint(is_healthy ? cli::Tone::good : cli::Tone::bad,
                                      is_healthy ? "ok" : "FAILED") +
                       "\n";
    Json record{{"target", journey.target.text()},
                {"address", address.text()},
                {"pool6", journey.pool6.text()},
                {"healthy", is_healthy},
                {"path_mtu", report.path_mtu ? Json(*report.path_mtu) : Json(nullptr)},
                {"attempts", Json::array()},
                {"hints", probe::hints_for(report.results)}};
    for (const probe::Result& result : report.results) {
        text += text_of(result);
        record["attempts"].push_back(json_of(result));
    }
    for (const std::string& hint : probe::hints_for(report.results))
        text += hint + "\n";
    context.out.record(record, text);
}

cli::ExitCode run(Context& context, const Options& options) {
    const auto timeout = config::parse_duration(options.timeout);
    if (!timeout || timeout->count() == 0) {
        return unhealthy(context, {"--timeout: a time such as 3s is needed"});
    }
    probe::Wanted wanted = options.wanted;
    wanted.icmp = !options.no_icmp;
    if (!wanted.icmp && !wanted.udp_port && !wanted.tcp_port) {
        return unhealthy(context,
                         {"--no-icmp needs --udp-port or --tcp-port: nothing to judge by"});
    }
    const auto target = choose_target(context, options.target);
    if (!target) return unhealthy(context, target.error());
    const auto pool6 = live_pool6(context);
    if (!pool6) return unhealthy(context, pool6.error());
    const Journey journey{.target = *target, .pool6 = *pool6, .timeout = *timeout};

    base::Csprng random;
    const probe::ClientHost host{.address = probe::client_address(random, pool6->prefix()),
                                 .pool6 = pool6->prefix()};
    probe::Report report;
    const auto ran = probe::run_as_client(host, [&] {
        report = probe::run_attempts(probe::attempts_for(wanted), pool6->embed(*target),
                                     journey.timeout);
    });
    if (!ran) return unhealthy(context, ran.error());
    if (!options.quiet) show(context, journey, report);
    return probe::is_healthy(report.results) ? cli::ExitCode::done : cli::ExitCode::failed;
}

Run define(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    syntax.add_option(
        "ADDR", options->target,
        "IPv4 address to reach; default: an upstream DNS server of the file, else the "
        "default gateway");
    syntax
        .add_option("--udp-port", options->wanted.udp_port,
                    "Require an answer of this UDP port too")
        .type_name("PORT")
        .between(1, 65535);
    syntax
        .add_option("--tcp-port", options->wanted.tcp_port,
                    "Require an answer of this TCP port too")
        .type_name("PORT")
        .between(1, 65535);
    syntax.add_flag("--no-icmp", options->no_icmp, "Do not ping: the target answers none");
    syntax.add_option("--timeout", options->timeout, "Wait this long at most; default 3s")
        .type_name("TIME");
    syntax.add_flag("--quiet", options->quiet, "Only the exit code");
    return [options](Context& context) { return run(context, *options); };
}

constexpr std::string_view examples[] = {
    "nat64ctl probe 192.0.2.53",
    "nat64ctl probe 192.0.2.53 --udp-port 53 --timeout 1s --quiet",
    "nat64ctl probe 198.51.100.7 --no-icmp --tcp-port 443 --json",
};

}  // namespace

const Command probe_command = {
    .name = "probe",
    .group = Group::trouble,
    .summary = "Go through the translator to an IPv4 address, as a client would",
    .details =
        "Makes a client of its own (a network namespace and a veth pair, gone afterwards) and\n"
        "sends it small, full-size and fragmented packets through the translator. Pings must be\n"
        "answered, and ports that are named must answer or refuse; UDP and TCP port 53 are tried\n"
        "anyway and do not count. Exit code 0: all came back, 1: not, for health checks of BGP\n"
        "and VRRP. Needs CAP_NET_ADMIN, CAP_SYS_ADMIN and CAP_NET_RAW.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
