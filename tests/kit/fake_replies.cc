// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "shared/base/check.h"
#include "shared/jool/abi.h"
#include "tests/kit/fake_jool.h"

// How refusals look on the wire.

namespace gate64::jool {

Octets jool_error(const MessageHead& head, int errno_value, const std::string& words) {
    MessageHead reply = head;
    reply.command = abi::reply_command;
    reply.flags = static_cast<std::uint8_t>(reply.flags | abi::flag::error);
    MessageWriter writer(reply);
    writer.u16(abi::error::code, static_cast<std::uint16_t>(errno_value));
    writer.text(abi::error::message, words);
    auto octets = writer.finish();
    CHECK(octets.has_value());
    return *octets;
}

Octets netlink_error(base::Bytes request, int errno_value) {
    constexpr std::uint16_t error_type = 2;
    constexpr std::uint16_t capped = 0x100;
    constexpr std::size_t request_head = abi::netlink_header_bytes;
    CHECK(request.size() >= request_head);
    Octets octets(request_head + sizeof(std::int32_t) + request_head);
    const auto length = static_cast<std::uint32_t>(octets.size());
    const std::int32_t number = -errno_value;
    std::memcpy(octets.data(), &length, sizeof length);
    std::memcpy(octets.data() + 4, &error_type, sizeof error_type);
    std::memcpy(octets.data() + 6, &capped, sizeof capped);
    std::copy_n(request.begin() + 8, 8, octets.begin() + 8);
    std::memcpy(octets.data() + request_head, &number, sizeof number);
    std::copy_n(request.begin(), request_head, octets.begin() + request_head + sizeof number);
    return octets;
}

}  // namespace gate64::jool
