// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/kernel_fit.h"

#include <charconv>

namespace gate64::nat64ctl::doctor {
namespace {

struct Fit {
    jool::Version release;
    KernelVersion first;
    KernelVersion last;
};

// Oldest release first.
constexpr Fit fits[] = {
    {{4, 1, 8, 0}, {4, 9}, {5, 16}},   {{4, 1, 9, 0}, {4, 9}, {6, 1}},
    {{4, 1, 10, 0}, {4, 14}, {6, 3}},  {{4, 1, 11, 0}, {4, 18}, {6, 7}},
    {{4, 1, 12, 0}, {4, 19}, {6, 10}}, {{4, 1, 13, 0}, {5, 15}, {6, 12}},
    {{4, 1, 14, 0}, {5, 15}, {6, 15}}, {{4, 1, 15, 0}, {5, 15}, {6, 18}},
};

}  // namespace

std::optional<KernelVersion> KernelVersion::parse(std::string_view release) noexcept {
    KernelVersion version;
    const char* end = release.data() + release.size();
    const auto major = std::from_chars(release.data(), end, version.major);
    if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return std::nullopt;
    const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
    if (minor.ec != std::errc()) return std::nullopt;
    return version;
}

std::string KernelVersion::text() const {
    return std::to_string(major) + "." + std::to_string(minor);
}

std::optional<jool::Version> oldest_fit(KernelVersion kernel) noexcept {
    for (const Fit& fit : fits)
        if (fit.first <= kernel && kernel <= fit.last) return fit.release;
    return std::nullopt;
}

KernelVersion newest_kernel() noexcept {
    return std::end(fits)[-1].last;
}

}  // namespace gate64::nat64ctl::doctor
