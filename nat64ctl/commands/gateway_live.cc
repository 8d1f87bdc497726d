// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/gateway_live.h"

#include <optional>
#include <thread>

#include "nat64ctl/firewall/firewall.h"
#include "nat64ctl/plan/plan.h"
#include "nat64ctl/system/dns64d.h"
#include "nat64ctl/system/lock.h"
#include "nat64ctl/system/modules.h"
#include "nat64ctl/system/observe.h"
#include "nat64ctl/system/sysctl.h"
#include "shared/jool_client/socket_transport.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr std::chrono::milliseconds lock_patience{2'000};

class LiveGateway final : public Gateway {
  public:
    explicit LiveGateway(const GlobalOptions& options) : config_file_(options.config_file) {}

    base::Result<std::unique_ptr<jool::Client>> connect() override {
        auto transport = jool::SocketTransport::open();
        if (!transport) return std::unexpected(transport.error());
        return std::make_unique<jool::Client>(std::move(*transport));
    }

    model::Box observe(const std::string& instance,
                       const std::vector<jool::Pool4Entry>& planned) override {
        auto translator = observe_translator(instance);
        system::Interest interest = interest_in(translator);
        interest.pool4.insert(interest.pool4.end(), planned.begin(), planned.end());
        return {.module = system::read_module_facts(),
                .sysctl = system::read_sysctl_facts(),
                .network = system::observe_network(interest),
                .firewall = firewall::observe_firewall(),
                .translator = std::move(translator),
                .dns = system::observe_dns(control_path())};
    }

    base::Result<void> begin_change() override {
        if (lock_) return {};
        auto lock = system::ChangeLock::acquire(lock_patience);
        if (!lock) return std::unexpected(lock.error());
        lock_.emplace(std::move(*lock));
        return {};
    }

    void pause(std::chrono::milliseconds time) override { std::this_thread::sleep_for(time); }

  private:
    base::Result<model::TranslatorFacts> observe_translator(const std::string& instance) {
        const auto client = connect();
        if (!client) return std::unexpected(client.error());
        return system::observe_translator(**client, instance);
    }

    // Live and wanted together: routes matter for what shall be there as well.
    system::Interest interest_in(const base::Result<model::TranslatorFacts>& translator) const {
        system::Interest interest;
        if (translator && translator->instance) {
            interest.pool4 = translator->instance->pool4;
            interest.pool6 = translator->instance->pool6();
        }
        const auto config = config::load(config_file_);
        if (!config || !config->nat64) return interest;
        const auto wanted = plan::wanted_from(*config);
        if (!wanted) return interest;
        const auto entries = wanted->pool4.entries();
        interest.pool4.insert(interest.pool4.end(), entries.begin(), entries.end());
        if (!interest.pool6) interest.pool6 = wanted->pool6;
        return interest;
    }

    std::string control_path() const {
        const auto config = config::load(config_file_);
        return config ? config->dns64d.control : config::Dns64d().control;
    }

    std::string config_file_;
    std::optional<system::ChangeLock> lock_;
};

}  // namespace

std::unique_ptr<Gateway> make_live_gateway(const GlobalOptions& options) {
    return std::make_unique<LiveGateway>(options);
}

}  // namespace gate64::nat64ctl::commands
