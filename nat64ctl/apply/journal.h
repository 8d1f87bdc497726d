// SPDX-License-Identifier: Apache-2.0
#pragma once
// The journal of the last run: what it set out to do and how far it came, written to disk before
// each step is done, so that a run that is killed, or a power cut, leaves a state that the next one
// understands. One JSON object a line: the run first, then what happened to it. A line that was
// cut off is as if it had not been written. Hold the ChangeLock to write; reading needs no lock.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/plan/snapshot.h"
#include "nat64ctl/system/state.h"
#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::apply {

inline constexpr const char* journal_path = "/var/lib/gate64/journal.jsonl";

/// Seconds since 1970, as the journal has them: a new boot must still understand them.
using WallTime = std::chrono::sys_seconds;

/// What a run set out to do.
struct Run {
    system::StateKey key;
    std::string id;                   ///< tells two runs apart
    std::string netns;                ///< as --netns had it; survives a reboot, unlike the key
    std::string verb;                 ///< "apply", "up", "down", ...
    std::string wanted;               ///< of the file, to know it again
    std::chrono::seconds confirm{0};  ///< to be confirmed within this time; 0: needs none
    WallTime started{};
    plan::Snapshot before;
    system::Deeds deeds;  ///< what the state file remembered before
    std::vector<plan::Change> changes;
};

enum class StepState : std::uint8_t {
    waiting,
    started,  ///< may be done, may be not
    done,
    failed,  ///< the box refused it
    undone,
};

enum class Ending : std::uint8_t {
    none,         ///< killed, or still at it
    done,         ///< and for good
    unconfirmed,  ///< done, and waits for its confirmation
    rolled_back,
    stuck,  ///< neither the new state nor the old one
};

/// A journal that was read.
struct Journal {
    Run run;
    std::vector<StepState> steps;  ///< one for each change
    Ending ending = Ending::none;
    WallTime deadline{};           ///< of `unconfirmed`
    std::string reason;            ///< why it was rolled back or is stuck
    bool was_unconfirmed = false;  ///< it was rolled back because nobody confirmed it

    /// Index of the first change that is not done; the number of changes when all are.
    [[nodiscard]] std::size_t position() const noexcept;
    /// "the apply begun at 2026-11-27 04:12:33 UTC stopped at step 3 of 7 (add ... to pool4)"
    [[nodiscard]] std::string text() const;
};

/// Pure. The error says which line is not ours; the last line may be cut off.
[[nodiscard]] base::Result<Journal> parse_journal(std::string_view text);

/// Nothing: there has been no run. Refuses a file that others may write.
[[nodiscard]] base::Result<std::optional<Journal>> read_journal(const std::string& path);

/// Writes one line after the other; each is on the disk when its function returns.
class JournalWriter {
  public:
    /// A new journal in place of the old. The folder is made when it is missing (0755).
    [[nodiscard]] static base::Result<JournalWriter> create(const std::string& path,
                                                            const Run& run);
    /// Goes on with the one that is there.
    [[nodiscard]] static base::Result<JournalWriter> reopen(const std::string& path);

    [[nodiscard]] base::Result<void> step(std::size_t index, StepState state);
    [[nodiscard]] base::Result<void> end(Ending ending, std::string_view reason = {});
    [[nodiscard]] base::Result<void> await(WallTime deadline);
    /// Rolled back because nobody confirmed.
    [[nodiscard]] base::Result<void> end_unconfirmed(std::string_view reason);

  private:
    explicit JournalWriter(base::UniqueFd file) noexcept : file_(std::move(file)) {}
    [[nodiscard]] base::Result<void> append(const std::string& line);
    base::UniqueFd file_;
};

[[nodiscard]] WallTime wall_now() noexcept;
/// "2026-11-27 04:12:33 UTC"
[[nodiscard]] std::string text_of(WallTime time);

}  // namespace gate64::nat64ctl::apply
