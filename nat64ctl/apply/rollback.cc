// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/rollback.h"

#include <cerrno>
#include <variant>

namespace gate64::nat64ctl::apply {
namespace {

/// A change that the box refused did nothing, but for pool4 entries of several addresses: Jool
/// leaves those it took before it failed.
bool may_have_effect(const plan::Change& change, StepState state) noexcept {
    if (state == StepState::failed) return std::holds_alternative<plan::AddPool4>(change);
    return state == StepState::started || state == StepState::done;
}

/// There or gone already, which is what was to be reached; what is there otherwise shows when the
/// box is looked at.
bool is_done_already(const base::Error& error) noexcept {
    return error.errno_value == EEXIST || error.errno_value == ESRCH;
}

void undo(Actuator& actuator, const plan::Change& change, Rollback& rollback) {
    const auto inverse = plan::inverse_of(change);
    if (!inverse) return;
    const auto done = actuator.perform(*inverse);
    if (done || is_done_already(done.error())) return;
    rollback.failures.push_back(plan::text_of(*inverse) + ": " + done.error().message);
}

void mend_state(const Site& site, const Run& run, Rollback& rollback) {
    auto state = system::load_state(site.key.boot_id, site.state_path);
    if (state) {
        state->deeds_of(site.key) = run.deeds;
        const auto saved = system::save_state(*state, site.state_path);
        if (saved) return;
        rollback.failures.push_back(saved.error().message);
    } else {
        rollback.failures.push_back(state.error().message);
    }
}

}  // namespace

std::string Rollback::text() const {
    std::string text;
    for (const std::string& failure : failures)
        text += (text.empty() ? "" : "; ") + failure;
    return text;
}

Rollback roll_back(Actuator& actuator, const Site& site, const Run& run,
                   const std::vector<StepState>& steps, JournalWriter& journal) {
    Rollback rollback;
    for (std::size_t i = steps.size(); i > 0; --i) {
        if (!may_have_effect(run.changes[i - 1], steps[i - 1])) continue;
        undo(actuator, run.changes[i - 1], rollback);
        // A full disk must not keep the box in a state that nobody asked for.
        const auto noted = journal.step(i - 1, StepState::undone);
        if (!noted) rollback.failures.push_back(noted.error().message);
    }
    for (const std::string& part :
         plan::differences(run.before, plan::snapshot_of(actuator.observe())))
        rollback.failures.push_back(part + " is not as it was before");
    mend_state(site, run, rollback);
    return rollback;
}

}  // namespace gate64::nat64ctl::apply
