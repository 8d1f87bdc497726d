// SPDX-License-Identifier: Apache-2.0
#pragma once
// Globals on the wire: requests made, replies read. Pure.

#include <span>

#include "shared/jool/globals.h"
#include "shared/jool/reply.h"
#include "shared/jool/request.h"

namespace gate64::jool {

/// `after`: the last id of the page before.
[[nodiscard]] base::Result<Octets> encode_global_foreach(
    const Target& target, std::optional<std::uint8_t> after = std::nullopt);
/// EINVAL when a setting is none of NAT64's, is unknown to the target's version, or check_global()
/// refuses it.
[[nodiscard]] base::Result<Octets> encode_global_update(const Target& target,
                                                        std::span<const GlobalSetting> settings,
                                                        bool force = false);

struct GlobalPage {
    std::vector<GlobalSetting> entries;  ///< ids that the table lacks are left out
    std::uint8_t last_id = 0;            ///< of the reply, the offset for the next one
    bool more = false;
};
[[nodiscard]] base::Result<GlobalPage> decode_globals(base::Bytes reply);

[[nodiscard]] base::Result<void> check_settings(const Version& module,
                                                std::span<const GlobalSetting> settings);
/// REQUIRES: a value of the kind that the id has.
void write_global(MessageWriter& writer, const GlobalSetting& setting);
/// REQUIRES: `attribute` is of the type `global.id`.
[[nodiscard]] GlobalValue read_global(const Global& global, const Attribute& attribute);

}  // namespace gate64::jool
