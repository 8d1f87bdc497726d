// SPDX-License-Identifier: Apache-2.0
#pragma once
// Changes to a configuration's text that leave everything else in it as the operator wrote it:
// order, comments, spacing, line ends. The result is parsed again and must mean exactly what was
// asked for, so an unusual layout gives an error and never a wrong file. Pure, any thread.

#include <string>
#include <string_view>

#include "shared/base/error.h"
#include "shared/config/model.h"

namespace gate64::config {

/// `text` with a [[nat64.pool4]] block for `entry` behind the last one (or behind [nat64]);
/// the text itself when one block has all of it already. The error says why not: the text is wrong
/// as it is, has no [nat64], or would be wrong afterwards.
[[nodiscard]] base::Result<std::string> with_pool4(std::string_view text, const Pool4& entry);

/// `text` without the [[nat64.pool4]] blocks that lie wholly inside `entry` (address, ports,
/// protocols, same mark), with the comments inside them; the text itself when there are none. A
/// block that is only partly inside is an error that names its line.
[[nodiscard]] base::Result<std::string> without_pool4(std::string_view text, const Pool4& entry);

}  // namespace gate64::config
