// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/netlink_socket.h"

#include <linux/netlink.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/socket.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <string>
#include <vector>

namespace gate64::nat64ctl::system {
namespace {

constexpr timeval answer_within{5, 0};
constexpr int receive_octets = 1 << 18;

struct FreeMessage {
    void operator()(nl_msg* message) const noexcept { nlmsg_free(message); }
};
using Message = std::unique_ptr<nl_msg, FreeMessage>;
struct FreeCallbacks {
    void operator()(nl_cb* callbacks) const noexcept { nl_cb_put(callbacks); }
};

/// One answer on its way.
struct Answer {
    const NetlinkSocket::Visit& visit;
    std::size_t messages = 0;
    int failure = 0;  ///< errno of the kernel, which libnl's own codes do not keep
};

int on_message(nl_msg* message, void* data) {
    auto& answer = *static_cast<Answer*>(data);
    if (++answer.messages > NetlinkSocket::messages_max) {
        answer.failure = EMSGSIZE;
        return NL_STOP;
    }
    answer.visit(*nlmsg_hdr(message));
    return NL_OK;
}

int on_error(sockaddr_nl* /*sender*/, nlmsgerr* error, void* data) {
    static_cast<Answer*>(data)->failure = -error->error;
    return NL_STOP;
}

Message new_request(int type, int flags, std::span<const std::uint8_t> header) {
    Message message(nlmsg_alloc_simple(type, NLM_F_REQUEST | flags));
    std::vector<std::uint8_t> copy(header.begin(), header.end());
    if (message && nlmsg_append(message.get(), copy.data(), copy.size(), NLMSG_ALIGNTO) < 0) {
        message.reset();
    }
    return message;
}

std::unexpected<base::Error> failure(int errno_value) {
    return base::fail_errno("asking the kernel about the network (rtnetlink)", errno_value);
}

}  // namespace

base::Result<NetlinkSocket> NetlinkSocket::connect() {
    NetlinkSocket socket(nl_socket_alloc());
    nl_sock* raw = socket.socket_.get();
    if (raw == nullptr) return failure(ENOMEM);
    if (nl_connect(raw, NETLINK_ROUTE) < 0) return failure(errno);
    nl_socket_disable_auto_ack(raw);
    nl_socket_set_buffer_size(raw, receive_octets, 0);
    const int fd = nl_socket_get_fd(raw);
    const int on = 1;
    if (setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &answer_within, sizeof answer_within) != 0) {
        return failure(errno);
    }
    return socket;
}

base::Result<void> NetlinkSocket::dump(int type, std::span<const std::uint8_t> header,
                                       const Visit& visit) {
    const Message request = new_request(type, NLM_F_DUMP, header);
    if (!request) return failure(ENOMEM);
    return exchange(request.get(), visit);
}

base::Result<void> NetlinkSocket::ask(int type, std::span<const std::uint8_t> header, int attribute,
                                      std::span<const std::uint8_t> value, const Visit& visit) {
    const Message request = new_request(type, 0, header);
    if (!request ||
        nla_put(request.get(), attribute, static_cast<int>(value.size()), value.data()) < 0) {
        return failure(ENOMEM);
    }
    return exchange(request.get(), visit);
}

base::Result<void> NetlinkSocket::exchange(nl_msg* request, const Visit& visit) {
    if (nl_send_auto(socket_.get(), request) < 0) return failure(errno);
    Answer answer{visit};
    const std::unique_ptr<nl_cb, FreeCallbacks> callbacks(nl_cb_alloc(NL_CB_DEFAULT));
    if (!callbacks) return failure(ENOMEM);
    nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, on_message, &answer);
    nl_cb_err(callbacks.get(), NL_CB_CUSTOM, on_error, &answer);
    const int result = nl_recvmsgs(socket_.get(), callbacks.get());
    if (answer.failure != 0) return failure(answer.failure);
    if (result == -NLE_AGAIN) return failure(ETIMEDOUT);
    if (result < 0 && result != -NLE_DUMP_INTR) {
        return base::fail(
            "asking the kernel about the network (rtnetlink): " + std::string(nl_geterror(result)),
            EIO);
    }
    return {};
}

}  // namespace gate64::nat64ctl::system
