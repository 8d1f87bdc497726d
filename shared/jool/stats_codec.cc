// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/stats_codec.h"

namespace gate64::jool {

base::Result<Octets> encode_stats_foreach(const Target& target, std::optional<std::uint8_t> after) {
    MessageWriter writer = request(target, abi::Operation::stats_foreach);
    if (after) writer.u8(abi::root::offset_u8, *after);
    return writer.finish();
}

base::Result<Page<Counter>> decode_stats(base::Bytes octets) {
    const auto reply = Reply::parse(octets);
    if (!reply) return std::unexpected(reply.error());
    Page<Counter> page{.entries = {}, .more = reply->more()};
    reply->attributes().each([&](const Attribute& attribute) {
        if (attribute.size() == 0) return;
        page.entries.push_back({attribute.type(), attribute.u64()});
    });
    if (!reply->is_sound() || (page.more && page.entries.empty())) return malformed("counters");
    return page;
}

}  // namespace gate64::jool
