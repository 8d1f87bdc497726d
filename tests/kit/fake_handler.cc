// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/fake_handler.h"

#include <algorithm>
#include <cerrno>

#include "shared/base/check.h"
#include "shared/jool/abi.h"
#include "shared/jool/global_codec.h"
#include "shared/jool/instance_codec.h"
#include "shared/jool/stats.h"

// Instances, globals and counters of the fake module, and which operation goes where.

namespace gate64::jool {

using abi::Operation;

MessageHead FakePage::reply_head(const MessageHead& request, std::uint8_t flags) {
    MessageHead head = request;
    head.command = abi::reply_command;
    head.flags = static_cast<std::uint8_t>(head.flags | flags);
    return head;
}

Octets FakePage::finish() {
    auto octets = writer_.finish();
    CHECK(octets.has_value());
    if (more_) {
        std::uint8_t& flags =
            (*octets)[abi::netlink_header_bytes + abi::genl_header_bytes + abi::header::flags];
        flags = static_cast<std::uint8_t>(flags | abi::flag::more);
    }
    return std::move(*octets);
}

Octets FakeHandler::done() const {
    return FakePage(head_, 0).finish();
}

Octets FakeHandler::refuse(int errno_value, const std::string& words) const {
    return jool_error(head_, errno_value, words);
}

FakeInstance* FakeHandler::find() {
    const auto found = jool_.instances.find(head_.instance.empty() ? "default" : head_.instance);
    return found == jool_.instances.end() ? nullptr : &found->second;
}

Octets FakeHandler::run() {
    const auto operation = static_cast<Operation>(head_.command);
    if (!jool_.may_write && operation != Operation::stats_foreach)
        return refuse(EPERM, "Administrative privileges required.\n");
    const bool is_old = jool_.version < Version{4, 1, 9, 0};
    if (is_old ? head_.version != jool_.version
               : head_.version.major != jool_.version.major ||
                     head_.version.minor != jool_.version.minor) {
        return refuse(EINVAL, "Version mismatch. The kernel module is " + jool_.version.text() +
                                  ",\nbut the userspace client is " + head_.version.text() + ".\n");
    }
    switch (operation) {
        case Operation::instance_foreach:
            return list_instances();
        case Operation::instance_add:
            return add_instance();
        case Operation::instance_hello:
            return hello();
        case Operation::instance_rm:
            if (jool_.instances.erase(head_.instance) != 0) return done();
            return refuse(ESRCH, "The requested instance does not exist.\n");
        case Operation::instance_flush:
            jool_.instances.clear();
            return done();
        case Operation::file_handle:
            return atomic();
        default:
            break;
    }
    if (FakeInstance* const instance = find()) return on_instance(*instance);
    return refuse(ESRCH, "This namespace lacks an instance named '" + head_.instance + "'.\n");
}

Octets FakeHandler::on_instance(FakeInstance& instance) {
    switch (static_cast<Operation>(head_.command)) {
        case Operation::stats_foreach:
            return list_stats(instance);
        case Operation::global_foreach:
            return list_globals(instance);
        case Operation::global_update:
            return update_globals(instance);
        case Operation::pool4_foreach:
            return list_pool4(instance);
        case Operation::pool4_add:
            return change_pool4(instance, true);
        case Operation::pool4_rm:
            return change_pool4(instance, false);
        case Operation::pool4_flush:
            return flush_pool4(instance);
        case Operation::bib_foreach:
            return list_bib(instance);
        case Operation::bib_add:
            return add_bib(instance);
        case Operation::bib_rm:
            return remove_bib(instance);
        case Operation::session_foreach:
            return list_sessions(instance);
        case Operation::joold_advertise:
            ++instance.advertised;
            return done();
        default:
            return refuse(EOPNOTSUPP, "");
    }
}

Octets FakeHandler::list_instances() {
    std::vector<Instance> all = jool_.elsewhere;
    for (const auto& [name, instance] : jool_.instances)
        all.push_back({instance.ns, instance.framework, name});
    auto at = all.begin();
    if (attributes_.has(abi::root::offset)) {
        const Instance after = read_instance(attributes_[abi::root::offset].nested());
        at = std::find(all.begin(), all.end(), after);
        if (at == all.end()) return refuse(ESRCH, "");
        ++at;
    }
    FakePage page(head_, jool_.page_bytes);
    for (; at != all.end(); ++at) {
        if (!page.add(
                [&](MessageWriter& writer) { write_instance(writer, abi::list::entry, *at); }))
            break;
    }
    return page.finish();
}

Octets FakeHandler::add_instance() {
    const Attributes operand = attributes_[abi::root::operand].nested();
    const Framework framework = read_framework(operand[abi::instance_add::framework]);
    const auto pool6 = read_prefix6(operand[abi::instance_add::pool6]);
    if (jool_.instances.contains(head_.instance))
        return refuse(
            EEXIST, "This namespace already has a Jool instance named '" + head_.instance + "'.\n");
    const bool has_netfilter = std::any_of(
        jool_.instances.begin(), jool_.instances.end(),
        [](const auto& named) { return named.second.framework == Framework::netfilter; });
    if (framework == Framework::netfilter && has_netfilter)
        return refuse(EEXIST, "This namespace already has a Netfilter NAT64 Jool instance.\n");
    if (framework == Framework::iptables && jool_.version == Version{4, 1, 13, 0})
        return refuse(EINVAL, "Netfilter is the only available instance framework.\n");
    if (!pool6) return refuse(EINVAL, "pool6 is mandatory.\n");
    jool_.instances[head_.instance] = fresh_instance(jool_.version, framework, *pool6);
    return done();
}

Octets FakeHandler::hello() const {
    FakePage page(head_, jool_.page_bytes);
    const bool lives = jool_.instances.contains(head_.instance);
    page.add([&](MessageWriter& writer) {
        writer.u8(abi::instance_status::status,
                  lives ? abi::instance_status::alive : abi::instance_status::dead);
    });
    return page.finish();
}

Octets FakeHandler::list_globals(const FakeInstance& instance) const {
    const std::uint8_t after =
        attributes_.has(abi::root::offset_u8) ? attributes_[abi::root::offset_u8].u8() : 0;
    FakePage page(head_, jool_.page_bytes);
    for (auto at = instance.globals.upper_bound(after); at != instance.globals.end(); ++at) {
        if (!page.add(
                [&](MessageWriter& writer) { write_global(writer, {at->first, at->second}); }))
            break;
    }
    return page.finish();
}

std::string FakeHandler::apply_globals(FakeInstance& instance, const Attributes& wanted,
                                       bool is_new) const {
    std::string refused;
    std::map<std::uint16_t, GlobalValue> next = instance.globals;
    wanted.each([&](const Attribute& attribute) {
        const Global* const global = find_global(attribute.type());
        if (global == nullptr || !is_in(*global, jool_.version)) {
            refused += "Unknown attribute.\n";
            return;
        }
        const GlobalValue value = normalised(*global, read_global(*global, attribute));
        if (!check_global(*global, value)) {
            refused += "Value of " + std::string(global->key) + " is out of range.\n";
        } else if (global->id == abi::global::pool6 && !is_new && value != next[global->id]) {
            refused += "Sorry; pool6 cannot be modified after Jool is launched.\n";
        }
        next[global->id] = value;
    });
    if (refused.empty()) instance.globals = std::move(next);
    return refused;
}

Octets FakeHandler::update_globals(FakeInstance& instance) {
    const std::string refused =
        apply_globals(instance, attributes_[abi::root::globals].nested(), false);
    return refused.empty() ? done() : refuse(EINVAL, refused);
}

Octets FakeHandler::list_stats(const FakeInstance& instance) const {
    std::map<std::uint16_t, std::uint64_t> all = instance.counters;
    all[4] += instance.bib.size() + instance.generated_bib_count;
    all[5] += instance.sessions.size() + instance.generated_count;
    const std::uint8_t after =
        attributes_.has(abi::root::offset_u8) ? attributes_[abi::root::offset_u8].u8() : 0;
    FakePage page(head_, jool_.page_bytes);
    for (auto at = all.upper_bound(after); at != all.end(); ++at) {
        if (!page.add([&](MessageWriter& writer) { writer.u64(at->first, at->second); })) break;
    }
    return page.finish();
}

}  // namespace gate64::jool
