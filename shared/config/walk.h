// SPDX-License-Identifier: Apache-2.0
#pragma once
// Applies the rows of the schema to a document: each known key is read into its struct, everything
// else is an error with a hint. Internal to config. Any thread.

#include <set>
#include <string>
#include <string_view>

#include "shared/config/document.h"
#include "shared/config/model.h"

namespace gate64::config {

/// "section.key" of the settings that could not be read, in any block: checks of several settings
/// together leave these out, since the error is already told.
using BadSettings = std::set<std::string, std::less<>>;

/// Reads `document` into `config`, which has the defaults.
[[nodiscard]] BadSettings walk_document(const Table& document, Config& config,
                                        DiagnosticSink& sink);

}  // namespace gate64::config
