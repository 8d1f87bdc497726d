// SPDX-License-Identifier: Apache-2.0
#pragma once

// What this build is: for `--version`, the build-information metric and the first log line. The
// values are stamped by cmake/StampVersion.cmake at build time, so they follow the checked-out
// commit without a new configure run. Link `gate64_version` to get the definition. Immutable, any
// thread, all views are of static strings.

#include <string_view>

namespace gate64::base {

struct Version {
    std::string_view number;    // the project's version, "0.1.0"
    std::string_view commit;    // abbreviated commit, "-dirty" with local changes, or "unknown"
    std::string_view compiler;  // "GNU 12.2.0"
    std::string_view build;     // build type and sanitizers, "Debug address,undefined"
};

[[nodiscard]] const Version& version() noexcept;

}  // namespace gate64::base
