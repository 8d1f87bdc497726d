// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/version_text.h"

#include <CLI/Version.hpp>
#include <nlohmann/json.hpp>

#include "shared/base/version.h"
#include "shared/config/library_version.h"

namespace gate64::nat64ctl::commands {

std::string version_text() {
    const base::Version& version = base::version();
    std::string text = "nat64ctl " + std::string(version.number) + " (commit " +
                       std::string(version.commit) + ", " + std::string(version.compiler) + ", " +
                       std::string(version.build) + ")\n";
    text += "toml++ " + config::library_version() + "\n";
    text += std::string("CLI11 ") + CLI11_VERSION + "\n";
    text += "nlohmann-json " + std::to_string(NLOHMANN_JSON_VERSION_MAJOR) + "." +
            std::to_string(NLOHMANN_JSON_VERSION_MINOR) + "." +
            std::to_string(NLOHMANN_JSON_VERSION_PATCH);
    return text;
}

}  // namespace gate64::nat64ctl::commands
