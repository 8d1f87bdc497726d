// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/change.h"

#include <cerrno>
#include <csignal>

#include "nat64ctl/apply/change_json.h"
#include "nat64ctl/commands/tuning.h"
#include "nat64ctl/plan/costs.h"
#include "nat64ctl/system/safe_file.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

/// Equal for files that want the same translator.
std::string text_of(const plan::Wanted& wanted) {
    const plan::AddInstance whole{wanted.instance,
                                  wanted.framework,
                                  wanted.pool6,
                                  {wanted.globals, wanted.pool4.entries(), wanted.bib}};
    const model::GuardSpec guard{wanted.pool6, wanted.guard_policy.denied, {}, {}};
    const apply::Json json{{"instance", apply::json_of(plan::Change(whole))},
                           {"tune", wanted.tune},
                           {"guard", wanted.guard},
                           {"deny_own", wanted.guard_policy.deny_own},
                           {"denied", apply::json_of(plan::Change(plan::SetGuard{{}, guard}))}};
    return json.dump();
}

/// Each range that is removed with its sessions. Where they cannot be counted the cost stays as
/// the plan has it.
void count_costs(Context& context, const std::string& instance, plan::Plan& plan) {
    auto ranges = plan::removed_ranges(plan);
    if (ranges.empty()) return;
    const auto client = context.gateway.connect();
    if (!client) return;
    for (const jool::Protocol protocol : jool::all_protocols) {
        const auto visit = [&](const jool::Session& session) {
            for (plan::RangeSessions& range : ranges)
                if (plan::holds(range, protocol, session.src4)) ++range.sessions;
            return true;
        };
        if (!(*client)->each_session(instance, protocol, visit)) return;
    }
    plan::set_costs(plan, ranges);
}

/// A run that has begun goes on when the terminal it came from is gone.
class NoHangUp {
  public:
    NoHangUp() noexcept
        : hang_up_(std::signal(SIGHUP, SIG_IGN)), pipe_(std::signal(SIGPIPE, SIG_IGN)) {}
    NoHangUp(const NoHangUp&) = delete;
    NoHangUp& operator=(const NoHangUp&) = delete;
    ~NoHangUp() {
        std::signal(SIGHUP, hang_up_);
        std::signal(SIGPIPE, pipe_);
    }

  private:
    using Handler = void (*)(int);
    Handler hang_up_;
    Handler pipe_;
};

constexpr const char* word_of(apply::Report::End end) noexcept {
    using End = apply::Report::End;
    switch (end) {
        case End::unchanged:
            return "unchanged";
        case End::applied:
            return "applied";
        case End::unconfirmed:
            return "unconfirmed";
        case End::rolled_back:
            return "rolled_back";
        case End::stuck:
            return "stuck";
    }
    return "stuck";
}

std::string end_text(const Context& context, const apply::Report& report, const Words& words) {
    using End = apply::Report::End;
    const cli::Terminal& terminal = context.out.terminal();
    switch (report.end) {
        case End::unchanged:
            return words.unchanged;
        case End::applied:
            return terminal.paint(cli::Tone::good, words.applied);
        case End::unconfirmed:
            return terminal.paint(cli::Tone::warning,
                                  words.applied + ", until " + apply::text_of(report.deadline)) +
                   "\n" + command_line(context, "confirm") +
                   " keeps it; otherwise everything is put back by then";
        case End::rolled_back:
            return terminal.paint(cli::Tone::bad, "it failed, and everything is as it was before");
        case End::stuck:
            return terminal.paint(cli::Tone::bad, "it failed, and not all is as it was before: ") +
                   cli::escape(report.not_undone) + "\n" + command_line(context, "plan") +
                   " shows what is left to do, " + command_line(context, "apply") + " tries again";
    }
    return {};
}

}  // namespace

