// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/session_codec.h"

namespace gate64::jool {

void write_session(MessageWriter& writer, std::uint16_t type, const Session& session) {
    const auto nest = writer.nest(type);
    write_endpoint(writer, abi::session::src6, session.src6);
    write_endpoint(writer, abi::session::dst6, session.dst6);
    write_endpoint(writer, abi::session::src4, session.src4);
    write_endpoint(writer, abi::session::dst4, session.dst4);
    writer.u8(abi::session::proto, static_cast<std::uint8_t>(session.protocol));
    writer.u8(abi::session::state, static_cast<std::uint8_t>(session.state));
    writer.u8(abi::session::timer, static_cast<std::uint8_t>(session.timer));
    writer.u32(abi::session::expiration, session.expires_ms);
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
    if (after) write_session(writer, abi::root::offset, *after);
    // Unlike other listings this one wants the protocol on every page.
    writer.u8(abi::root::proto, static_cast<std::uint8_t>(protocol));
    return writer.finish();
}

base::Result<Page<Session>> decode_sessions(base::Bytes reply) {
    return read_page<Session>(reply, "sessions", abi::list::entry, read_session);
}

}  // namespace gate64::jool
