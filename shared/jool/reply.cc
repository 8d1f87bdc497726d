// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/reply.h"

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "shared/jool/abi.h"

namespace gate64::jool {
namespace {

constexpr int errno_max = 4095;  // MAX_ERRNO, linux/err.h

std::unexpected<base::Error> kernel_error(std::string_view words, int errno_value) {
    const std::size_t end = words.find_last_not_of(" \t\r\n");
    if (end == std::string_view::npos) return base::fail_errno("the kernel refused", errno_value);
    return base::fail(std::string(words.substr(0, end + 1)), errno_value);
}

/// NLMSG_ERROR: the negative number, the request's header (and its body unless it was cut off),
/// then attributes when the socket asked for them (linux/netlink.h).
base::Result<Reply> netlink_error(base::Bytes octets) {
    constexpr std::size_t number_bytes = sizeof(std::int32_t);
    if (octets.size() < 2 * abi::netlink_header_bytes + number_bytes)
        return malformed("error of netlink");
    auto message = allocate_message(octets.size());
    nlmsghdr* const header = ::nlmsg_hdr(message.get());
    std::memcpy(static_cast<void*>(header), octets.data(), octets.size());
    if (header->nlmsg_len != octets.size()) return malformed("error of netlink");

    const base::Bytes payload = octets.subspan(abi::netlink_header_bytes);
    std::int32_t number = 0;
    nlmsghdr request{};
    std::memcpy(&number, payload.data(), number_bytes);
    std::memcpy(&request, payload.data() + number_bytes, sizeof request);
    if (number >= 0 || number < -errno_max) return malformed("error of netlink");

    std::size_t skipped = number_bytes + abi::netlink_header_bytes;
    if ((header->nlmsg_flags & NLM_F_CAPPED) == 0)
        skipped = number_bytes + std::max<std::size_t>(request.nlmsg_len, sizeof request);
    const nlattr* words = nullptr;
    if ((header->nlmsg_flags & NLM_F_ACK_TLVS) != 0 && skipped < payload.size())
        words = ::nlmsg_find_attr(header, static_cast<int>(skipped), NLMSGERR_ATTR_MSG);
    std::string_view text;
    if (words != nullptr) {
        text = {static_cast<const char*>(::nla_data(words)),
                static_cast<std::size_t>(::nla_len(words))};
    }
    return kernel_error(text.substr(0, text.find('\0')), -number);
}

}  // namespace

std::unexpected<base::Error> malformed(std::string_view what) {
    return base::fail("the kernel's reply makes no sense (" + std::string(what) +
                          "): is this a release of Jool that we know?",
                      EBADMSG);
}

base::Result<Reply> Reply::parse(base::Bytes octets) {
    if (octets.size() >= abi::netlink_header_bytes) {
        std::uint16_t type = 0;
        std::memcpy(&type, octets.data() + offsetof(nlmsghdr, nlmsg_type), sizeof type);
        if (type == NLMSG_ERROR) return netlink_error(octets);
    }
    auto message = Message::parse(octets);
    if (!message) return std::unexpected(message.error());
    if (message->head().command != abi::reply_command) return malformed("it is a request");
    Reply reply(std::move(*message));
    if ((reply.message_.head().flags & abi::flag::error) == 0) return reply;

    const Attributes fields = reply.attributes();
    const int code = fields[abi::error::code].u16();
    const std::string_view words =
        fields.has(abi::error::message) ? fields[abi::error::message].text() : "";
    if (!reply.is_sound() || code == 0 || code > errno_max) return malformed("error of Jool");
    return kernel_error(words, code);
}

bool Reply::more() const noexcept {
    return (message_.head().flags & abi::flag::more) != 0;
}

base::Result<void> read_done(base::Bytes octets) {
    const auto reply = Reply::parse(octets);
    if (!reply) return std::unexpected(reply.error());
    if (!reply->attributes().empty()) return malformed("it should say \"done\" only");
    return {};
}

}  // namespace gate64::jool
