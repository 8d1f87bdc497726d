// SPDX-License-Identifier: Apache-2.0
#pragma once
// nat64ctl against a Jool in memory and a box that the test describes.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "nat64ctl/commands/program.h"
#include "tests/kit/fake_jool.h"

namespace gate64::nat64ctl::commands {

struct Outcome {
    cli::ExitCode code = cli::ExitCode::failed;
    std::string out;
    std::string err;

    [[nodiscard]] nlohmann::ordered_json json() const { return nlohmann::ordered_json::parse(out); }
};

inline jool::Pool4Entry pool4_entry(const char* address, std::uint16_t first, std::uint16_t last,
                                    jool::Protocol protocol = jool::Protocol::tcp,
                                    std::uint32_t mark = 0) {
    return {mark, protocol, net::Ipv4Prefix::parse(address).value(), first, last, std::nullopt};
}

inline void add_pool4(jool::FakeInstance& instance, const jool::Pool4Entry& entry) {
    std::vector<jool::Pool4Entry> entries = instance.pool4.entries();
    entries.push_back(entry);
    instance.pool4 = jool::PoolSet(entries);
}

/// A healthy box with one interface, eth0, that has 192.0.2.1/24.
inline model::Box healthy_box() {
    model::InterfaceFacts eth0;
    eth0.index = 2;
    eth0.name = "eth0";
    eth0.is_up = true;
    eth0.mtu = 1500;
    eth0.addresses = {net::IpPrefix::parse("192.0.2.0/24").value()};
    eth0.own = {net::IpAddress::parse("192.0.2.1").value()};
    model::ModuleFacts module;
    module.kernel_release = "6.1.0-13-amd64";
    module.is_loaded = true;
    module.loaded_version = jool::Version{4, 1, 9, 0};
    module.disk_path = "/lib/modules/6.1.0-13-amd64/updates/dkms/jool.ko";
    module.disk_version = jool::Version{4, 1, 9, 0};
    model::SysctlFacts sysctl;
    sysctl.ipv4_forwarding = true;
    sysctl.ipv6_forwarding = true;
    sysctl.reserved = {{61000, 65535}};
    model::NetworkFacts network;
    network.interfaces = {eth0};
    return {.module = module,
            .sysctl = sysctl,
            .network = network,
            .firewall = model::FirewallFacts{},
            .translator = base::fail("not read", 0),
            .dns = base::fail("dns64d is not running", ENOENT)};
}

struct Scene {
    jool::FakeJool jool;
    model::Box box = healthy_box();
    bool module_is_loaded = true;
    int changes_begun = 0;
    std::vector<jool::Pool4Entry> planned;  ///< of the last observation
    std::function<void()> on_pause = [] {};
    std::string typed;  ///< what the person at the terminal answers
    bool has_terminal = false;

    Outcome run(std::vector<std::string> arguments);
};

class FakeGateway final : public Gateway {
  public:
    explicit FakeGateway(Scene& scene) : scene_(scene) {}

    base::Result<std::unique_ptr<jool::Client>> connect() override {
        if (!scene_.module_is_loaded) return base::fail("Jool is not loaded", ENOENT);
        return scene_.jool.connect();
    }
    model::Box observe(const std::string& instance,
                       const std::vector<jool::Pool4Entry>& planned) override {
        scene_.planned = planned;
        model::Box box = scene_.box;
        model::TranslatorFacts facts;
        facts.version = scene_.jool.version;
        const auto client = scene_.jool.connect();
        for (const auto& [name, live] : scene_.jool.instances) {
            facts.instances.push_back(name);
            if (name != instance) continue;
            model::InstanceFacts& wanted = facts.instance.emplace();
            wanted.name = name;
            wanted.framework = live.framework;
            wanted.globals = client->globals(name).value();
            for (const jool::Protocol protocol : jool::all_protocols) {
                const auto listed = client->pool4(name, protocol).value();
                wanted.pool4.insert(wanted.pool4.end(), listed.begin(), listed.end());
            }
            wanted.counters = client->counters(name).value();
        }
        if (scene_.module_is_loaded) {
            box.translator = std::move(facts);
        } else {
            box.translator = base::fail("Jool is not loaded", ENOENT);
        }
        return box;
    }
    base::Result<void> begin_change() override {
        ++scene_.changes_begun;
        return {};
    }
    void pause(std::chrono::milliseconds) override { scene_.on_pause(); }

  private:
    Scene& scene_;
};

/// A file that says nothing of NAT64: what is on this machine plays no part.
inline const std::string& empty_file() {
    static const std::string path = [] {
        std::string name = testing::TempDir() + "gate64-empty-" + std::to_string(::getpid());
        std::ofstream(name) << "# nothing\n";
        return name;
    }();
    return path;
}

inline Outcome Scene::run(std::vector<std::string> arguments) {
    if (std::find(arguments.begin(), arguments.end(), "--config") == arguments.end()) {
        arguments.insert(arguments.end(), {"--config", empty_file()});
    }
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in(typed);
    const Streams streams{out, err, cli::Terminal(), has_terminal ? &in : nullptr};
    Outcome outcome;
    outcome.code = run_command(arguments, streams, [this](const GlobalOptions&) {
        return std::make_unique<FakeGateway>(*this);
    });
    outcome.out = out.str();
    outcome.err = err.str();
    return outcome;
}

/// A client's session number `i` through 192.0.2.1.
inline jool::Session session_of(std::size_t i, jool::Protocol protocol = jool::Protocol::tcp) {
    net::Ipv6Address::Octets client{0x20, 0x01, 0x0d, 0xb8};
    client[14] = static_cast<std::uint8_t>(i >> 16U);
    client[15] = static_cast<std::uint8_t>(i >> 8U);
    const auto port = static_cast<std::uint16_t>(1024 + i % 60'000);
    const net::Ipv4Address server(0xC6336401);  // 198.51.100.1
    return {.protocol = protocol,
            .src6 = {net::Ipv6Address(client), port},
            .dst6 = {net::Ipv6Address::parse("64:ff9b::c633:6401").value(), 443},
            .src4 = {net::Ipv4Address(0xC0000201), port},
            .dst4 = {server, 443},
            .state = jool::TcpState::established,
            .timer = jool::SessionTimer::established,
            .expires_ms = 7'100'000};
}

}  // namespace gate64::nat64ctl::commands
