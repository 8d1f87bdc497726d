// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/executor.h"

#include <cerrno>

#include "nat64ctl/apply/deeds.h"
#include "nat64ctl/apply/rollback.h"
#include "shared/base/random.h"

namespace gate64::nat64ctl::apply {
namespace {

/// A timer may be this late.
constexpr std::chrono::seconds timer_slack{10};

using Done = base::Result<void>;

std::string new_id() {
    base::Csprng random;
    return std::to_string(random.next());
}

/// What a run before left behind, in a sentence; an error where this one must not go on.
base::Result<std::string> earlier_run(const Site& site) {
    const auto journal = read_journal(site.journal_path);
    if (!journal) return std::unexpected(journal.error());
    if (!*journal) return std::string();
    const Journal& last = **journal;
    const bool same_boot = last.run.key.boot_id == site.key.boot_id;
    if (last.ending == Ending::none) return last.text() + "; going on from what it left";
    if (last.ending == Ending::stuck)
        return "the " + last.run.verb + " before could not be taken back (" + last.reason +
               "); going on from what it left";
    if (last.ending != Ending::unconfirmed || !same_boot) return std::string();
    if (site.now() > last.deadline + timer_slack)
        return "the " + last.run.verb +
               " before was never confirmed, and the timer that would have taken it back is gone; "
               "going on from what it left";
    return base::fail("the " + last.run.verb + " of " + text_of(last.run.started) +
                          " waits to be confirmed until " + text_of(last.deadline) +
                          ": nat64ctl confirm keeps it, nat64ctl apply --recover takes it back",
                      EBUSY);
}

class Execution {
  public:
    Execution(Actuator& actuator, const Site& site, const Request& request, JournalWriter journal,
              Run run, system::State state)
        : actuator_(actuator),
          site_(site),
          request_(request),
          journal_(std::move(journal)),
          run_(std::move(run)),
          state_(std::move(state)),
          steps_(run_.changes.size(), StepState::waiting) {}

    void go(Report& report) {
        report.run_id = run_.id;
        Done done = do_all(report.plan);
        if (done) done = verify();
        if (done) done = settle_state();
        if (done) done = finish(report);
        if (!done) take_back(std::move(done.error()), report);
    }

  private:
    Done do_all(const plan::Plan& plan) {
        claim(state_.deeds_of(site_.key), run_.changes);
        if (Done saved = system::save_state(state_, site_.state_path); !saved) return saved;
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            if (request_.on_step) request_.on_step(plan.steps[i]);
            if (Done done = do_one(i); !done) return done;
        }
        return {};
    }

    Done do_one(std::size_t index) {
        if (Done noted = note(index, StepState::started); !noted) return noted;
        const plan::Change& change = run_.changes[index];
        const Done done = actuator_.perform(change);
        if (done) return note(index, StepState::done);
        if (Done noted = note(index, StepState::failed); !noted) return noted;
        return base::fail(plan::text_of(change) + ": " + done.error().message,
                          done.error().errno_value);
    }

    Done note(std::size_t index, StepState state) {
        // The journal first: what it does not know must not happen.
        const StepState before = steps_[index];
        steps_[index] = state;
        Done noted = journal_.step(index, state);
        if (!noted && state == StepState::started) steps_[index] = before;
        return noted;
    }

    Done verify() {
        settle(state_.deeds_of(site_.key), run_.changes);
        const auto left = request_.plan(actuator_.observe(), state_);
        if (!left)
            return base::fail("reading back: " + left.error().message, left.error().errno_value);
        if (left->empty()) return {};
        return base::fail("reading back, the box is still not as wanted: " +
                          plan::text_of(left->steps.front().change) +
                          (left->steps.size() > 1 ? " and more" : ""));
    }

    Done settle_state() { return system::save_state(state_, site_.state_path); }

    Done finish(Report& report) {
        if (request_.confirm.count() == 0) {
            report.end = Report::End::applied;
            return journal_.end(Ending::done);
        }
        report.end = Report::End::unconfirmed;
        report.deadline = site_.now() + request_.confirm;
        return journal_.await(report.deadline);
    }

    void take_back(base::Error why, Report& report) {
        const Rollback rollback = roll_back(actuator_, site_, run_, steps_, journal_);
        report.failure = std::move(why);
        report.end = rollback.is_complete() ? Report::End::rolled_back : Report::End::stuck;
        report.not_undone = rollback.text();
        // When not even this can be written, the next run finds an interrupted one.
        const auto noted =
            journal_.end(rollback.is_complete() ? Ending::rolled_back : Ending::stuck,
                         rollback.is_complete() ? report.failure->message : report.not_undone);
        if (!noted)
            report.not_undone += (report.not_undone.empty() ? "" : "; ") + noted.error().message;
    }

    Actuator& actuator_;
    const Site& site_;
    const Request& request_;
    JournalWriter journal_;
    Run run_;
    system::State state_;
    std::vector<StepState> steps_;
};

Run run_of(const Site& site, const Request& request, const model::Box& box, const plan::Plan& plan,
           system::Deeds deeds) {
    Run run{.key = site.key,
            .id = new_id(),
            .netns = site.netns,
            .verb = request.verb,
            .wanted = request.wanted,
            .confirm = request.confirm,
            .started = site.now(),
            .before = plan::snapshot_of(box),
            .deeds = std::move(deeds),
            .changes = {}};
    for (const plan::Step& step : plan.steps)
        run.changes.push_back(step.change);
    return run;
}

/// An interrupted run whose work was all done needs no more than its ending.
Done close_earlier(const Site& site) {
    auto journal = JournalWriter::reopen(site.journal_path);
    if (!journal) return std::unexpected(journal.error());
    return journal->end(Ending::done);
}

}  // namespace

base::Result<Report> execute(Actuator& actuator, const Site& site, const Request& request) {
    const auto lock = system::ChangeLock::acquire(site.patience, site.lock_path);
    if (!lock) return std::unexpected(lock.error());
    auto earlier = earlier_run(site);
    if (!earlier) return std::unexpected(earlier.error());
    auto state = system::load_state(site.key.boot_id, site.state_path);
    if (!state) return std::unexpected(state.error());
    system::Deeds deeds = state->deeds_of(site.key);
    const model::Box box = actuator.observe();
    auto plan = request.plan(box, *state);
    if (!plan) return std::unexpected(plan.error());
    Report report;
    report.earlier = std::move(*earlier);
    report.plan = std::move(*plan);
    if (report.plan.empty()) {
        if (!report.earlier.empty())
            if (auto closed = close_earlier(site); !closed) return std::unexpected(closed.error());
        return report;
    }
    Run run = run_of(site, request, box, report.plan, std::move(deeds));
    auto journal = JournalWriter::create(site.journal_path, run);
    if (!journal) return std::unexpected(journal.error());
    Execution(actuator, site, request, std::move(*journal), std::move(run), std::move(*state))
        .go(report);
    return report;
}

}  // namespace gate64::nat64ctl::apply
