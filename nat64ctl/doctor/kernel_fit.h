// SPDX-License-Identifier: Apache-2.0
#pragma once
// On which kernels a release of Jool builds: its change log, and what was built and run for this
// project (4.1.13 on Linux 6.12). Constant data and pure functions.

#include <optional>
#include <string>
#include <string_view>

#include "shared/jool/version.h"

namespace gate64::nat64ctl::doctor {

/// "6.1" of "6.1.0-56-amd64".
struct KernelVersion {
    unsigned major = 0;
    unsigned minor = 0;

    [[nodiscard]] static std::optional<KernelVersion> parse(std::string_view release) noexcept;
    [[nodiscard]] std::string text() const;
    friend constexpr auto operator<=>(const KernelVersion&, const KernelVersion&) = default;
};

/// The oldest release known to build on `kernel`; nothing when none is.
[[nodiscard]] std::optional<jool::Version> oldest_fit(KernelVersion kernel) noexcept;
/// The newest kernel on which any release is known to build.
[[nodiscard]] KernelVersion newest_kernel() noexcept;

}  // namespace gate64::nat64ctl::doctor
