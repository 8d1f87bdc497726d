// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/journal.h"

#include <cerrno>
#include <ctime>

#include "nat64ctl/apply/change_json.h"
#include "nat64ctl/apply/value_json.h"
#include "nat64ctl/system/safe_file.h"

namespace gate64::nat64ctl::apply {
namespace {

bool read_seconds(const Json& json, const char* key, std::int64_t& out) {
    if (!json.is_object() || !json.contains(key) || !json[key].is_number_integer()) return false;
    out = json[key].get<std::int64_t>();
    return true;
}

bool read_namespace(const Json& json, std::uint64_t& out) {
    if (!json.contains("namespace") || !json["namespace"].is_number_unsigned()) return false;
    out = json["namespace"].get<std::uint64_t>();
    return true;
}

/// Written as the state file is, so that one parser knows both.
base::Result<system::Deeds> deeds_from(const Json& json, const system::StateKey& key) {
    std::string text;
    if (!read(json, "deeds", text)) return base::fail("the journal's run has no state");
    auto state = system::parse_state(text);
    if (!state) return std::unexpected(state.error());
    return state->deeds_of(key);
}

base::Result<Run> run_from(const Json& json) {
    const auto bad = base::fail("the journal's first line is no run of nat64ctl");
    Run run;
    std::int64_t confirm = 0;
    std::int64_t started = 0;
    const bool is_run =
        json.is_object() && read(json, "id", run.id) && read(json, "boot", run.key.boot_id) &&
        read_namespace(json, run.key.network_namespace) &&
        read(json, "instance", run.key.instance) && read(json, "netns", run.netns) &&
        read(json, "verb", run.verb) && read(json, "wanted", run.wanted) &&
        read_seconds(json, "confirm", confirm) && read_seconds(json, "started", started) &&
        json.contains("before") && json.contains("changes") && json["changes"].is_array();
    if (!is_run) return bad;
    run.confirm = std::chrono::seconds(confirm);
    run.started = WallTime(std::chrono::seconds(started));
    auto before = snapshot_from(json["before"]);
    if (!before) return std::unexpected(before.error());
    run.before = std::move(*before);
    auto deeds = deeds_from(json, run.key);
    if (!deeds) return std::unexpected(deeds.error());
    run.deeds = std::move(*deeds);
    for (const Json& item : json["changes"]) {
        auto change = change_from(item);
        if (!change) return std::unexpected(change.error());
        run.changes.push_back(std::move(*change));
    }
    return run;
}

constexpr std::pair<StepState, const char*> step_words[] = {{StepState::started, "started"},
                                                            {StepState::done, "done"},
                                                            {StepState::failed, "failed"},
                                                            {StepState::undone, "undone"}};
constexpr std::pair<Ending, const char*> ending_words[] = {
    {Ending::done, "done"}, {Ending::rolled_back, "rolled back"}, {Ending::stuck, "stuck"}};

bool take_step(const Json& json, Journal& journal) {
    if (!json.contains("step") || !json["step"].is_number_unsigned()) return false;
    const auto index = json["step"].get<std::uint64_t>();
    std::string word;
    if (index >= journal.steps.size() || !read(json, "state", word)) return false;
    for (const auto& [state, name] : step_words) {
        if (word != name) continue;
        journal.steps[index] = state;
        return true;
    }
    return false;
}

bool take_ending(const Json& json, Journal& journal) {
    std::string word;
    if (!read(json, "end", word) || !read(json, "reason", journal.reason) ||
        !read(json, "unconfirmed", journal.was_unconfirmed))
        return false;
    for (const auto& [ending, name] : ending_words) {
        if (word != name) continue;
        journal.ending = ending;
        return true;
    }
    return false;
}

bool take_await(const Json& json, Journal& journal) {
    std::int64_t deadline = 0;
    if (!read_seconds(json, "await", deadline)) return false;
    journal.deadline = WallTime(std::chrono::seconds(deadline));
    journal.ending = Ending::unconfirmed;
    return true;
}

bool take(const Json& json, Journal& journal) {
    return json.is_object() &&
           (take_step(json, journal) || take_ending(json, journal) || take_await(json, journal));
}

}  // namespace

std::size_t Journal::position() const noexcept {
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i] != StepState::done) return i;
    return steps.size();
}

std::string Journal::text() const {
    std::string text = "the " + run.verb + " of instance " + run.key.instance + " begun at " +
                       text_of(run.started);
    const std::size_t at = position();
    if (at == steps.size()) return text + " stopped after its last step";
    return text + " stopped at step " + std::to_string(at + 1) + " of " +
           std::to_string(steps.size()) + " (" + plan::text_of(run.changes[at]) + ')';
}

base::Result<Journal> parse_journal(std::string_view text) {
    Journal journal;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos && number > 0) break;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const Json json = Json::parse(line, nullptr, false);
        ++number;
        if (number == 1) {
            auto run = run_from(json);
            if (!run) return std::unexpected(run.error());
            journal.run = std::move(*run);
            journal.steps.assign(journal.run.changes.size(), StepState::waiting);
        } else if (!take(json, journal)) {
            return base::fail("line " + std::to_string(number) + " of the journal is not ours");
        }
    }
    if (number == 0) return base::fail("the journal is empty");
    return journal;
}

base::Result<std::optional<Journal>> read_journal(const std::string& path) {
    const auto text = system::read_trusted_file(path);
    if (!text) {
        if (text.error().errno_value == ENOENT) return std::nullopt;
        return std::unexpected(text.error());
    }
    auto journal = parse_journal(*text);
    if (!journal) {
        return base::fail(path + ": " + journal.error().message +
                          "; look at it, then remove it to go on");
    }
    return std::optional(std::move(*journal));
}

WallTime wall_now() noexcept {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string text_of(WallTime time) {
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm parts{};
    char text[32];
    if (::gmtime_r(&seconds, &parts) == nullptr) return "an unknown time";
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
    return {text, length};
}

}  // namespace gate64::nat64ctl::apply
