// SPDX-License-Identifier: Apache-2.0
#pragma once
// "Is my gateway working?" as one value: from recorded facts to sections that render as one screen
// or one JSON object. Pure.

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "nat64ctl/commands/port_usage.h"
#include "nat64ctl/model/box.h"
#include "nat64ctl/model/finding.h"
#include "shared/cli/terminal.h"

namespace gate64::nat64ctl::commands {

struct StatusInput {
    const model::Box& box;
    std::vector<model::Finding> findings{};  ///< doctor's
    std::vector<jool::Counter> earlier{};    ///< two samples of the counters for rates, or none
    std::vector<jool::Counter> later{};
    std::chrono::milliseconds between{0};  ///< from one to the other
    const PortUsage* usage = nullptr;      ///< --ports
};

/// One line or some lines of the screen, and the same for programs.
struct Section {
    std::string key;    ///< in JSON
    std::string title;  ///< of the line
    cli::Tone tone = cli::Tone::plain;
    std::string text;  ///< escaped; further lines are indented when printed
    nlohmann::ordered_json record;
};

struct StatusReport {
    bool is_healthy = false;
    std::vector<Section> sections;
    std::vector<model::Finding> findings;
};

[[nodiscard]] StatusReport status_report(const StatusInput& input, const cli::Terminal& terminal);

[[nodiscard]] nlohmann::ordered_json json_of(const StatusReport& report);
[[nodiscard]] std::string text_of(const StatusReport& report, const cli::Terminal& terminal);

/// The sections of the translator: module, instance, pool4, usage, rates (status_translator.cc).
void add_translator_sections(const StatusInput& input, const cli::Terminal& terminal,
                             std::vector<Section>& sections);
/// Those of the box around it: settings, interception, guard, DNS (status_box.cc).
void add_box_sections(const StatusInput& input, std::vector<Section>& sections);

}  // namespace gate64::nat64ctl::commands
