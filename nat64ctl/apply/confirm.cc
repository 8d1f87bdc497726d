// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/confirm.h"

#include <cerrno>

namespace gate64::nat64ctl::apply {
namespace {

std::string begun(const Journal& journal) {
    return "the " + journal.run.verb + " of " + text_of(journal.run.started);
}

base::Error nothing_to_confirm(const std::optional<Journal>& journal, const Site& site) {
    if (!journal) return {"nothing waits to be confirmed", 0};
    const bool same_boot = journal->run.key.boot_id == site.key.boot_id;
    if (journal->ending == Ending::unconfirmed && !same_boot)
        return {begun(*journal) + " was lost when the box restarted; nat64ctl up applies the file",
                0};
    if (journal->ending == Ending::rolled_back)
        return {begun(*journal) + " was taken back: " + journal->reason, 0};
    if (journal->ending == Ending::none)
        return {journal->text() + ", so there is nothing to confirm", 0};
    return {"nothing waits to be confirmed: " + begun(*journal) + " has ended", 0};
}

bool waits(const std::optional<Journal>& journal, const Site& site) noexcept {
    return journal && journal->ending == Ending::unconfirmed &&
           journal->run.key.boot_id == site.key.boot_id;
}

/// The journal's record of what the rollback came to.
base::Result<void> note_end(JournalWriter& writer, const Rollback& rollback, bool unconfirmed,
                            const std::string& reason) {
    if (!rollback.is_complete()) return writer.end(Ending::stuck, rollback.text());
    return unconfirmed ? writer.end_unconfirmed(reason) : writer.end(Ending::rolled_back, reason);
}

base::Result<Rollback> take_back(Actuator& actuator, const Site& site, const Journal& journal,
                                 const std::string& reason) {
    auto writer = JournalWriter::reopen(site.journal_path);
    if (!writer) return std::unexpected(writer.error());
    Rollback rollback = roll_back(actuator, site, journal.run, journal.steps, *writer);
    const bool unconfirmed = journal.run.confirm.count() > 0;
    if (auto noted = note_end(*writer, rollback, unconfirmed, reason); !noted)
        rollback.failures.push_back(noted.error().message);
    return rollback;
}

/// Whether the state before `journal` must come back on a box that restarted since.
bool must_be_restored(const Journal& journal, const std::string& wanted) noexcept {
    if (journal.run.confirm.count() == 0) return false;
    if (journal.ending == Ending::unconfirmed || journal.ending == Ending::none) return true;
    return journal.ending == Ending::rolled_back && journal.was_unconfirmed &&
           journal.run.wanted == wanted;
}

base::Result<void> note_lost(const Site& site, const Journal& journal) {
    if (journal.ending == Ending::rolled_back) return {};
    auto writer = JournalWriter::reopen(site.journal_path);
    if (!writer) return std::unexpected(writer.error());
    return writer->end_unconfirmed("the box restarted before it was confirmed");
}

base::Result<Recovery> restore(Actuator& actuator, const Site& site, const Journal& journal,
                               const PlanFor& plan_for) {
    Recovery recovery;
    recovery.about = begun(journal) + " was never confirmed";
    if (auto noted = note_lost(site, journal); !noted) return std::unexpected(noted.error());
    if (!journal.run.before.instance) {
        recovery.kind = Recovery::Kind::left_down;
        return recovery;
    }
    recovery.kind = Recovery::Kind::restored;
    // The journal of the unconfirmed run stays, for the boots that follow.
    Site beside = site;
    beside.journal_path += ".recovery";
    Request request{.verb = "recovery",
                    .wanted = journal.run.wanted,
                    .plan = [&](const model::Box& box, system::State& state) {
                        return plan_for(journal.run.before, box, state);
                    }};
    auto report = execute(actuator, beside, request);
    if (!report) return std::unexpected(report.error());
    recovery.report = std::move(*report);
    return recovery;
}

}  // namespace

base::Result<Journal> confirm(const Site& site) {
    const auto lock = system::ChangeLock::acquire(site.patience, site.lock_path);
    if (!lock) return std::unexpected(lock.error());
    auto journal = read_journal(site.journal_path);
    if (!journal) return std::unexpected(journal.error());
    if (!waits(*journal, site)) return std::unexpected(nothing_to_confirm(*journal, site));
    auto writer = JournalWriter::reopen(site.journal_path);
    if (!writer) return std::unexpected(writer.error());
    if (auto noted = writer->end(Ending::done, "confirmed"); !noted)
        return std::unexpected(noted.error());
    return std::move(**journal);
}

base::Result<std::optional<Rollback>> take_back_unconfirmed(Actuator& actuator, const Site& site,
                                                            const std::string& run_id) {
    const auto lock = system::ChangeLock::acquire(site.patience, site.lock_path);
    if (!lock) return std::unexpected(lock.error());
    const auto journal = read_journal(site.journal_path);
    if (!journal) return std::unexpected(journal.error());
    if (!waits(*journal, site) || (*journal)->run.id != run_id) return std::nullopt;
    auto rollback = take_back(actuator, site, **journal, "it was not confirmed in time");
    if (!rollback) return std::unexpected(rollback.error());
    return std::optional(std::move(*rollback));
}

base::Result<Recovery> recover(Actuator& actuator, const Site& site, const std::string& wanted,
                               const PlanFor& plan_for, bool at_boot) {
    const auto journal = read_journal(site.journal_path);
    if (!journal) return std::unexpected(journal.error());
    if (!*journal || (*journal)->run.netns != site.netns) return Recovery();
    const Journal& last = **journal;
    if (last.run.key.boot_id != site.key.boot_id) {
        if (!must_be_restored(last, wanted)) return Recovery();
        return restore(actuator, site, last, plan_for);
    }
    const bool is_open = last.ending == Ending::none || last.ending == Ending::unconfirmed;
    const bool is_wanted = at_boot && last.run.confirm.count() == 0;
    if (!is_open || is_wanted) return Recovery();
    const auto lock = system::ChangeLock::acquire(site.patience, site.lock_path);
    if (!lock) return std::unexpected(lock.error());
    const auto again = read_journal(site.journal_path);
    if (!again) return std::unexpected(again.error());
    const bool is_same =
        *again && (*again)->run.id == last.run.id && (*again)->ending == last.ending;
    if (!is_same) return base::fail("another nat64ctl went on with the box meanwhile", EBUSY);
    auto rollback = take_back(actuator, site, **again, "it was taken back by hand");
    if (!rollback) return std::unexpected(rollback.error());
    Recovery recovery;
    recovery.kind = Recovery::Kind::taken_back;
    recovery.about = begun(last);
    recovery.rollback = std::move(*rollback);
    return recovery;
}

}  // namespace gate64::nat64ctl::apply
