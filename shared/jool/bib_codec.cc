// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/bib_codec.h"

namespace gate64::jool {

using abi::Operation;

namespace {

/// The reference client says "static" in both requests; the kernel does not look.
base::Result<Octets> encode_operand(const Target& target, Operation operation, BibEntry entry) {
    entry.is_static = true;
    MessageWriter writer = request(target, operation);
    write_bib(writer, abi::root::operand, entry);
    return writer.finish();
}

}  // namespace

void write_bib(MessageWriter& writer, std::uint16_t type, const BibEntry& entry) {
    const auto nest = writer.nest(type);
    write_endpoint(writer, abi::bib::src6, entry.src6);
    write_endpoint(writer, abi::bib::src4, entry.src4);
    writer.u8(abi::bib::proto, static_cast<std::uint8_t>(entry.protocol));
    writer.u8(abi::bib::is_static, entry.is_static ? 1 : 0);
}

BibEntry read_bib(const Attributes& fields) {
    return {.protocol = read_protocol(fields[abi::bib::proto]),
            .src6 = read_endpoint6(fields[abi::bib::src6]),
            .src4 = read_endpoint4(fields[abi::bib::src4]),
            .is_static = read_flag(fields[abi::bib::is_static])};
}

base::Result<Octets> encode_bib_foreach(const Target& target, Protocol protocol,
                                        const std::optional<BibEntry>& after) {
    MessageWriter writer = request(target, Operation::bib_foreach);
    if (after) {
        write_bib(writer, abi::root::offset, *after);
    } else {
        writer.u8(abi::root::proto, static_cast<std::uint8_t>(protocol));
    }
    return writer.finish();
}

base::Result<Octets> encode_bib_add(const Target& target, const BibEntry& entry) {
    return encode_operand(target, Operation::bib_add, entry);
}

base::Result<Octets> encode_bib_rm(const Target& target, const BibEntry& entry) {
    return encode_operand(target, Operation::bib_rm, entry);
}

base::Result<Page<BibEntry>> decode_bib(base::Bytes reply) {
    return read_page<BibEntry>(reply, "bindings", abi::list::entry, read_bib);
}

}  // namespace gate64::jool
