// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/interception.h"

#include <algorithm>
#include <cerrno>

#include "nat64ctl/firewall/firewall.h"
#include "nat64ctl/firewall/legacy_tables.h"
#include "nat64ctl/firewall/nf_messages.h"
#include "nat64ctl/firewall/nf_socket.h"

namespace gate64::nat64ctl::firewall {
namespace {

using Rules = std::vector<model::InterceptionRule>;

constexpr int tries_max = 5;  ///< of a listing that a change of the rules interrupts

base::Error explained(const base::Error& error) {
    if (error.errno_value == EPERM)
        return {
            "reading and changing netfilter rules is not permitted; run as root or with "
            "CAP_NET_ADMIN",
            EPERM};
    return error;
}

base::Error explained_addition(const base::Error& error) {
    if (error.errno_value == ENOENT)
        return {
            "the kernel has no iptables target JOOL: jool is not loaded, or it was built "
            "without iptables support (as 4.1.13 was); try: modprobe jool, or framework = "
            "\"netfilter\"",
            ENOENT};
    return explained(error);
}

/// nf_tables' rules of one family.
base::Result<Rules> list_family(model::Family family) {
    base::Result<NfSocket> socket = NfSocket::open();
    if (!socket) return std::unexpected(socket.error());
    for (int tries = 1;; ++tries) {
        Rules rules;
        const base::Result<void> done =
            socket->dump(list_rules_request(family, 1), [&rules](const nlmsghdr* message) {
                if (auto rule = rule_from(message)) rules.push_back(std::move(*rule));
            });
        if (done) return rules;
        if (done.error().errno_value != EINTR || tries == tries_max)
            return std::unexpected(explained(done.error()));
        socket = NfSocket::open();  // what is left of the interrupted answer goes with the old one
        if (!socket) return std::unexpected(socket.error());
    }
}

}  // namespace

base::Result<Rules> list_interception() {
    Rules all;
    for (const model::Family family : {model::Family::ipv4, model::Family::ipv6}) {
        const base::Result<Rules> rules = list_family(family);
        if (!rules) return rules;
        all.insert(all.end(), rules->begin(), rules->end());
        const Rules legacy = list_legacy_interception(family);
        all.insert(all.end(), legacy.begin(), legacy.end());
    }
    return all;
}

base::Result<void> add_interception(model::Family family, const std::string& instance) {
    const base::Result<Rules> rules = list_interception();
    if (!rules) return std::unexpected(rules.error());
    const bool is_there = std::any_of(rules->begin(), rules->end(), [&](const auto& rule) {
        return rule.family == family && rule.instance == instance && rule.table == mangle_table &&
               rule.chain == prerouting_chain;
    });
    if (is_there) return {};
    base::Result<NfSocket> socket = NfSocket::open();
    if (!socket) return std::unexpected(socket.error());
    const base::Result<void> done = socket->commit(add_rule_batch(family, instance, 1));
    if (!done) return std::unexpected(explained_addition(done.error()));
    return {};
}

base::Result<void> remove_interception(model::Family family, const std::string& instance) {
    const base::Result<Rules> rules = list_family(family);
    if (!rules) return std::unexpected(rules.error());
    base::Result<NfSocket> socket = NfSocket::open();
    if (!socket) return std::unexpected(socket.error());
    for (const model::InterceptionRule& rule : *rules) {
        if (!rule.is_ours || rule.instance != instance) continue;
        const base::Result<void> done = socket->commit(delete_rule_batch(rule, 1));
        if (!done && done.error().errno_value != ENOENT)
            return std::unexpected(explained(done.error()));
    }
    return {};
}

}  // namespace gate64::nat64ctl::firewall
