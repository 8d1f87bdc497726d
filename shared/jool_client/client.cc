// SPDX-License-Identifier: Apache-2.0
#include "shared/jool_client/client.h"

#include <algorithm>
#include <cerrno>

#include "shared/jool/atomic_codec.h"
#include "shared/jool/bib_codec.h"
#include "shared/jool/global_codec.h"
#include "shared/jool/instance_codec.h"
#include "shared/jool/pool4_codec.h"
#include "shared/jool/session_codec.h"
#include "shared/jool/stats_codec.h"
#include "shared/jool_client/names.h"
#include "shared/jool_client/paging.h"

namespace gate64::jool {
namespace {

/// Where the name does not matter the reference client writes Jool's default.
const std::string any_instance = "default";

}  // namespace

Client::Client(std::unique_ptr<Transport> transport) noexcept : transport_(std::move(transport)) {}

const Version& Client::version() const noexcept {
    return transport_->facts().version;
}

Target Client::target(const std::string& instance) const {
    const TransportFacts& facts = transport_->facts();
    return {.family = facts.family, .version = facts.version, .instance = instance};
}

base::Result<Target> Client::reading(const std::string& instance) const {
    if (const auto fine = check_instance_name(instance); !fine)
        return std::unexpected(fine.error());
    return target(instance);
}

base::Result<Target> Client::writing(const std::string& instance) const {
    if (const auto fine = check_writable(version()); !fine) return std::unexpected(fine.error());
    return reading(instance);
}

base::Result<Octets> Client::ask(const base::Result<Octets>& request) {
    if (!request) return std::unexpected(request.error());
    return transport_->exchange(*request, true);
}

base::Result<void> Client::command(const base::Result<Octets>& request) {
    const auto reply = ask(request);
    if (!reply) return std::unexpected(reply.error());
    return read_done(*reply);
}

base::Result<std::vector<Instance>> Client::instances() {
    const Target to = target(any_instance);
    return collect<Instance>([&](const std::optional<Instance>& after) {
        return answer(ask(encode_instance_foreach(to, after)), decode_instances);
    });
}

base::Result<bool> Client::instance_exists(const std::string& name) {
    const auto to = reading(name);
    if (!to) return std::unexpected(to.error());
    return answer(ask(encode_instance_hello(*to)), decode_instance_hello);
}

base::Result<void> Client::add_instance(const std::string& name, Framework framework,
                                        const net::Ipv6Prefix& pool6) {
    const auto to = writing(name);
    if (!to) return std::unexpected(to.error());
    const GlobalSetting prefix{abi::global::pool6, pool6};
    if (const auto fine = check_settings(version(), {&prefix, 1}); !fine) return fine;
    return command(encode_instance_add(*to, framework, pool6));
}

base::Result<void> Client::remove_instance(const std::string& name) {
    const auto to = writing(name);
    if (!to) return std::unexpected(to.error());
    return command(encode_instance_rm(*to));
}

base::Result<void> Client::flush_instances() {
    if (const auto fine = check_writable(version()); !fine) return fine;
    return command(encode_instance_flush(target(any_instance)));
}

base::Result<std::vector<GlobalSetting>> Client::globals(const std::string& instance) {
    const auto to = reading(instance);
    if (!to) return std::unexpected(to.error());
    std::vector<GlobalSetting> all;
    std::optional<std::uint8_t> after;
    while (true) {
        auto page = answer(ask(encode_global_foreach(*to, after)), decode_globals);
        if (!page) return std::unexpected(page.error());
        if (after && page->last_id <= *after && page->more) return malformed("settings");
        std::move(page->entries.begin(), page->entries.end(), std::back_inserter(all));
        if (!page->more) return all;
        after = page->last_id;
    }
}

base::Result<void> Client::set_globals(const std::string& instance,
                                       std::span<const GlobalSetting> settings) {
    const auto to = writing(instance);
    if (!to) return std::unexpected(to.error());
    if (settings.empty()) return {};
    return command(encode_global_update(*to, settings));
}

base::Result<std::vector<Pool4Entry>> Client::pool4(const std::string& instance,
                                                    Protocol protocol) {
    const auto to = reading(instance);
    if (!to) return std::unexpected(to.error());
    return collect<Pool4Entry>([&](const std::optional<Pool4Entry>& after) {
        return answer(ask(encode_pool4_foreach(*to, protocol, after)), decode_pool4);
    });
}

base::Result<void> Client::add_pool4(const std::string& instance, const Pool4Entry& entry,
                                     bool force) {
    const auto to = writing(instance);
    if (!to) return std::unexpected(to.error());
    return command(encode_pool4_add(*to, entry, force));
}

base::Result<void> Client::remove_pool4(const std::string& instance, const Pool4Entry& entry,
                                        Sessions sessions) {
    const auto to = writing(instance);
    if (!to) return std::unexpected(to.error());
    return command(encode_pool4_rm(*to, entry, sessions == Sessions::keep));
}

base::Result<void> Client::flush_pool4(const std::string& instance, Sessions sessions) {
    const auto to = writing(instance);
    if (!to) return std::unexpected(to.error());
    return command(encode_pool4_flush(*to, sessions == Sessions::keep));
}

base::Result<void> Client::each_bib(const std::string& instance, Protocol protocol,
                                    const std::function<bool(const BibEntry&)>& visit) {
    const auto to = reading(instance);
    if (!to) return std::unexpected(to.error());
    return stream<BibEntry>(
        [&](const std::optional<BibEntry>& after) {
            return answer(ask(encode_bib_foreach(*to, protocol, after)), decode_bib);
        },
        visit);
}

base::Result<void> Client::add_bib(const std::string& instance, const BibEntry& entry) {
    const auto to = writing(instance);
    if (!to) return std::unexpected(to.error());
    return command(encode_bib_add(*to, entry));
}

base::Result<void> Client::remove_bib(const std::string& instance, const BibEntry& entry) {
    const auto to = writing(instance);
    if (!to) return std::unexpected(to.error());
    return command(encode_bib_rm(*to, entry));
}

base::Result<void> Client::each_session(const std::string& instance, Protocol protocol,
                                        const std::function<bool(const Session&)>& visit) {
    const auto to = reading(instance);
    if (!to) return std::unexpected(to.error());
    return stream<Session>(
        [&](const std::optional<Session>& after) {
            return answer(ask(encode_session_foreach(*to, protocol, after)), decode_sessions);
        },
        visit);
}

base::Result<std::vector<Counter>> Client::counters(const std::string& instance) {
    const auto to = reading(instance);
    if (!to) return std::unexpected(to.error());
    return collect<Counter>([&](const std::optional<Counter>& after) {
        std::optional<std::uint8_t> last;
        if (after) last = static_cast<std::uint8_t>(after->id);
        return answer(ask(encode_stats_foreach(*to, last)), decode_stats);
    });
}

base::Result<void> Client::replace_atomically(const std::string& instance,
                                              const AtomicConfiguration& configuration,
                                              bool force) {
    const auto to = writing(instance);
    if (!to) return std::unexpected(to.error());
    const auto messages = encode_atomic(*to, configuration.framework, configuration.globals,
                                        configuration.pool4, configuration.bib, force);
    if (!messages) return std::unexpected(messages.error());
    for (const Octets& message : *messages)
        if (auto done = command(message); !done) return done;
    return {};
}

base::Result<void> Client::advertise(const std::string& instance) {
    const auto to = writing(instance);
    if (!to) return std::unexpected(to.error());
    return command(encode_joold_advertise(*to));
}

}  // namespace gate64::jool
