// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/pool4_codec.h"

#include <cerrno>

namespace gate64::jool {
namespace {

using abi::Operation;

struct WireIterations {
    std::uint32_t count = 0;
    std::uint8_t flags = 0;
};

/// Requests that change the number carry "set"; listings have it only with a number of ours.
WireIterations to_wire(const std::optional<MaxIterations>& iterations, Pool4Form form) {
    if (!iterations) return {};
    const std::uint8_t set = form == Pool4Form::wanted ? abi::pool4::iterations_set : 0;
    const auto with = [&](std::uint8_t flag) {
        return WireIterations{iterations->count, static_cast<std::uint8_t>(set | flag)};
    };
    switch (iterations->mode) {
        case MaxIterations::Mode::automatic:
            return with(abi::pool4::iterations_auto);
        case MaxIterations::Mode::infinite:
            return with(abi::pool4::iterations_infinite);
        case MaxIterations::Mode::count:
            return {iterations->count, abi::pool4::iterations_set};
    }
    return {};
}

std::optional<MaxIterations> from_wire(const WireIterations& wire) {
    using Mode = MaxIterations::Mode;
    if ((wire.flags & abi::pool4::iterations_infinite) != 0)
        return MaxIterations{Mode::infinite, wire.count};
    if ((wire.flags & abi::pool4::iterations_auto) != 0)
        return MaxIterations{Mode::automatic, wire.count};
    if ((wire.flags & abi::pool4::iterations_set) != 0 || wire.count != 0)
        return MaxIterations{Mode::count, wire.count};
    return std::nullopt;
}

base::Result<Octets> encode_operand(const Target& target, Operation operation,
                                    const Pool4Entry& entry, std::uint8_t flags) {
    if (const auto fine = check_pool4(entry); !fine) return std::unexpected(fine.error());
    MessageWriter writer = request(target, operation, flags);
    write_pool4(writer, abi::root::operand, entry, Pool4Form::wanted);
    return writer.finish();
}

}  // namespace

base::Result<void> check_pool4(const Pool4Entry& entry) {
    if (entry.prefix.length() < pool4_length_min) {
        return base::fail("pool4 takes a /" + std::to_string(pool4_length_min) +
                              " or longer, not " + entry.prefix.text() +
                              ": the kernel adds every address by itself; split the prefix",
                          EINVAL);
    }
    if (entry.iterations && entry.iterations->mode == MaxIterations::Mode::count &&
        entry.iterations->count == 0) {
        return base::fail("at least one port must be tried; 0 iterations is not a limit", EINVAL);
    }
    return {};
}

void write_pool4(MessageWriter& writer, std::uint16_t type, const Pool4Entry& entry,
                 Pool4Form form) {
    const WireIterations iterations = to_wire(entry.iterations, form);
    const auto nest = writer.nest(type);
    writer.u32(abi::pool4::mark, entry.mark);
    writer.u32(abi::pool4::iterations, iterations.count);
    writer.u8(abi::pool4::flags, iterations.flags);
    writer.u8(abi::pool4::proto, static_cast<std::uint8_t>(entry.protocol));
    write_prefix(writer, abi::pool4::prefix, entry.prefix);
    writer.u16(abi::pool4::port_min, entry.port_min);
    writer.u16(abi::pool4::port_max, entry.port_max);
}

Pool4Entry read_pool4(const Attributes& fields) {
    Pool4Entry entry{.mark = fields[abi::pool4::mark].u32(),
                     .protocol = read_protocol(fields[abi::pool4::proto]),
                     .prefix = read_prefix4(fields[abi::pool4::prefix]),
                     .port_min = fields[abi::pool4::port_min].u16(),
                     .port_max = fields[abi::pool4::port_max].u16(),
                     .iterations = from_wire(
                         {fields[abi::pool4::iterations].u32(), fields[abi::pool4::flags].u8()})};
    return entry;
}

base::Result<Octets> encode_pool4_foreach(const Target& target, Protocol protocol,
                                          const std::optional<Pool4Entry>& after) {
    MessageWriter writer = request(target, Operation::pool4_foreach);
    if (after) {
        write_pool4(writer, abi::root::offset, *after, Pool4Form::listed);
    } else {
        writer.u8(abi::root::proto, static_cast<std::uint8_t>(protocol));
    }
    return writer.finish();
}

base::Result<Octets> encode_pool4_add(const Target& target, const Pool4Entry& entry, bool force) {
    return encode_operand(target, Operation::pool4_add, entry,
                          force ? abi::flag::force : std::uint8_t{0});
}

base::Result<Octets> encode_pool4_rm(const Target& target, const Pool4Entry& entry, bool quick) {
    return encode_operand(target, Operation::pool4_rm, entry,
                          quick ? abi::flag::quick : std::uint8_t{0});
}

base::Result<Octets> encode_pool4_flush(const Target& target, bool quick) {
    return request(target, Operation::pool4_flush, quick ? abi::flag::quick : std::uint8_t{0})
        .finish();
}

base::Result<Page<Pool4Entry>> decode_pool4(base::Bytes reply) {
    return read_page<Pool4Entry>(reply, "pool4", abi::list::entry, [](const Attributes& fields) {
        Pool4Entry entry = read_pool4(fields);
        // The kernel keeps addresses, never wide prefixes; what we hold is bounded by that.
        if (entry.prefix.length() < pool4_length_min || entry.port_min > entry.port_max)
            fields.poison();
        return entry;
    });
}

}  // namespace gate64::jool
