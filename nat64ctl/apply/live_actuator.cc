// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/live_actuator.h"

#include <cerrno>
#include <variant>

#include "nat64ctl/firewall/firewall.h"
#include "nat64ctl/system/modules.h"
#include "nat64ctl/system/sysctl.h"
#include "shared/jool/globals.h"

namespace gate64::nat64ctl::apply {
namespace {

using Done = base::Result<void>;

/// Taking away what has gone already is done.
Done unless_gone(Done done) {
    if (!done && done.error().errno_value == ESRCH) return {};
    return done;
}

struct Perform {
    const Reach& reach;

    template <typename Call>
    Done with_jool(const Call& call) const {
        auto client = reach.connect();
        if (!client) return std::unexpected(client.error());
        return call(**client);
    }

    Done operator()(const plan::LoadModule& change) const {
        return system::load_module(change.name);
    }
    Done operator()(const plan::WriteSysctl& change) const {
        const auto now = system::read_sysctl(change.key);
        if (now && *now == change.after) return {};
        return system::write_sysctl(change.key, change.after);
    }
    Done operator()(const plan::AddInstance& change) const {
        return with_jool([&](jool::Client& client) -> Done {
            // The transaction would otherwise replace what is there and restart its counters.
            const auto exists = client.instance_exists(change.name);
            if (!exists) return std::unexpected(exists.error());
            if (*exists)
                return base::fail("instance " + change.name + " has come up meanwhile", EEXIST);
            jool::Client::AtomicConfiguration whole{change.framework, change.content.globals,
                                                    change.content.pool4, change.content.bib};
            whole.globals.push_back({jool::find_global("pool6")->id, change.pool6});
            return client.replace_atomically(change.name, whole, change.force);
        });
    }
    Done operator()(const plan::RemoveInstance& change) const {
        return with_jool(
            [&](jool::Client& client) { return unless_gone(client.remove_instance(change.name)); });
    }
    Done operator()(const plan::SetGlobals& change) const {
        return with_jool([&](jool::Client& client) {
            return client.set_globals(change.instance, change.after);
        });
    }
    Done operator()(const plan::AddPool4& change) const {
        return with_jool([&](jool::Client& client) {
            return client.add_pool4(change.instance, change.entry, change.force);
        });
    }
    Done operator()(const plan::RemovePool4& change) const {
        return with_jool([&](jool::Client& client) {
            return unless_gone(
                client.remove_pool4(change.instance, change.entry, jool::Sessions::end));
        });
    }
    Done operator()(const plan::AddBib& change) const {
        return with_jool(
            [&](jool::Client& client) { return client.add_bib(change.instance, change.entry); });
    }
    Done operator()(const plan::RemoveBib& change) const {
        return with_jool([&](jool::Client& client) {
            return unless_gone(client.remove_bib(change.instance, change.entry));
        });
    }
    Done operator()(const plan::AddInterception& change) const {
        return firewall::add_interception(change.family, change.instance);
    }
    Done operator()(const plan::RemoveInterception& change) const {
        return firewall::remove_interception(change.family, change.instance);
    }
    Done operator()(const plan::SetGuard& change) const {
        return firewall::set_guard(change.after);
    }
};

}  // namespace

base::Result<void> LiveActuator::perform(const plan::Change& change) {
    return std::visit(Perform{reach_}, change);
}

}  // namespace gate64::nat64ctl::apply
