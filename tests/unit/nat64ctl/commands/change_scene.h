// SPDX-License-Identifier: Apache-2.0
#pragma once
// nat64ctl's verbs that plan, apply and take back, against a simulated box that keeps what they did
// from one command to the next. Lock, journal, state and sysctl.d lie in a folder of the test.

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "nat64ctl/commands/program.h"
#include "tests/kit/simulated_box.h"
#include "tests/unit/nat64ctl/commands/scene.h"

namespace gate64::nat64ctl::commands {

inline constexpr const char* file_text = R"([nat64]
instance = "gate64"
framework = "iptables"
pool6 = "64:ff9b::/96"
[[nat64.pool4]]
address = "192.0.2.1"
ports = "61000-65535"
)";

struct ChangeScene {
    ChangeScene() {
        std::string name = "/tmp/gate64-change-XXXXXX";
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
        write_file(file_text);
        box.box().module->has_xtables_target = true;
    }
    ChangeScene(const ChangeScene&) = delete;
    ChangeScene& operator=(const ChangeScene&) = delete;
    ~ChangeScene() { std::filesystem::remove_all(folder); }

    [[nodiscard]] std::string file() const { return folder + "/gate64.toml"; }
    void write_file(const std::string& text) const { std::ofstream(file()) << text; }
    [[nodiscard]] std::string sysctl_file() const {
        std::ifstream in(folder + "/etc/sysctl.d/60-gate64-nat64.conf");
        return {std::istreambuf_iterator<char>(in), {}};
    }
    [[nodiscard]] apply::Site site(const std::string& instance = "gate64") const {
        apply::Site site;
        site.key = {boot_id, 1, instance};
        site.lock_path = folder + "/run/lock";
        site.journal_path = folder + "/journal.jsonl";
        site.state_path = folder + "/state.json";
        site.patience = std::chrono::milliseconds(50);
        return site;
    }
    /// The box after a power cut: nothing of the kernel's is left.
    void restart() {
        boot_id += '+';
        box.box() = test::bare_box();
        box.box().module->has_xtables_target = true;
    }
    [[nodiscard]] plan::Snapshot snapshot() const { return plan::snapshot_of(box.box()); }
    Outcome run(std::vector<std::string> arguments);

    std::string folder;
    std::string boot_id = "boot";
    test::SimulatedBox box{test::bare_box()};
    jool::FakeJool jool;  ///< only for sessions that are counted
    bool is_first_namespace = true;
    int fails_at = 0;  ///< the change of that number, from 1, is refused
    int changes = 0;   ///< tried in the last command
};

class SceneActuator final : public apply::Actuator {
  public:
    explicit SceneActuator(ChangeScene& scene) : scene_(scene) {}
    model::Box observe() override { return scene_.box.box(); }
    base::Result<void> perform(const plan::Change& change) override {
        if (++scene_.changes == scene_.fails_at)
            return base::fail("Operation not permitted", EPERM);
        return scene_.box.perform(change);
    }

  private:
    ChangeScene& scene_;
};

class ChangeGateway final : public Gateway {
  public:
    explicit ChangeGateway(ChangeScene& scene) : scene_(scene) {}
    base::Result<std::unique_ptr<jool::Client>> connect() override {
        if (!scene_.box.box().translator) return base::fail("Jool is not loaded", ENOENT);
        for (const std::string& name : scene_.box.box().translator->instances)
            if (!scene_.jool.instances.contains(name)) (void)scene_.jool.add(name);
        return scene_.jool.connect();
    }
    model::Box observe(const std::string&, const std::vector<jool::Pool4Entry>&) override {
        return scene_.box.box();
    }
    base::Result<void> begin_change() override { return {}; }
    void pause(std::chrono::milliseconds) override {}
    std::unique_ptr<apply::Actuator> actuator(const std::string&) override {
        return std::make_unique<SceneActuator>(scene_);
    }
    base::Result<apply::Site> site(const std::string& instance, const std::string& netns) override {
        apply::Site site = scene_.site(instance);
        site.netns = netns;
        return site;
    }
    std::optional<std::string> sysctl_root() override {
        if (!scene_.is_first_namespace) return std::nullopt;
        std::filesystem::create_directories(scene_.folder + "/etc/sysctl.d");
        return scene_.folder;
    }

  private:
    ChangeScene& scene_;
};

inline Outcome ChangeScene::run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--config", file()});
    std::ostringstream out;
    std::ostringstream err;
    const Streams streams{out, err, cli::Terminal(), nullptr};
    changes = 0;
    Outcome outcome;
    outcome.code = run_command(arguments, streams, [this](const GlobalOptions&) {
        return std::make_unique<ChangeGateway>(*this);
    });
    outcome.out = out.str();
    outcome.err = err.str();
    return outcome;
}

}  // namespace gate64::nat64ctl::commands
