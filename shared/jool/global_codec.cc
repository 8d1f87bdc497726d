// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/global_codec.h"

#include <cerrno>

#include "shared/jool/fields.h"

namespace gate64::jool {
namespace {

using abi::Operation;

struct Writer {
    MessageWriter& message;
    std::uint16_t id;

    void operator()(std::monostate) const { write_no_prefix(message, id); }
    void operator()(bool value) const { message.u8(id, value ? 1 : 0); }
    void operator()(std::uint8_t value) const { message.u8(id, value); }
    void operator()(std::uint32_t value) const { message.u32(id, value); }
    void operator()(const net::Ipv6Prefix& value) const { write_prefix(message, id, value); }
    void operator()(const std::vector<std::uint16_t>& value) const {
        const auto nest = message.nest(id);
        for (const std::uint16_t entry : value)
            message.u16(abi::list::entry, entry);
    }
};

std::vector<std::uint16_t> read_plateaus(const Attribute& attribute) {
    std::vector<std::uint16_t> list;
    attribute.nested().each([&](const Attribute& entry) {
        if (entry.type() != abi::list::entry) entry.poison();
        list.push_back(entry.u16());
    });
    if (list.size() > abi::global::plateaus_max) attribute.poison();
    return list;
}

}  // namespace

void write_global(MessageWriter& writer, const GlobalSetting& setting) {
    std::visit(Writer{writer, setting.id}, setting.value);
}

GlobalValue read_global(const Global& global, const Attribute& attribute) {
    switch (global.kind) {
        case GlobalKind::boolean:
            return read_flag(attribute);
        case GlobalKind::number8:
        case GlobalKind::bits8:
            return attribute.u8();
        case GlobalKind::number:
        case GlobalKind::duration:
            return attribute.u32();
        case GlobalKind::prefix6:
            if (const auto prefix = read_prefix6(attribute)) return *prefix;
            return std::monostate();
        case GlobalKind::plateaus:
            return read_plateaus(attribute);
    }
    return std::monostate();
}

base::Result<void> check_settings(const Version& module, std::span<const GlobalSetting> settings) {
    for (const GlobalSetting& setting : settings) {
        const Global* const global = find_global(setting.id);
        if (global == nullptr) {
            return base::fail("Jool has no NAT64 setting number " + std::to_string(setting.id),
                              EINVAL);
        }
        if (!is_in(*global, module)) {
            return base::fail(std::string(global->key) + " needs Jool " + global->since.text() +
                                  ", and " + module.text() + " is loaded",
                              EINVAL);
        }
        if (auto fine = check_global(*global, setting.value); !fine) return fine;
    }
    return {};
}

base::Result<Octets> encode_global_foreach(const Target& target,
                                           std::optional<std::uint8_t> after) {
    MessageWriter writer = request(target, Operation::global_foreach);
    if (after) writer.u8(abi::root::offset_u8, *after);
    return writer.finish();
}

base::Result<Octets> encode_global_update(const Target& target,
                                          std::span<const GlobalSetting> settings, bool force) {
    if (const auto fine = check_settings(target.version, settings); !fine)
        return std::unexpected(fine.error());
    MessageWriter writer =
        request(target, Operation::global_update, force ? abi::flag::force : std::uint8_t{0});
    {
        const auto nest = writer.nest(abi::root::globals);
        for (const GlobalSetting& setting : settings)
            write_global(writer, setting);
    }
    return writer.finish();
}

base::Result<GlobalPage> decode_globals(base::Bytes octets) {
    const auto reply = Reply::parse(octets);
    if (!reply) return std::unexpected(reply.error());
    GlobalPage page{.entries = {}, .last_id = 0, .more = reply->more()};
    reply->attributes().each([&](const Attribute& attribute) {
        if (attribute.type() > UINT8_MAX) attribute.poison();
        page.last_id = static_cast<std::uint8_t>(attribute.type());
        if (const Global* const global = find_global(attribute.type()))
            page.entries.push_back({global->id, read_global(*global, attribute)});
    });
    if (!reply->is_sound() || (page.more && page.last_id == 0)) return malformed("settings");
    return page;
}

}  // namespace gate64::jool
