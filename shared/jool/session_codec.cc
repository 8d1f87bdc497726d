// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/session_codec.h"

namespace gate64::jool {

namespace {

/// The reference client's offset has no timer; the kernel only looks at the two IPv4 ends.
enum class Form : std::uint8_t { entry, offset };

void write(MessageWriter& writer, std::uint16_t type, const Session& session, Form form) {
    const auto nest = writer.nest(type);
    write_endpoint(writer, abi::session::src6, session.src6);
    write_endpoint(writer, abi::session::dst6, session.dst6);
    write_endpoint(writer, abi::session::src4, session.src4);
    write_endpoint(writer, abi::session::dst4, session.dst4);
    writer.u8(abi::session::proto, static_cast<std::uint8_t>(session.protocol));
    writer.u8(abi::session::state, static_cast<std::uint8_t>(session.state));
    if (form == Form::entry)
        writer.u8(abi::session::timer, static_cast<std::uint8_t>(session.timer));
    writer.u32(abi::session::expiration, session.expires_ms);
}

}  // namespace

void write_session(MessageWriter& writer, std::uint16_t type, const Session& session) {
    write(writer, type, session, Form::entry);
}

Session read_session(const Attributes& fields) {
    return {.protocol = read_protocol(fields[abi::session::proto]),
            .src6 = read_endpoint6(fields[abi::session::src6]),
            .dst6 = read_endpoint6(fields[abi::session::dst6]),
            .src4 = read_endpoint4(fields[abi::session::src4]),
            .dst4 = read_endpoint4(fields[abi::session::dst4]),
            .state = read_enumeration(fields[abi::session::state], TcpState::trans),
            .timer = read_enumeration(fields[abi::session::timer], SessionTimer::syn4),
            .expires_ms = fields[abi::session::expiration].u32()};
}

base::Result<Octets> encode_session_foreach(const Target& target, Protocol protocol,
                                            const std::optional<Session>& after) {
    MessageWriter writer = request(target, abi::Operation::session_foreach);
    // Unlike other listings this one wants the protocol on every page.
    writer.u8(abi::root::proto, static_cast<std::uint8_t>(protocol));
    if (after) write(writer, abi::root::offset, *after, Form::offset);
    return writer.finish();
}

base::Result<Page<Session>> decode_sessions(base::Bytes reply) {
    return read_page<Session>(reply, "sessions", abi::list::entry, read_session);
}

}  // namespace gate64::jool
