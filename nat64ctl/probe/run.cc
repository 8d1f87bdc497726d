// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/run.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "nat64ctl/probe/conversation.h"
#include "shared/base/random.h"

namespace gate64::nat64ctl::probe {

namespace {

using Milliseconds = std::chrono::milliseconds;
using Conversations = std::vector<Conversation>;

bool is_done(const Conversations& all, bool required_only) {
    return std::all_of(all.begin(), all.end(), [&](const Conversation& one) {
        return one.is_over() || (required_only && !one.result().attempt.is_required);
    });
}

/// Until something happened or `until` came.
void wait_for_answers(Conversations& all, Instant until) {
    std::vector<pollfd> entries;
    for (const Conversation& one : all) {
        // A negative descriptor is passed over by the kernel.
        entries.push_back({one.is_over() ? -1 : one.fd(), one.events(), 0});
    }
    const auto left = std::chrono::ceil<Milliseconds>(until - std::chrono::steady_clock::now());
    if (poll(entries.data(), entries.size(), std::max(0, static_cast<int>(left.count()))) <= 0) {
        return;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (entries[i].fd >= 0 && entries[i].revents != 0) all[i].on_ready(entries[i].revents);
    }
}

void converse(Conversations& all, Milliseconds timeout) {
    const Instant start = std::chrono::steady_clock::now();
    Instant end = start + timeout;
    const auto interval = timeout / sendings_max;
    Instant next_sending = start + interval;
    bool is_settled = false;
    for (;;) {
        const Instant now = std::chrono::steady_clock::now();
        if (is_done(all, false) || now >= end) return;
        if (!is_settled && is_done(all, true)) {
            is_settled = true;
            end = std::min(end, now + bonus_wait);
        }
        if (now >= next_sending) {
            next_sending += interval;
            for (Conversation& one : all) {
                if (!one.is_over()) one.send_again();
            }
        }
        wait_for_answers(all, std::min(end, next_sending));
    }
}

std::optional<std::uint32_t> path_mtu_to(const net::Ipv6Address& target) {
    const base::UniqueFd fd(socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(53);
    std::memcpy(&address.sin6_addr, target.octets().data(), sizeof address.sin6_addr);
    int mtu = 0;
    socklen_t length = sizeof mtu;
    if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        getsockopt(fd.get(), IPPROTO_IPV6, IPV6_MTU, &mtu, &length) != 0) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(mtu);
}

}  // namespace

Report run_attempts(const std::vector<Attempt>& attempts, const net::Ipv6Address& target,
                    Milliseconds timeout) {
    base::Csprng random;
    Conversations all;
    all.reserve(attempts.size());
    for (const Attempt& attempt : attempts)
        all.emplace_back(attempt, target, random.next_u16());
    converse(all, timeout);
    Report report{.results = {}, .path_mtu = path_mtu_to(target)};
    for (const Conversation& one : all)
        report.results.push_back(one.result());
    return report;
}

}  // namespace gate64::nat64ctl::probe
