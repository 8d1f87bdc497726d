// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <tuple>

#include "shared/jool/abi.h"
#include "shared/jool/bib_codec.h"
#include "shared/jool/pool4_codec.h"
#include "shared/jool/session_codec.h"
#include "tests/kit/fake_handler.h"

// pool4, bindings, sessions and the atomic configuration of the fake module.

namespace gate64::jool {
namespace {

constexpr Version refuses_ephemeral{4, 1, 15, 0};

/// As the kernel keeps pool4: every address by itself.
std::vector<Pool4Entry> addresses_of(const PoolSet& pool4, Protocol protocol) {
    std::vector<Pool4Entry> all;
    for (const Pool4Entry& entry : pool4.entries()) {
        if (entry.protocol != protocol) continue;
        const std::uint32_t first = entry.prefix.first().value();
        for (std::uint32_t at = first; at <= entry.prefix.last().value(); ++at) {
            Pool4Entry row = entry;
            row.prefix = net::Ipv4Prefix(net::Ipv4Address(at), 32);
            row.iterations = MaxIterations{MaxIterations::Mode::automatic, 1024};
            all.push_back(row);
        }
    }
    return all;
}

/// The kernel's order: by the IPv4 side.
auto key_of(const BibEntry& entry) {
    return std::tie(entry.src4, entry.src6);
}
auto key_of(const Session& session) {
    return std::tie(session.src4, session.dst4);
}

/// Lists what is in `fixed` and then the generated ones, from behind `after`.
template <typename Entry, typename Generate, typename Write>
Octets list(FakePage page, std::vector<Entry> fixed, Protocol protocol,
            const std::optional<Entry>& after, std::size_t generated, const Generate& generate,
            Write write) {
    std::erase_if(fixed, [&](const Entry& entry) { return entry.protocol != protocol; });
    const auto before = [](const Entry& a, const Entry& b) { return key_of(a) < key_of(b); };
    std::sort(fixed.begin(), fixed.end(), before);
    auto at = after ? std::upper_bound(fixed.begin(), fixed.end(), *after, before) : fixed.begin();
    std::size_t number = 0;
    if (after && generated > 0) {  // the first one behind `after`, by bisection
        std::size_t end = generated;
        while (number < end) {
            const std::size_t middle = number + (end - number) / 2;
            if (before(*after, generate(middle))) {
                end = middle;
            } else {
                number = middle + 1;
            }
        }
    }
    const auto add = [&](const Entry& entry) {
        return page.add([&](MessageWriter& writer) { write(writer, abi::list::entry, entry); });
    };
    while (at != fixed.end() || number < generated) {
        std::optional<Entry> made;
        if (number < generated) made = generate(number);
        if (at != fixed.end() && (!made || before(*at, *made))) {
            if (!add(*at)) break;
            ++at;
        } else {
            if (made->protocol == protocol && !add(*made)) break;
            ++number;
        }
    }
    return page.finish();
}

}  // namespace

Octets FakeHandler::list_pool4(const FakeInstance& instance) const {
    std::optional<Pool4Entry> after;
    Protocol protocol{};
    if (attributes_.has(abi::root::offset)) {
        after = read_pool4(attributes_[abi::root::offset].nested());
        protocol = after->protocol;
    } else if (attributes_.has(abi::root::proto)) {
        protocol = read_protocol(attributes_[abi::root::proto]);
    } else {
        return refuse(EINVAL, "The request is missing a protocol.\n");
    }
    const auto all = addresses_of(instance.pool4, protocol);
    auto at = all.begin();
    if (after) {
        at = std::find_if(all.begin(), all.end(), [&](Pool4Entry row) {
            row.iterations = after->iterations;
            return row == *after;
        });
        if (at == all.end())
            return refuse(EAGAIN,
                          "Oops. Pool4 changed while I was iterating so I lost track of "
                          "where I was. Try again.\n");
        ++at;
    }
    FakePage page(head_, jool_.page_bytes);
    for (; at != all.end(); ++at) {
        if (!page.add([&](MessageWriter& writer) {
                write_pool4(writer, abi::list::entry, *at, Pool4Form::listed);
            }))
            break;
    }
    return page.finish();
}

std::string FakeHandler::apply_pool4(FakeInstance& instance, const Attributes& fields, bool add) {
    const Pool4Entry entry = read_pool4(fields);
    std::vector<Pool4Entry> all = instance.pool4.entries();
    if (!add) {
        instance.pool4 = instance.pool4.minus(PoolSet({&entry, 1}));
        return {};
    }
    const bool overlaps = entry.protocol != Protocol::icmp &&
                          entry.port_min <= jool_.ephemeral_max &&
                          entry.port_max >= jool_.ephemeral_min;
    if (jool_.version >= refuses_ephemeral && overlaps && !has_flag(abi::flag::force))
        return "The port range overlaps with the namespace's ephemeral port range.\n";
    all.push_back(entry);
    instance.pool4 = PoolSet(all);
    return {};
}

Octets FakeHandler::change_pool4(FakeInstance& instance, bool add) {
    const Attributes operand = attributes_[abi::root::operand].nested();
    const std::string refused = apply_pool4(instance, operand, add);
    if (!refused.empty()) return refuse(EINVAL, refused);
    if (add || has_flag(abi::flag::quick)) return done();
    const Pool4Entry entry = read_pool4(operand);
    const PoolSet gone({&entry, 1});
    std::erase_if(instance.bib,
                  [&](const BibEntry& bib) { return gone.contains(bib.protocol, bib.src4); });
    std::erase_if(instance.sessions,
                  [&](const Session& s) { return gone.contains(s.protocol, s.src4); });
    return done();
}

Octets FakeHandler::flush_pool4(FakeInstance& instance) {
    instance.pool4 = PoolSet();
    if (!has_flag(abi::flag::quick)) {
        instance.bib.clear();
        instance.sessions.clear();
    }
    return done();
}

Octets FakeHandler::list_bib(const FakeInstance& instance) const {
    std::optional<BibEntry> after;
    if (attributes_.has(abi::root::offset))
        after = read_bib(attributes_[abi::root::offset].nested());
    const Protocol protocol =
        after ? after->protocol : read_protocol(attributes_[abi::root::proto]);
    return list(FakePage(head_, jool_.page_bytes), instance.bib, protocol, after,
                instance.generated_bib_count, instance.generate_bib, write_bib);
}

Octets FakeHandler::list_sessions(const FakeInstance& instance) const {
    std::optional<Session> after;
    if (attributes_.has(abi::root::offset))
        after = read_session(attributes_[abi::root::offset].nested());
    if (!attributes_.has(abi::root::proto))
        return refuse(EINVAL, "The request is missing a protocol.\n");
    return list(FakePage(head_, jool_.page_bytes), instance.sessions,
                read_protocol(attributes_[abi::root::proto]), after, instance.generated_count,
                instance.generate_session, write_session);
}

Octets FakeHandler::add_bib(FakeInstance& instance) {
    BibEntry entry = read_bib(attributes_[abi::root::operand].nested());
    entry.is_static = true;
    if (!instance.pool4.contains(entry.protocol, entry.src4))
        return refuse(EINVAL, "The transport address '" + entry.src4.address.text() + "#" +
                                  std::to_string(entry.src4.port) +
                                  "' does not belong to pool4.\nPlease add it there first.\n");
    for (BibEntry& old : instance.bib) {
        if (old.protocol != entry.protocol) continue;
        if (old.src6 == entry.src6 && old.src4 == entry.src4) {
            old.is_static = true;
            return done();
        }
        if (old.src6 == entry.src6 || old.src4 == entry.src4)
            return refuse(EEXIST, "The entry collides with an existing one.\n");
    }
    instance.bib.push_back(entry);
    return done();
}

Octets FakeHandler::remove_bib(FakeInstance& instance) {
    const BibEntry entry = read_bib(attributes_[abi::root::operand].nested());
    const auto gone = std::erase_if(instance.bib, [&](const BibEntry& old) {
        return old.protocol == entry.protocol && old.src6 == entry.src6 && old.src4 == entry.src4;
    });
    if (gone == 0) return refuse(ESRCH, "The entry wasn't in the database.\n");
    std::erase_if(instance.sessions, [&](const Session& session) {
        return session.protocol == entry.protocol && session.src4 == entry.src4;
    });
    return done();
}

Octets FakeHandler::atomic() {
    auto& candidate = jool_.candidate_;
    const auto drop = [&](const std::string& words) {
        candidate = {};
        return refuse(EINVAL, words);
    };
    if (attributes_.has(abi::root::atomic_init)) {
        const Framework framework = read_framework(attributes_[abi::root::atomic_init]);
        candidate = {fresh_instance(jool_.version, framework, std::monostate()), head_.instance};
    }
    if (!candidate.instance || candidate.name != head_.instance)
        return refuse(EINVAL, "There is no configuration under way.\n");
    std::string refused;
    if (attributes_.has(abi::root::globals)) {
        refused =
            apply_globals(*candidate.instance, attributes_[abi::root::globals].nested(), true);
    }
    if (attributes_.has(abi::root::pool4_entries)) {
        attributes_[abi::root::pool4_entries].nested().each([&](const Attribute& entry) {
            if (refused.empty()) refused = apply_pool4(*candidate.instance, entry.nested(), true);
        });
    }
    if (attributes_.has(abi::root::bib_entries)) {
        attributes_[abi::root::bib_entries].nested().each([&](const Attribute& entry) {
            candidate.instance->bib.push_back(read_bib(entry.nested()));
        });
    }
    if (!refused.empty()) return drop(refused);
    return attributes_.has(abi::root::atomic_end) ? atomic_commit() : done();
}

Octets FakeHandler::atomic_commit() {
    FakeInstance next = std::move(*jool_.candidate_.instance);
    jool_.candidate_ = {};
    const auto old = jool_.instances.find(head_.instance);
    if (old != jool_.instances.end()) {
        if (old->second.framework != next.framework)
            return refuse(EINVAL, "The framework of an instance cannot change.\n");
        if (old->second.globals[abi::global::pool6] != next.globals[abi::global::pool6])
            return refuse(EINVAL, "Sorry; pool6 cannot be modified after Jool is launched.\n");
        next.bib = old->second.bib;  // the live table stays, counters start over
        next.sessions = old->second.sessions;
    } else if (next.globals[abi::global::pool6] == GlobalValue()) {
        return refuse(EINVAL, "pool6 is mandatory.\n");
    }
    jool_.instances[head_.instance] = std::move(next);
    return done();
}

}  // namespace gate64::jool
