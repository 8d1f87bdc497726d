// SPDX-License-Identifier: Apache-2.0
#include "shared/jool_client/names.h"

#include <algorithm>
#include <cerrno>

#include "shared/jool/model.h"

namespace gate64::jool {

base::Result<void> check_instance_name(std::string_view name) {
    const bool is_printable =
        std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (!name.empty() && name.size() <= instance_name_max && is_printable) return {};
    return base::fail("an instance name has 1 to " + std::to_string(instance_name_max) +
                          " printable ASCII characters and no blank; this one has " +
                          std::to_string(name.size()),
                      EINVAL);
}

base::Result<void> check_writable(const Version& module) {
    if (module.is_known_layout()) return {};
    return base::fail("Jool " + module.text() +
                          " is loaded, which numbers its operations in a way we do not know "
                          "(known: 4.1.0 to 4.1.15): nothing was changed",
                      EPROTO);
}

}  // namespace gate64::jool
