// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "nat64ctl/apply/change_json.h"
#include "nat64ctl/apply/journal.h"
#include "nat64ctl/apply/value_json.h"
#include "nat64ctl/system/safe_file.h"

namespace gate64::nat64ctl::apply {
namespace {

// Names may hold octets that are no UTF-8.
std::string line_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Json json_of(const Run& run) {
    Json changes = Json::array();
    for (const plan::Change& change : run.changes)
        changes.push_back(apply::json_of(change));
    return {{"id", run.id},
            {"boot", run.key.boot_id},
            {"namespace", run.key.network_namespace},
            {"instance", run.key.instance},
            {"netns", run.netns},
            {"verb", run.verb},
            {"wanted", run.wanted},
            {"confirm", run.confirm.count()},
            {"started", run.started.time_since_epoch().count()},
            {"before", apply::json_of(run.before)},
            {"deeds", system::state_text({{{run.key, run.deeds}}, {}})},
            {"changes", std::move(changes)}};
}

const char* word_of(StepState state) noexcept {
    switch (state) {
        case StepState::waiting:
        case StepState::started:
            return "started";
        case StepState::done:
            return "done";
        case StepState::failed:
            return "failed";
        case StepState::undone:
            return "undone";
    }
    return "started";
}

const char* word_of(Ending ending) noexcept {
    switch (ending) {
        case Ending::none:
        case Ending::stuck:
            return "stuck";
        case Ending::done:
        case Ending::unconfirmed:
            return "done";
        case Ending::rolled_back:
            return "rolled back";
    }
    return "stuck";
}

Json ending_json(Ending ending, std::string_view reason, bool unconfirmed) {
    return {{"end", word_of(ending)}, {"reason", reason}, {"unconfirmed", unconfirmed}};
}

base::Result<void> make_folder(const std::string& path) {
    const std::string folder = path.substr(0, path.rfind('/'));
    if (::mkdir(folder.c_str(), 0755) == 0 || errno == EEXIST) return {};
    return base::fail_errno(folder, errno);
}

base::Result<base::UniqueFd> open_for_append(const std::string& path) {
    base::UniqueFd file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW));
    if (!file.valid()) return base::fail_errno(path, errno);
    return file;
}

/// 0, or the reason.
int write_synced(int file, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fdatasync(file) == 0 ? 0 : errno;
}

/// A line that a power cut left without its end would swallow the next one.
base::Result<void> cut_torn_line(const std::string& path) {
    const auto text = system::read_trusted_file(path);
    if (!text) return std::unexpected(text.error());
    const std::size_t whole = text->rfind('\n') + 1;
    if (whole == 0 || whole == text->size()) return {};
    return system::replace_file(path, std::string_view(*text).substr(0, whole), 0600);
}

}  // namespace

base::Result<JournalWriter> JournalWriter::create(const std::string& path, const Run& run) {
    if (auto made = make_folder(path); !made) return std::unexpected(made.error());
    if (auto written = system::replace_file(path, line_of(json_of(run)), 0600); !written)
        return std::unexpected(written.error());
    auto file = open_for_append(path);
    if (!file) return std::unexpected(file.error());
    return JournalWriter(std::move(*file));
}

base::Result<JournalWriter> JournalWriter::reopen(const std::string& path) {
    if (auto cut = cut_torn_line(path); !cut) return std::unexpected(cut.error());
    auto file = open_for_append(path);
    if (!file) return std::unexpected(file.error());
    return JournalWriter(std::move(*file));
}

base::Result<void> JournalWriter::step(std::size_t index, StepState state) {
    return append(line_of({{"step", index}, {"state", word_of(state)}}));
}

base::Result<void> JournalWriter::end(Ending ending, std::string_view reason) {
    return append(line_of(ending_json(ending, reason, false)));
}

base::Result<void> JournalWriter::end_unconfirmed(std::string_view reason) {
    return append(line_of(ending_json(Ending::rolled_back, reason, true)));
}

base::Result<void> JournalWriter::await(WallTime deadline) {
    return append(line_of({{"await", deadline.time_since_epoch().count()}}));
}

base::Result<void> JournalWriter::append(const std::string& line) {
    struct ::stat before{};
    if (::fstat(file_.get(), &before) != 0) return base::fail_errno("the journal", errno);
    const int failure = write_synced(file_.get(), line);
    if (failure == 0) return {};
    // Half a line would spoil the next one.
    if (::ftruncate(file_.get(), before.st_size) != 0) {
        return base::fail_errno("writing the journal, and taking half a line back", failure);
    }
    return base::fail_errno("writing the journal", failure);
}

}  // namespace gate64::nat64ctl::apply
