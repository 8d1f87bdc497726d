// SPDX-License-Identifier: Apache-2.0
#pragma once
// From text to a checked configuration. Pure: parse() neither opens a file nor asks the system
// anything; load() is the one function that reads the file. Both programs use it at start, for
// `--check` and for a reload. Any thread; nothing is kept between calls.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/error.h"
#include "shared/config/diagnostic.h"
#include "shared/config/model.h"

namespace gate64::config {

inline constexpr std::string_view default_file = "/etc/gate64/gate64.toml";

/// Reads and checks everything. A syntax error comes alone; all other errors come together, in the
/// order of the file. `filename` is only quoted. Never an empty list on failure.
[[nodiscard]] std::expected<Config, Diagnostics> parse(std::string_view text,
                                                       std::string_view filename);

/// Reads the file at `path` (a regular file of at most 1 MiB) and parses it. A file that cannot be
/// read gives one diagnostic with the kernel's reason.
[[nodiscard]] std::expected<Config, Diagnostics> load(const std::string& path);

/// What the command line gives instead of a file.
struct QuickArguments {
    std::vector<std::string> listen;    ///< --listen; none: the defaults
    std::vector<std::string> upstream;  ///< --upstream; none: those of /etc/resolv.conf
    std::vector<std::string> prefix;    ///< --prefix, one policy each; none: no synthesis
    std::string shards;                 ///< --shards; "": the default
};

/// A configuration without a file: user, control and metrics are off, all else has its default.
/// The error names every flag that is wrong, in one line.
[[nodiscard]] base::Result<Config> quick_config(const QuickArguments& arguments);

/// The settings that differ between `before` and `after` but take effect only at start, as
/// "section.key", for a reload to refuse or report.
[[nodiscard]] std::vector<std::string> changed_at_start_only(const Config& before,
                                                             const Config& after);

/// Every section and setting with meaning, range and default, in TOML form, made from the rows the
/// parser uses. Defaults stand as they are, examples are commented out; it parses as it stands.
[[nodiscard]] std::string reference();

}  // namespace gate64::config
