// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/conversation.h"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "nat64ctl/probe/packet.h"

namespace gate64::nat64ctl::probe {

namespace {

constexpr std::size_t tcp_length_octets = 2;  // before a DNS message (RFC 1035 4.2.2)

std::vector<std::uint8_t> message_for(const Attempt& attempt, std::uint16_t id) {
    switch (attempt.protocol) {
        case Protocol::icmp:
            return echo_request(id, 0, attempt.octets - ipv6_header_octets);
        case Protocol::udp:
            return dns_question(id, attempt.octets - ipv6_header_octets - udp_header_octets);
        case Protocol::tcp:
            break;
    }
    if (attempt.octets == 0) return {};
    std::vector<std::uint8_t> message = dns_question(id, attempt.octets);
    std::array<std::uint8_t, tcp_length_octets> length{};
    base::store_be16(length.data(), static_cast<std::uint16_t>(message.size()));
    message.insert(message.begin(), length.begin(), length.end());
    return message;
}

base::UniqueFd open_socket(Protocol protocol) {
    constexpr int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    switch (protocol) {
        case Protocol::icmp:
            return base::UniqueFd(socket(AF_INET6, SOCK_RAW | flags, IPPROTO_ICMPV6));
        case Protocol::udp:
            return base::UniqueFd(socket(AF_INET6, SOCK_DGRAM | flags, 0));
        case Protocol::tcp:
            return base::UniqueFd(socket(AF_INET6, SOCK_STREAM | flags, 0));
    }
    return {};
}

void want_echo_replies_only(int fd) {
    icmp6_filter filter{};
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
    (void)setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter);
}

}  // namespace

Conversation::Conversation(const Attempt& attempt, const net::Ipv6Address& target, std::uint16_t id)
    : result_{.attempt = attempt, .outcome = Outcome::silent, .time = {}, .detail = {}},
      id_(id),
      message_(message_for(attempt, id)),
      socket_(open_socket(attempt.protocol)),
      started_(std::chrono::steady_clock::now()) {
    if (!socket_.valid()) {
        finish_with_errno(errno);
    } else {
        open(target);
    }
}

void Conversation::open(const net::Ipv6Address& target) {
    if (result_.attempt.protocol == Protocol::icmp) want_echo_replies_only(socket_.get());
    // ICMP errors about this destination then come back as errors of the socket.
    const int on = 1;
    (void)setsockopt(socket_.get(), IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(result_.attempt.port);
    std::memcpy(&address.sin6_addr, target.octets().data(), sizeof address.sin6_addr);
    if (connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        if (result_.attempt.protocol == Protocol::tcp) {
            on_connected();
        } else {
            send();
        }
    } else if (errno == EINPROGRESS) {
        is_connecting_ = true;
    } else {
        finish_with_errno(errno);
    }
}

short Conversation::events() const noexcept {
    const bool is_stream = result_.attempt.protocol == Protocol::tcp;
    const bool has_more = is_stream && sent_ < message_.size();
    return static_cast<short>(is_connecting_ || has_more ? POLLOUT : POLLIN);
}

void Conversation::on_ready(short ready) {
    int reason = 0;
    socklen_t length = sizeof reason;
    (void)getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &reason, &length);
    if (reason != 0) return finish_with_errno(reason);
    if (is_connecting_) return on_connected();
    if ((ready & POLLOUT) != 0) send();
    if (!is_over_ && (ready & (POLLIN | POLLERR | POLLHUP)) != 0) receive();
}

void Conversation::on_connected() {
    is_connecting_ = false;
    if (message_.empty()) return finish(Outcome::answered);
    send();
}

void Conversation::send() {
    const base::Bytes rest = base::Bytes(message_).subspan(sent_);
    if (rest.empty()) return;
    const ssize_t put = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (put < 0) {
        if (errno != EAGAIN && errno != EMSGSIZE) finish_with_errno(errno);
        return;
    }
    if (result_.attempt.protocol == Protocol::tcp) sent_ += static_cast<std::size_t>(put);
}

void Conversation::send_again() {
    if (result_.attempt.protocol == Protocol::tcp) return;
    if (result_.attempt.protocol == Protocol::icmp) {
        message_ = echo_request(id_, ++sequence_, message_.size());
    }
    send();
}

void Conversation::receive() {
    std::array<std::uint8_t, 4096> packet{};
    const ssize_t got = recv(socket_.get(), packet.data(), packet.size(), 0);
    if (got < 0) {
        if (errno != EAGAIN) finish_with_errno(errno);
        return;
    }
    const base::Bytes bytes(packet.data(), static_cast<std::size_t>(got));
    switch (result_.attempt.protocol) {
        case Protocol::icmp:
            if (is_echo_reply(bytes, id_, message_.size())) finish(Outcome::answered);
            return;
        case Protocol::udp:
            if (is_dns_response(bytes, id_)) finish(Outcome::answered);
            return;
        case Protocol::tcp:
            // An end or an answer: either way all of the question got there.
            return finish(Outcome::answered);
    }
}

void Conversation::finish(Outcome outcome) {
    result_.outcome = outcome;
    result_.time = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started_);
    is_over_ = true;
}

void Conversation::finish_with_errno(int reason) {
    // A path MTU that was learned is no end: the packet goes again, in fragments.
    if (reason == EMSGSIZE) return;
    result_.detail = std::generic_category().message(reason);
    finish(reason == ECONNREFUSED || reason == ECONNRESET ? Outcome::refused
                                                          : Outcome::unreachable);
}

}  // namespace gate64::nat64ctl::probe
