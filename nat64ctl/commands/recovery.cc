// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/recovery.h"

#include <sstream>

#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

using Kind = apply::Recovery::Kind;

/// The file's wish where it can be read, without a word where not: what came before the change is
/// brought back even when the file is broken by now.
std::optional<Wish> quiet_wish(Context& context) {
    std::ostringstream unheard;
    Context quiet{context.options, context.out, unheard, context.gateway, nullptr};
    auto wish = wish_of_file(quiet);
    if (!wish) return std::nullopt;
    return std::move(*wish);
}

/// The last run of this namespace; nothing: there was none, or `code` says what is wrong.
base::Result<std::optional<apply::Journal>> last_run(Context& context) {
    const auto site = context.gateway.site({}, context.options.netns);
    if (!site) return std::unexpected(site.error());
    return apply::read_journal(site->journal_path);
}

base::Result<apply::Recovery> recover(Context& context, const std::string& instance,
                                      const std::optional<Wish>& wish, bool at_boot) {
    const auto site = context.gateway.site(instance, context.options.netns);
    if (!site) return std::unexpected(site.error());
    const auto actuator = context.gateway.actuator(instance);
    const plan::Wanted now = wish ? wish->wanted : plan::Wanted();
    const auto plan_for = [&](const plan::Snapshot& snapshot, const model::Box& box,
                              system::State& state) -> base::Result<plan::Plan> {
        auto wanted = plan::wanted_from(snapshot, now);
        if (!wanted) return plan::Plan();
        return plan_with_costs(context, std::move(*wanted), box, *site, state);
    };
    return apply::recover(*actuator, *site, wish ? wish->text : std::string(), plan_for, at_boot);
}

constexpr const char* word_of(Kind kind) noexcept {
    switch (kind) {
        case Kind::nothing:
            return "nothing";
        case Kind::taken_back:
            return "taken_back";
        case Kind::restored:
            return "restored";
        case Kind::left_down:
            return "left_down";
    }
    return "nothing";
}

nlohmann::ordered_json json_of(const apply::Recovery& recovery) {
    nlohmann::ordered_json json{{"recovery", word_of(recovery.kind)},
                                {"about", recovery.about},
                                {"not_undone", recovery.rollback.text()}};
    if (recovery.kind == Kind::restored) json["run"] = commands::json_of(recovery.report);
    return json;
}

bool is_complete(const apply::Recovery& recovery) {
    return recovery.rollback.is_complete() && !recovery.report.failure;
}

std::string text_of(const Context& context, const apply::Recovery& recovery) {
    const std::string about = cli::escape(recovery.about);
    switch (recovery.kind) {
        case Kind::nothing:
            return "nothing to take back: the last change had ended";
        case Kind::taken_back:
            if (is_complete(recovery)) return about + " is taken back: all is as it was before";
            return about + " is taken back in part: " + cli::escape(recovery.rollback.text());
        case Kind::restored:
            return about + ": the translator from before it is " +
                   (is_complete(recovery) ? "up again" : "not up") + "; " +
                   command_line(context, "apply") + " does what the file says";
        case Kind::left_down:
            return about + ", and there was no instance before it: the translator stays down; " +
                   command_line(context, "up") + " does what the file says";
    }
    return {};
}

cli::ExitCode show(Context& context, const apply::Recovery& recovery) {
    for (const std::string& warning : recovery.report.plan.warnings)
        context.err << "nat64ctl: warning: " << cli::escape(warning) << '\n';
    cli::ExitCode code = is_complete(recovery) ? cli::ExitCode::done : cli::ExitCode::failed;
    if (recovery.report.failure) code = report_change(context, *recovery.report.failure);
    context.out.record(json_of(recovery), text_of(context, recovery));
    return code;
}

}  // namespace

cli::ExitCode recover_by_hand(Context& context) {
    const auto last = last_run(context);
    if (!last) return report(context, last.error());
    if (!*last) return show(context, {});
    const auto recovery = recover(context, (*last)->run.key.instance, quiet_wish(context), false);
    if (!recovery) return report_change(context, recovery.error());
    return show(context, *recovery);
}

std::optional<cli::ExitCode> recover_at_boot(Context& context) {
    const auto last = last_run(context);
    if (!last) return report(context, last.error());
    if (!*last) return std::nullopt;
    const apply::Journal& journal = **last;
    const std::string& instance = journal.run.key.instance;
    const auto site = context.gateway.site(instance, context.options.netns);
    if (!site) return report(context, site.error());
    const std::optional<Wish> wish = quiet_wish(context);
    if (journal.run.key.boot_id == site->key.boot_id) {
        // The unit was started once more: what nobody confirmed is not done by that.
        const bool was_refused = journal.ending == apply::Ending::rolled_back &&
                                 journal.was_unconfirmed && wish &&
                                 wish->text == journal.run.wanted;
        if (!was_refused) return std::nullopt;
        context.out.record({{"recovery", "kept"}, {"about", journal.reason}},
                           "the file says what was taken back because nobody confirmed it; all "
                           "stays as it is\n" +
                               command_line(context, "apply --confirm 60s") + " tries it again");
        return cli::ExitCode::done;
    }
    const auto recovery = recover(context, instance, wish, true);
    if (!recovery) return report_change(context, recovery.error());
    if (recovery->kind == Kind::nothing) return std::nullopt;
    const cli::ExitCode code = show(context, *recovery);
    return recovery->kind == Kind::left_down ? cli::ExitCode::failed : code;
}

}  // namespace gate64::nat64ctl::commands
