// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/metrics_collector.h"
#include "nat64ctl/doctor/doctor.h"
#include "nat64ctl/firewall/firewall.h"
#include "nat64ctl/system/privileges.h"
#include "shared/config/units.h"
#include "shared/page_server/page_server.h"
#include "shared/service/notify.h"

namespace gate64::nat64ctl::commands {
namespace {

struct Options {
    std::string listen;
    std::string findings = "5m";
};

constexpr std::uint16_t default_port = 9465;

std::vector<model::Finding> examine(Context& context, const std::string& instance) {
    const auto config = config::load(context.options.config_file);
    const auto wanted = config && config->nat64 ? plan::wanted_from(*config)
                                                : base::Result<plan::Wanted>(base::fail(""));
    return doctor::examine(context.gateway.observe(instance), wanted ? &*wanted : nullptr);
}

MetricsCollector make_collector(Context& context, std::chrono::milliseconds findings_age_max) {
    MetricsSources sources;
    sources.firewall = firewall::observe_firewall;
    sources.findings = [&context](const std::string& instance) {
        return examine(context, instance);
    };
    return {context, std::move(sources), findings_age_max};
}

/// Blocks them in every thread started later, so that sigwait() alone gets them.
sigset_t block_end_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

cli::ExitCode serve(Context& context, MetricsCollector& collector, const net::Endpoint& endpoint) {
    auto listener = page_server::open_page_socket(endpoint);
    if (!listener) return report(context, listener.error());
    // Jool and the packet filter want CAP_NET_ADMIN, the rules of legacy iptables a raw socket.
    if (auto kept = system::keep_only({system::Capability::net_admin, system::Capability::net_raw});
        !kept) {
        return report(context, kept.error());
    }
    const sigset_t signals = block_end_signals();
    const auto server = page_server::PageServer::start(std::move(*listener),
                                                       [&collector] { return collector.page(); });
    if (!server) return report(context, server.error());
    service::notify_ready("serving http://" + endpoint.text() + "/metrics");
    context.err << "nat64ctl: serving http://" << endpoint.text() << "/metrics\n" << std::flush;
    int received = 0;
    while (sigwait(&signals, &received) != 0) {
    }
    service::notify_stopping();
    return cli::ExitCode::done;
}

cli::ExitCode run(Context& context, const Options& options) {
    const auto age = config::parse_duration(options.findings);
    if (!age) return usage_error(context, "--findings: a time such as 5m is needed, or 0s");
    MetricsCollector collector = make_collector(context, *age);
    if (options.listen.empty()) {
        const std::string page = collector.page();
        if (context.out.format() == cli::Format::text) {
            context.out.line(page.substr(0, page.size() - 1));
        } else {
            context.out.record({{"exposition", page}}, "");
        }
        const auto& trouble = collector.trouble();
        return trouble ? report(context, *trouble) : cli::ExitCode::done;
    }
    const auto endpoint = net::Endpoint::parse(options.listen, default_port);
    if (!endpoint) return usage_error(context, "--listen: " + endpoint.error().message);
    return serve(context, collector, *endpoint);
}

Run define(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    syntax
        .add_option("--listen", options->listen,
                    "Serve the page at http://ADDR:PORT/metrics until told to end (TERM)")
        .type_name("ADDR:PORT");
    syntax
        .add_option("--findings", options->findings,
                    "Let doctor look at the box this often at most; 0s: never; default 5m")
        .type_name("TIME");
    return [options](Context& context) { return run(context, *options); };
}

constexpr std::string_view examples[] = {
    "nat64ctl metrics",
    "nat64ctl metrics --listen 127.0.0.1:9465",
};

}  // namespace

const Command metrics_command = {
    .name = "metrics",
    .group = Group::state,
    .summary = "Print or serve Prometheus metrics of the translator",
    .details =
        "Counters by reason, bindings and sessions, pool4's size, what the guard dropped and what\n"
        "doctor finds. A scrape lists no bindings and no sessions. Alarm on nat64_up 0, on\n"
        "nat64_exhausted_total growing, and on nat64_bindings near nat64_pool4_ports.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
