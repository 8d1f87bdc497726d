// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/state.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "nat64ctl/system/safe_file.h"
#include "nat64ctl/system/small_file.h"

namespace gate64::nat64ctl::system {

bool Deeds::empty() const noexcept {
    return *this == Deeds{};
}

void Deeds::note_sysctl(std::string_view key, std::string_view before, std::string_view after) {
    auto known = std::find_if(sysctls.begin(), sysctls.end(),
                              [key](const SysctlChange& change) { return change.key == key; });
    if (known == sysctls.end()) {
        sysctls.push_back({std::string(key), std::string(before), {}});
        known = std::prev(sysctls.end());
    }
    known->after = after;
    if (known->before == known->after) sysctls.erase(known);
}

void Deeds::note_interception(model::Family family, bool is_there) {
    std::erase(interception, family);
    if (is_there) interception.push_back(family);
}

base::Result<StateKey> state_key(const std::string& instance) {
    const auto boot_id = read_small_file("/proc/sys/kernel/random/boot_id", 64);
    if (!boot_id) return std::unexpected(boot_id.error());
    struct stat info{};
    if (::stat("/proc/thread-self/ns/net", &info) != 0) {
        return base::fail_errno("asking which network namespace this is", errno);
    }
    return StateKey{std::string(trimmed(*boot_id)), info.st_ino, instance};
}

Deeds& State::deeds_of(const StateKey& key) {
    const auto found = std::find_if(records.begin(), records.end(),
                                    [&](const Record& record) { return record.key == key; });
    if (found != records.end()) return found->deeds;
    return records.emplace_back(Record{key, {}}).deeds;
}

void State::forget(const StateKey& key) {
    std::erase_if(records, [&](const Record& record) { return record.key == key; });
}

bool State::is_shared(const StateKey& key) const noexcept {
    return std::any_of(records.begin(), records.end(), [&](const Record& record) {
        return record.key.boot_id == key.boot_id &&
               record.key.network_namespace == key.network_namespace &&
               record.key.instance != key.instance && !record.deeds.empty();
    });
}

base::Result<State> load_state(const std::string& boot_id, const std::string& path) {
    const auto text = read_trusted_file(path);
    if (!text && text.error().errno_value == ENOENT) return State{};
    if (!text) return std::unexpected(text.error());
    auto state = parse_state(*text);
    if (!state) {
        return base::fail(path + ": " + state.error().message +
                              "; move it away to go on without what it remembers",
                          state.error().errno_value);
    }
    std::erase_if(state->records,
                  [&](const State::Record& record) { return record.key.boot_id != boot_id; });
    return state;
}

base::Result<void> save_state(const State& state, const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
        return base::fail_errno("cannot make " + folder, errno);
    }
    return replace_file(path, state_text(state), 0600);
}

}  // namespace gate64::nat64ctl::system