std::expected<Wish, cli::ExitCode> wish_of_file(Context& context) {
    const std::string& path = context.options.config_file;
    const auto content = system::read_trusted_file(path);
    if (!content) {
        // No file is a wrong command line; report() would take it for a missing module.
        const bool is_missing = content.error().errno_value == ENOENT;
        if (is_missing) return std::unexpected(usage_error(context, content.error().message));
        return std::unexpected(report(context, content.error()));
    }
    const auto config = config::parse(*content, path);
    if (!config) {
        context.err << cli::escape_lines(config::to_text(config.error()));
        return std::unexpected(cli::ExitCode::usage);
    }
    auto wanted = plan::wanted_from(*config);
    if (!wanted) return std::unexpected(usage_error(context, path + ": " + wanted.error().message));
    const std::string& named = context.options.instance;
    if (!named.empty() && named != wanted->instance) {
        return std::unexpected(usage_error(context, "--instance " + named + ", but " + path +
                                                        " is about instance " + wanted->instance +
                                                        "; name another file with --config"));
    }
    std::string text = text_of(*wanted);
    return Wish{std::move(*wanted), std::move(text)};
}

base::Result<plan::Plan> plan_with_costs(Context& context, plan::Wanted wanted,
                                         const model::Box& box, const apply::Site& site,
                                         const system::State& state) {
    wanted.reserved_by_us = reserved_by_nat64ctl(site.key, state);
    auto plan = plan::make_plan(wanted, box);
    if (plan) count_costs(context, wanted.instance, *plan);
    return plan;
}

std::string text_of_steps(const plan::Plan& plan, const cli::Terminal& terminal) {
    std::string text;
    std::size_t number = 0;
    for (const plan::Step& step : plan.steps) {
        const std::string label = std::to_string(++number) + ". ";
        const std::string below = "\n" + std::string(label.size() + 2, ' ');
        text += (text.empty() ? "  " : "\n  ") + label + cli::escape(plan::text_of(step.change));
        if (!step.why.empty())
            text += below + terminal.paint(cli::Tone::dim, cli::escape(step.why));
        if (!step.cost.empty())
            text += below + terminal.paint(cli::Tone::warning, cli::escape(step.cost));
    }
    return text;
}

std::string command_line(const Context& context, std::string_view verb) {
    std::string text = "nat64ctl " + std::string(verb);
    if (!context.options.netns.empty()) text += " --netns " + cli::escape(context.options.netns);
    return text;
}

cli::ExitCode report_change(Context& context, base::Error error) {
    if (error.errno_value == ENODEV) error.errno_value = ENOENT;
    return report(context, error);
}

base::Result<apply::Report> run_change(Context& context, apply::Actuator& actuator,
                                       const apply::Site& site, apply::Request request) {
    const NoHangUp no_hang_up;
    request.on_step = [&context](const plan::Step& step) {
        std::string line = "  " + cli::escape(plan::text_of(step.change));
        if (!step.cost.empty()) line += " (" + cli::escape(step.cost) + ')';
        context.out.line(line);
    };
    return apply::execute(actuator, site, request);
}

nlohmann::ordered_json json_of(const apply::Report& report) {
    nlohmann::ordered_json json{{"end", word_of(report.end)},
                                {"changed", report.end == apply::Report::End::applied ||
                                                report.end == apply::Report::End::unconfirmed}};
    const bool waits = report.end == apply::Report::End::unconfirmed;
    json["confirm_until"] =
        waits ? nlohmann::ordered_json(apply::text_of(report.deadline)) : nlohmann::ordered_json();
    json["failure"] =
        report.failure ? nlohmann::ordered_json(report.failure->message) : nlohmann::ordered_json();
    json["not_undone"] = report.not_undone;
    json["earlier"] = report.earlier;
    json.update(apply::json_of(report.plan));
    return json;
}

cli::ExitCode show_end(Context& context, const apply::Report& report, const Words& words) {
    if (!report.earlier.empty())
        context.err << "nat64ctl: note: " << cli::escape(report.earlier) << '\n';
    for (const std::string& warning : report.plan.warnings)
        context.err << "nat64ctl: warning: " << cli::escape(warning) << '\n';
    cli::ExitCode code = cli::ExitCode::done;
    if (report.failure) code = report_change(context, *report.failure);
    context.out.record(json_of(report), end_text(context, report, words));
    return code;
}

Words words_of_file(const Context& context) {
    const std::string file = cli::escape(context.options.config_file);
    return {"nothing to do: the box is as " + file + " says", "the box is as " + file + " says"};
}

}  // namespace gate64::nat64ctl::commands
