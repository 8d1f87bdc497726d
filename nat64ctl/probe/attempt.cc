// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/attempt.h"

#include <algorithm>

namespace gate64::nat64ctl::probe {

namespace {

constexpr std::uint16_t dns_port = 53;
// A client's packet that fills an Ethernet frame, and one that must be fragmented.
constexpr std::size_t full_octets = 1500;
constexpr std::size_t fragmented_octets = 3000;
constexpr std::size_t small_octets = 104;

constexpr Attempt icmp_attempts[] = {
    {"icmp-small", Protocol::icmp, 0, small_octets, true},
    {"icmp-full", Protocol::icmp, 0, full_octets, true},
    {"icmp-fragmented", Protocol::icmp, 0, fragmented_octets, true},
};
constexpr Attempt udp_attempts[] = {
    {"udp-small", Protocol::udp, dns_port, small_octets, false},
    {"udp-full", Protocol::udp, dns_port, full_octets, false},
};
constexpr Attempt tcp_attempts[] = {
    {"tcp-connect", Protocol::tcp, dns_port, 0, false},
    {"tcp-large", Protocol::tcp, dns_port, fragmented_octets, false},
};

template <typename Rows>
void append(std::vector<Attempt>& all, const Rows& rows, std::optional<std::uint16_t> port) {
    for (Attempt attempt : rows) {
        if (attempt.protocol == Protocol::tcp && attempt.octets > 0 &&
            port.value_or(dns_port) != dns_port) {
            continue;  // nothing is known of what speaks there
        }
        attempt.port = port.value_or(attempt.port);
        // What a server makes of a large question is its own affair: the small one decides.
        attempt.is_required = attempt.is_required || (port && attempt.name == rows[0].name);
        all.push_back(attempt);
    }
}

template <typename Matches>
bool any_silent(const std::vector<Result>& results, Matches matches) {
    return std::any_of(results.begin(), results.end(), [&](const Result& result) {
        return !result.is_proof() && matches(result.attempt);
    });
}

}  // namespace

std::string_view name_of(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::answered:
            return "answered";
        case Outcome::refused:
            return "refused";
        case Outcome::silent:
            return "silent";
        case Outcome::unreachable:
            return "unreachable";
    }
    return {};
}

std::vector<Attempt> attempts_for(const Wanted& wanted) {
    std::vector<Attempt> all;
    if (wanted.icmp) append(all, icmp_attempts, std::nullopt);
    append(all, udp_attempts, wanted.udp_port);
    append(all, tcp_attempts, wanted.tcp_port);
    return all;
}

bool is_healthy(const std::vector<Result>& results) noexcept {
    return std::all_of(results.begin(), results.end(), [](const Result& result) {
        return !result.attempt.is_required || result.is_proof();
    });
}

std::vector<std::string> hints_for(const std::vector<Result>& results) {
    if (is_healthy(results)) return {};
    const auto proven = [&](auto matches) {
        return std::any_of(results.begin(), results.end(), [&](const Result& result) {
            return result.is_proof() && matches(result.attempt);
        });
    };
    const auto any = [](const Attempt&) { return true; };
    if (!proven(any)) {
        return {
            "Nothing came back. Is the target up (ping it over IPv4 from here), does the guard let "
            "clients reach it (nat64ctl status), and does the answer's way lead to the pool4 "
            "address? nat64ctl doctor looks for the usual reasons.",
            "In the iptables framework the rule must match packets of every interface: a rule with "
            "-i does not see the probe's."};
    }
    std::vector<std::string> hints;
    const auto is_small = [](const Attempt& a) { return a.octets <= small_octets; };
    const auto is_large = [&](const Attempt& a) { return a.octets > small_octets; };
    if (proven(is_small) && any_silent(results, [&](const Attempt& attempt) {
            return attempt.is_required && is_large(attempt);
        })) {
        hints.emplace_back(
            "Small packets pass and large ones do not: look at the MTU of the way to the target, "
            "at ICMP errors that a firewall drops, and at fragments that it drops.");
    }
    for (const Protocol protocol : {Protocol::icmp, Protocol::udp, Protocol::tcp}) {
        const auto of_protocol = [&](const Attempt& a) { return a.protocol == protocol; };
        if (proven(of_protocol) || !any_silent(results, of_protocol)) continue;
        const char* names[] = {"ICMP", "UDP", "TCP"};
        hints.push_back(std::string("No ") + names[static_cast<std::size_t>(protocol)] +
                        " came back while others did: does pool4 have this protocol (nat64ctl "
                        "pools), are its ports exhausted (nat64ctl stats), does the target answer "
                        "it?");
    }
    return hints;
}

}  // namespace gate64::nat64ctl::probe
