// SPDX-License-Identifier: Apache-2.0
#pragma once
// The running dns64d, asked over its control socket.

#include <string>

#include "nat64ctl/model/box.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

/// What `status` answered, as facts. Pure. Errors are dns64d's own, or that its answer has another
/// form; prefixes that cannot be read are left out.
[[nodiscard]] base::Result<model::DnsFacts> read_dns_status(const std::string& answer);

/// Asks the dns64d at `control_path`. errno ENOENT: not running (nobody listens there, or `control`
/// is off: the path is empty); EACCES, EPERM: the socket is another user's.
[[nodiscard]] base::Result<model::DnsFacts> observe_dns(const std::string& control_path);

}  // namespace gate64::nat64ctl::system
