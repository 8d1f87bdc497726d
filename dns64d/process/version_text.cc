// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/version_text.h"

#include <fmt/core.h>
#include <spdlog/version.h>
#include <CLI/Version.hpp>
#include <nlohmann/json.hpp>

#include "dns64d/io/library_version.h"
#include "shared/base/version.h"
#include "shared/config/library_version.h"
#include "shared/page_server/page_server.h"

// Last, because it may define bool and false as macros.
#include <ldns/ldns.h>

namespace gate64::dns64d::process {

namespace {

template <typename Major, typename Minor, typename Patch>
std::string dotted(Major major, Minor minor, Patch patch) {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace

std::string version_text() {
    const base::Version& version = base::version();
    std::string text = "dns64d " + std::string(version.number) + " (commit " +
                       std::string(version.commit) + ", " + std::string(version.compiler) + ", " +
                       std::string(version.build) + ")\n";
    text += "liburing " + io::library_version() + "\n";
    text += std::string("ldns ") + ldns_version() + "\n";
    text += "libmicrohttpd " + page_server::library_version() + "\n";
    text += "toml++ " + config::library_version() + "\n";
    text += std::string("CLI11 ") + CLI11_VERSION + "\n";
    text += "nlohmann-json " +
            dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                   NLOHMANN_JSON_VERSION_PATCH) +
            "\n";
    text += "spdlog " + dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH) + ", fmt " +
            dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100);
    return text;
}

}  // namespace gate64::dns64d::process
