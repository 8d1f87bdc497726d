// SPDX-License-Identifier: Apache-2.0
#pragma once
// --persist: the same change in the configuration file, its comments kept.

#include <string>
#include <vector>

#include "nat64ctl/commands/pool_change.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::commands {

enum class PoolEdit : std::uint8_t { add, remove };

/// The new text of `file` and where it goes; made before the live change, written after it.
struct FileEdit {
    std::string path;
    std::string text;
    bool changes = false;

    [[nodiscard]] base::Result<void> write() const;
};

/// Refuses a file that others may write, that is wrong, or that cannot be changed safely.
[[nodiscard]] base::Result<FileEdit> edit_pools(const std::string& path, PoolEdit edit,
                                                const PoolRequest& request);

}  // namespace gate64::nat64ctl::commands
