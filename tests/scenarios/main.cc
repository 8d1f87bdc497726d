// SPDX-License-Identifier: Apache-2.0
// Runs scenario files: scenarios FILE... Says what did not hold; exit code 1 if anything did not.

#include <cstdio>
#include <fstream>
#include <sstream>

#include "dns64d/process/settings_builder.h"
#include "tests/scenarios/ask.h"
#include "tests/scenarios/expect.h"

namespace gate64::scenarios {

namespace {

namespace process = dns64d::process;
using SettingsPtr = std::shared_ptr<const dns64d::model::Settings>;

/// A scenario's piece of configuration with what it need not say itself.
std::string whole_config(const std::string& piece) {
    std::string text = piece;
    if (piece.find("[dns64d]") == std::string::npos) {
        text += "\n[dns64d]\nallow = [\"any\"]\nlisten = [\"127.0.0.1:53\"]\n";
    }
    if (piece.find("[[upstream]]") == std::string::npos) {
        text += "\n[[upstream]]\nservers = [\"192.0.2.53\"]\n";
    }
    return text;
}

base::Result<SettingsPtr> build(const std::string& piece, std::uint64_t generation) {
    const auto config = config::parse(whole_config(piece), "config");
    if (!config) return base::fail(config::to_text(config.error()));
    // A host of its own, so that scenarios do not depend on where they run.
    process::HostFacts facts;
    facts.addresses = {*net::IpAddress::parse("198.51.100.64")};
    const process::FileReader no_files = [](const std::string& path) -> base::Result<std::string> {
        return base::fail("scenarios have no files: " + path);
    };
    const auto settings = process::build_settings({.config = *config,
                                                   .facts = facts,
                                                   .read_file = no_files,
                                                   .filename = "config",
                                                   .generation = generation});
    if (!settings) return base::fail(config::to_text(settings.error()));
    return *settings;
}

class Run {
  public:
    explicit Run(const Scenario& scenario) : scenario_(scenario) {}

    std::vector<std::string> run() {
        auto settings = build(scenario_.config, generation_);
        if (!settings) return fail(scenario_.line, settings.error().message);
        World world(*settings);
        for (const Step& step : scenario_.steps)
            step_in(world, step);
        return std::move(problems_);
    }

  private:
    std::vector<std::string> fail(int line, const std::string& text) {
        problems_.push_back(scenario_.file + ":" + std::to_string(line) + ": " + text);
        return std::move(problems_);
    }

    void step_in(World& world, const Step& step) {
        switch (step.kind) {
            case Step::Kind::upstream:
                return world.set_replies(step.replies);
            case Step::Kind::wait:
                return world.wait(base::Duration(std::stol(step.text)));
            case Step::Kind::flush:
                return world.flush(*dns::Name::parse(step.text));
            case Step::Kind::reload: {
                auto settings = build(step.text, ++generation_);
                if (!settings) {
                    (void)fail(step.line, settings.error().message);
                    return;
                }
                return world.apply(*settings);
            }
            case Step::Kind::ask:
            case Step::Kind::explain:
                break;
        }
        const auto ask = make_ask(step.text);
        if (!ask) {
            (void)fail(step.line, ask.error().message);
            return;
        }
        const auto received = step.kind == Step::Kind::ask ? world.ask(ask->path, ask->message)
                                                           : world.explain(ask->question);
        const auto found = check(scenario_, step, received, world);
        problems_.insert(problems_.end(), found.begin(), found.end());
    }

    const Scenario& scenario_;
    std::uint64_t generation_ = 1;
    std::vector<std::string> problems_;
};

int run_files(int argc, char** argv) {
    unsigned passed = 0;
    unsigned failed = 0;
    for (int i = 1; i < argc; ++i) {
        std::ifstream file(argv[i]);
        std::ostringstream text;
        text << file.rdbuf();
        const auto scenarios = parse_scenarios(argv[i], text.str());
        if (!file || !scenarios) {
            std::printf("%s\n",
                        scenarios ? "cannot read the file" : scenarios.error().message.c_str());
            ++failed;
            continue;
        }
        for (const Scenario& scenario : *scenarios) {
            const auto problems = Run(scenario).run();
            ++(problems.empty() ? passed : failed);
            if (!problems.empty()) std::printf("FAILED: %s\n", scenario.title.c_str());
            for (const std::string& problem : problems)
                std::printf("  %s\n", problem.c_str());
        }
    }
    std::printf("scenarios: %u passed, %u failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace

}  // namespace gate64::scenarios

int main(int argc, char** argv) {
    return gate64::scenarios::run_files(argc, argv);
}
