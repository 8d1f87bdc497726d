// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/fake_jool.h"

#include <cerrno>

#include "shared/base/check.h"
#include "shared/jool/abi.h"
#include "shared/jool/stats.h"
#include "tests/kit/fake_handler.h"

namespace gate64::jool {
namespace {

class FakeTransport final : public Transport {
  public:
    explicit FakeTransport(FakeJool& jool) : jool_(jool), facts_{jool.family, jool.version} {}

    [[nodiscard]] const TransportFacts& facts() const noexcept override { return facts_; }
    [[nodiscard]] base::Result<std::vector<std::uint8_t>> exchange(base::Bytes request,
                                                                   bool) override {
        return jool_.handle(request);
    }

  private:
    FakeJool& jool_;
    TransportFacts facts_;
};

}  // namespace

FakeInstance fresh_instance(const Version& version, Framework framework, const GlobalValue& pool6) {
    FakeInstance instance{};
    instance.framework = framework;
    for (const Global& global : globals())
        if (is_in(global, version)) instance.globals[global.id] = default_of(global, version);
    instance.globals[abi::global::pool6] = pool6;
    for (std::uint16_t id = 1; id <= *counter_id(version, "JSTAT_UNKNOWN"); ++id)
        instance.counters[id] = 0;
    return instance;
}

std::unique_ptr<Client> FakeJool::connect() {
    return std::make_unique<Client>(std::make_unique<FakeTransport>(*this));
}

FakeInstance& FakeJool::add(const std::string& name, const std::string& pool6,
                            Framework framework) {
    return instances[name] =
               fresh_instance(version, framework, net::Ipv6Prefix::parse(pool6).value());
}

void FakeJool::fail(std::size_t nth, int errno_value, const std::string& words) {
    faults_[count_ + nth] = {.errno_value = errno_value, .words = words};
}

void FakeJool::fail_in_netlink(std::size_t nth, int errno_value) {
    faults_[count_ + nth] = {.errno_value = errno_value, .is_netlink = true};
}

void FakeJool::lose_reply(std::size_t nth) {
    faults_[count_ + nth] = {.is_lost = true};
}

void FakeJool::before(std::size_t nth, std::function<void()> action) {
    faults_[count_ + nth] = {.action = std::move(action)};
}

base::Result<Octets> FakeJool::handle(base::Bytes octets) {
    const auto request = Message::parse(octets);
    if (!request) return std::unexpected(request.error());
    if (keeps_requests) requests.push_back(request->head());
    Fault fault;
    if (const auto due = faults_.find(++count_); due != faults_.end()) {
        fault = std::move(due->second);
        faults_.erase(due);
    }
    if (fault.action) fault.action();
    if (fault.is_netlink) return netlink_error(octets, fault.errno_value);
    if (fault.errno_value != 0) return jool_error(request->head(), fault.errno_value, fault.words);
    Octets reply = FakeHandler(*this, *request).run();
    if (fault.is_lost) return base::fail_errno("waiting for Jool's reply", ETIMEDOUT);
    return reply;
}

}  // namespace gate64::jool
