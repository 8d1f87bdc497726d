// SPDX-License-Identifier: Apache-2.0
#pragma once
// From the checked configuration and the host's facts to the settings the shards use. Used at
// start, by --check and by every reload; what it finds wrong comes back all at once.

#include <expected>
#include <functional>
#include <memory>

#include "dns64d/model/settings.h"
#include "dns64d/process/host_facts.h"
#include "shared/config/parse.h"

namespace gate64::dns64d::process {

/// Reads a file that a configuration names (a zone file); the daemon reads it with the rights it
/// had at start.
using FileReader = std::function<base::Result<std::string>(const std::string& path)>;

struct BuildInput {
    const config::Config& config;
    const HostFacts& facts;
    const FileReader& read_file;
    std::string_view filename;  ///< for diagnostics
    std::uint64_t generation = 0;
};

[[nodiscard]] std::expected<std::shared_ptr<const model::Settings>, config::Diagnostics>
build_settings(const BuildInput& input);

}  // namespace gate64::dns64d::process
