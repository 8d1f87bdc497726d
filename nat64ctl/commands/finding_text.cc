// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/finding_text.h"

#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

cli::Tone tone_of(model::Severity severity) noexcept {
    switch (severity) {
        case model::Severity::note:
            return cli::Tone::dim;
        case model::Severity::warning:
            return cli::Tone::warning;
        case model::Severity::problem:
            return cli::Tone::bad;
    }
    return cli::Tone::plain;
}

}  // namespace

std::string_view word_of(model::Severity severity) noexcept {
    switch (severity) {
        case model::Severity::note:
            return "note";
        case model::Severity::warning:
            return "warning";
        case model::Severity::problem:
            return "problem";
    }
    return {};
}

nlohmann::ordered_json json_of(const model::Finding& finding) {
    return {
        {"id", finding.id},       {"severity", word_of(finding.severity)}, {"title", finding.title},
        {"cause", finding.cause}, {"evidence", finding.evidence},          {"fix", finding.fix}};
}

std::string text_of(const model::Finding& finding, const cli::Terminal& terminal, bool with_cause) {
    std::string text = terminal.paint(tone_of(finding.severity), word_of(finding.severity)) + ": " +
                       cli::escape(finding.title) + '\n';
    if (with_cause) text += "  why:  " + cli::escape(finding.cause) + '\n';
    if (!finding.evidence.empty()) text += "  seen: " + cli::escape(finding.evidence) + '\n';
    if (!finding.fix.empty()) text += "  fix:  " + cli::escape(finding.fix) + '\n';
    return text;
}

}  // namespace gate64::nat64ctl::commands
