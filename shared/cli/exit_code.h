// SPDX-License-Identifier: Apache-2.0
#pragma once
// How the programs end. Scripts, units and monitoring rely on these numbers, so they never change
// their meaning.

namespace gate64::cli {

enum class ExitCode : int {
    done = 0,
    failed = 1,
    usage = 2,             ///< wrong arguments or a wrong configuration
    jool_missing = 3,      ///< the translator's module is not loaded
    version_mismatch = 4,  ///< the module or the daemon speaks another version
    not_permitted = 5,     ///< a privilege is missing
};

/// What main() returns.
[[nodiscard]] constexpr int status(ExitCode code) noexcept {
    return static_cast<int>(code);
}

/// The name in messages and JSON: "done", "failed", "usage", ...
[[nodiscard]] constexpr const char* name_of(ExitCode code) noexcept {
    switch (code) {
        case ExitCode::done:
            return "done";
        case ExitCode::failed:
            return "failed";
        case ExitCode::usage:
            return "usage";
        case ExitCode::jool_missing:
            return "jool_missing";
        case ExitCode::version_mismatch:
            return "version_mismatch";
        case ExitCode::not_permitted:
            return "not_permitted";
    }
    return "failed";
}

/// EPERM and EACCES are not_permitted, everything else is failed.
[[nodiscard]] ExitCode exit_code_for_errno(int errno_value) noexcept;

}  // namespace gate64::cli
