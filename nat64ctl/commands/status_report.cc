// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/status_report.h"

#include <algorithm>

#include "nat64ctl/commands/finding_text.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr std::size_t title_width = 13;

std::string padded(std::string_view title) {
    std::string text(title);
    text.append(title_width - std::min(title_width, text.size()), ' ');
    return text;
}

// The first line in the section's tone, further ones below it.
std::string section_text(const Section& section, const cli::Terminal& terminal) {
    const std::size_t end = section.text.find('\n');
    std::string text =
        padded(section.title) + terminal.paint(section.tone, section.text.substr(0, end));
    std::string_view rest = section.text;
    rest = end == std::string::npos ? std::string_view() : rest.substr(end + 1);
    while (!rest.empty()) {
        const std::size_t next = std::min(rest.find('\n'), rest.size());
        text += '\n' + std::string(title_width, ' ') + std::string(rest.substr(0, next));
        rest.remove_prefix(std::min(next + 1, rest.size()));
    }
    return text + '\n';
}

bool has_problem(const std::vector<model::Finding>& findings) {
    return std::any_of(findings.begin(), findings.end(), [](const model::Finding& finding) {
        return finding.severity == model::Severity::problem;
    });
}

}  // namespace

StatusReport status_report(const StatusInput& input, const cli::Terminal& terminal) {
    StatusReport report;
    report.findings = input.findings;
    const bool translates = input.box.translator && input.box.translator->instance;
    report.is_healthy = translates && !has_problem(input.findings);
    add_translator_sections(input, terminal, report.sections);
    add_box_sections(input, report.sections);
    return report;
}

nlohmann::ordered_json json_of(const StatusReport& report) {
    nlohmann::ordered_json record = {{"healthy", report.is_healthy}};
    for (const Section& section : report.sections)
        record[section.key] = section.record;
    auto findings = nlohmann::ordered_json::array();
    for (const model::Finding& finding : report.findings)
        findings.push_back(json_of(finding));
    record["findings"] = std::move(findings);
    return record;
}

std::string text_of(const StatusReport& report, const cli::Terminal& terminal) {
    std::string text = padded("gateway");
    text += report.is_healthy ? terminal.paint(cli::Tone::good, "working")
                              : terminal.paint(cli::Tone::bad, "NOT working");
    text += '\n';
    for (const Section& section : report.sections)
        text += section_text(section, terminal);
    if (!report.findings.empty()) text += '\n';
    for (const model::Finding& finding : report.findings)
        text += text_of(finding, terminal, false);
    return text;
}

}  // namespace gate64::nat64ctl::commands
