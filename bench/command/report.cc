// SPDX-License-Identifier: Apache-2.0
#include "bench/command/report.h"

#include <fmt/format.h>

#include <array>

#include "shared/base/version.h"
#include "shared/dns/types.h"

namespace gate64::bench {

namespace {

using Json = nlohmann::ordered_json;

struct Quantile {
    const char* name;
    double fraction;
};
constexpr std::array<Quantile, 5> quantiles{
    {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}, {"p99.99", 0.9999}}};

double to_us(std::uint64_t ns) noexcept {
    return static_cast<double>(ns) / 1e3;
}

const char* kind_name(QuestionPlan::Kind kind) noexcept {
    switch (kind) {
        case QuestionPlan::Kind::file:
            return "file";
        case QuestionPlan::Kind::names:
            return "names";
        case QuestionPlan::Kind::random:
            return "random";
    }
    return "";
}

const char* transport_name(Transport transport) noexcept {
    return transport == Transport::udp ? "udp" : "tcp";
}

Json questions_json(const LoadOptions& options) {
    const QuestionPlan& plan = options.plan.questions;
    Json json{{"kind", kind_name(plan.kind)}, {"seed", plan.seed}};
    if (plan.kind == QuestionPlan::Kind::file) {
        json["file"] = options.file;
        return json;
    }
    json["zone"] = plan.zone;
    if (plan.kind == QuestionPlan::Kind::names) {
        json["names"] = plan.names;
        json["zipf"] = plan.zipf;
        json["dual_share"] = plan.dual_share;
        json["walk"] = plan.walk;
    }
    json["aaaa_share"] = plan.aaaa_share;
    return json;
}

Json plan_json(const LoadOptions& options) {
    const LoadPlan& plan = options.plan;
    Json json{{"server", plan.server.text()},
              {"transport", transport_name(plan.transport)},
              {"loop", plan.rate > 0 ? "open" : "closed"}};
    if (plan.rate > 0) {
        json["rate"] = plan.rate;
    } else {
        json["outstanding"] = plan.outstanding;
    }
    json["seconds"] = plan.seconds;
    json["timeout_ms"] = plan.timeout_ms;
    json["clients"] = plan.clients;
    json["threads"] = plan.threads;
    json["edns"] = plan.edns || plan.dnssec_ok;
    json["dnssec_ok"] = plan.dnssec_ok;
    json["per_connection"] = plan.per_connection;
    json["sources"] = Json::array();
    for (const net::IpPrefix& source : plan.sources)
        json["sources"].push_back(source.text());
    json["verify"] = plan.verify ? Json(plan.verify->text()) : Json();
    json["questions"] = questions_json(options);
    return json;
}

Json latency_json(const Histogram& latency) {
    Json json{{"min", to_us(latency.min())}, {"mean", latency.mean() / 1e3}};
    for (const Quantile& quantile : quantiles)
        json[quantile.name] = to_us(latency.quantile(quantile.fraction));
    json["max"] = to_us(latency.max());
    return json;
}

Json result_json(const LoadResult& result) {
    const Tally& tally = result.tally;
    Json rcodes = Json::object();
    for (std::size_t code = 0; code < tally.by_rcode.size(); ++code) {
        if (tally.by_rcode[code] == 0) continue;
        rcodes[dns::rcode_text(static_cast<dns::Rcode>(code))] = tally.by_rcode[code];
    }
    return {{"seconds", result.seconds},
            {"answers_per_second", result.answers_a_second()},
            {"generator_cpu_seconds", result.cpu_seconds},
            {"sent", tally.sent},
            {"answered", tally.answered},
            {"lost", tally.lost},
            {"late", tally.late},
            {"unsent", tally.unsent},
            {"send_failed", tally.send_failed},
            {"unknown", tally.unknown},
            {"malformed", tally.malformed},
            {"truncated", tally.truncated},
            {"wrong_question", tally.wrong_question},
            {"wrong_address", tally.wrong_address},
            {"connections", tally.connections},
            {"connections_lost", tally.connections_lost},
            {"rcodes", rcodes},
            {"latency_us", latency_json(tally.latency)}};
}

/// A line only where there is something to say.
std::string counted(const char* what, std::uint64_t count) {
    return count == 0 ? "" : fmt::format("  {:<22}{}\n", what, count);
}

}  // namespace

Json to_json(const LoadOptions& options, const LoadResult& result, const Machine& machine) {
    const base::Version& version = base::version();
    return {{"machine",
             {{"cpu", machine.cpu},
              {"cpus", machine.cpus},
              {"kernel", machine.kernel},
              {"time", machine.time}}},
            {"version",
             {{"number", version.number},
              {"commit", version.commit},
              {"compiler", version.compiler},
              {"build", version.build}}},
            {"plan", plan_json(options)},
            {"result", result_json(result)}};
}

std::string to_text(const LoadOptions& options, const LoadResult& result) {
    const LoadPlan& plan = options.plan;
    const Tally& tally = result.tally;
    std::string text =
        fmt::format("{} over {}, {}: {} clients, {} threads\n", plan.server.text(),
                    transport_name(plan.transport),
                    plan.rate > 0 ? fmt::format("{:.0f} questions a second", plan.rate)
                                  : fmt::format("{} questions waiting", plan.outstanding),
                    plan.clients, plan.threads);
    text += fmt::format("  {:<22}{}\n", "sent", tally.sent);
    text += fmt::format("  {:<22}{} ({:.0f} a second for {:.3f} s)\n", "answered", tally.answered,
                        result.answers_a_second(), result.seconds);
    text += counted("lost", tally.lost);
    text += counted("late", tally.late);
    text += counted("due but not sent", tally.unsent);
    text += counted("refused by the kernel", tally.send_failed);
    text += counted("answers to nothing", tally.unknown);
    text += counted("malformed", tally.malformed);
    text += counted("truncated", tally.truncated);
    text += counted("wrong question", tally.wrong_question);
    text += counted("wrong address", tally.wrong_address);
    text += counted("connections", tally.connections);
    text += counted("connections lost", tally.connections_lost);
    for (std::size_t code = 0; code < tally.by_rcode.size(); ++code) {
        text +=
            counted(dns::rcode_text(static_cast<dns::Rcode>(code)).c_str(), tally.by_rcode[code]);
    }
    text += fmt::format("latency, us\n  {:<10}{:.1f}\n", "min", to_us(tally.latency.min()));
    for (const Quantile& quantile : quantiles) {
        text += fmt::format("  {:<10}{:.1f}\n", quantile.name,
                            to_us(tally.latency.quantile(quantile.fraction)));
    }
    text += fmt::format("  {:<10}{:.1f}\n", "max", to_us(tally.latency.max()));
    text += fmt::format("generator: {:.0f} % of its CPUs\n",
                        result.seconds > 0 ? 100 * result.cpu_seconds / result.seconds /
                                                 static_cast<double>(plan.threads)
                                           : 0.0);
    return text;
}

}  // namespace gate64::bench
