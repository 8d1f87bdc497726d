// SPDX-License-Identifier: Apache-2.0
#pragma once
// What nat64ctl did to the box, kept so that `down` undoes exactly that. One JSON file for the box;
// one record for each (boot, network namespace, instance). All that a record speaks of goes with
// the running kernel, so a record of an earlier boot is void and is dropped when the file is read.
// Hold the ChangeLock from load to save.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/model/firewall_facts.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

inline constexpr const char* state_path = "/var/lib/gate64/state.json";

/// A setting we changed.
struct SysctlChange {
    std::string key;
    std::string before;  ///< before our first change: what `down` writes back
    std::string after;   ///< ours; another value there now is somebody else's and is left alone
    friend bool operator==(const SysctlChange&, const SysctlChange&) = default;
};

/// What we did for one instance.
struct Deeds {
    std::vector<SysctlChange> sysctls;  ///< no key twice, in the order of the changes
    bool made_instance = false;
    std::vector<model::Family> interception;  ///< the rules we put in, no family twice
    bool installed_guard = false;

    [[nodiscard]] bool empty() const noexcept;
    /// Remembers that `key` went from `before` to `after`: the first `before` of a key stays, and a
    /// key that is back where it was is forgotten.
    void note_sysctl(std::string_view key, std::string_view before, std::string_view after);
    void note_interception(model::Family family, bool is_there);
    friend bool operator==(const Deeds&, const Deeds&) = default;
};

struct StateKey {
    std::string boot_id;                  ///< /proc/sys/kernel/random/boot_id
    std::uint64_t network_namespace = 0;  ///< inode of /proc/thread-self/ns/net
    std::string instance;
    friend auto operator<=>(const StateKey&, const StateKey&) = default;
};

/// For the calling thread's network namespace and the running kernel.
[[nodiscard]] base::Result<StateKey> state_key(const std::string& instance);

struct State {
    struct Record {
        StateKey key;
        Deeds deeds;
        friend bool operator==(const Record&, const Record&) = default;
    };
    std::vector<Record> records;
    /// What `tune` made last over reboots (sysctl_file.h), with the values before it; of the first
    /// network namespace, not bound to a boot.
    std::vector<SysctlChange> persistent;

    /// Makes an empty record where there is none.
    [[nodiscard]] Deeds& deeds_of(const StateKey& key);
    void forget(const StateKey& key);
    /// Another instance of the same namespace still needs the box as it is: settings that `key`
    /// changed must stay.
    [[nodiscard]] bool is_shared(const StateKey& key) const noexcept;
    friend bool operator==(const State&, const State&) = default;
};

/// Pure. The error says where the text is not ours.
[[nodiscard]] base::Result<State> parse_state(std::string_view text);
[[nodiscard]] std::string state_text(const State& state);

/// A missing file is an empty state. Records of other boots than `boot_id` are dropped. Refuses a
/// file that others may write (safe_file.h).
[[nodiscard]] base::Result<State> load_state(const std::string& boot_id,
                                             const std::string& path = state_path);
/// Empty records are left out. The folder is made when it is missing (0755); the file is 0600.
[[nodiscard]] base::Result<void> save_state(const State& state,
                                            const std::string& path = state_path);

}  // namespace gate64::nat64ctl::system
