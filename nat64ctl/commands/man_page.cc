// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/program_doc.h"
#include "shared/base/version.h"

namespace gate64::nat64ctl::commands {
namespace {

// Text for troff (man(7)): no escapes, no requests, and hyphens that can be copied.
std::string troff(std::string_view text) {
    std::string out;
    bool at_start = true;
    for (const char c : text) {
        if (at_start && (c == '.' || c == '\'')) out += "\\&";
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else {
            out += c;
        }
        at_start = c == '\n';
    }
    return out;
}

std::string names_of(const OptionDoc& option) {
    std::string text;
    for (const std::string& name : option.names)
        text += (text.empty() ? "\\fB" : ", \\fB") + troff(name) + "\\fR";
    if (!option.value.empty()) {
        text += (text.empty() ? "\\fI" : " \\fI") + troff(option.value) + "\\fR";
    }
    return text;
}

std::string synopsis_of(const VerbDoc& verb) {
    std::string text = "\\fB" + troff(verb.name) + "\\fR";
    for (const OptionDoc& option : verb.options) {
        if (!option.is_argument()) continue;
        const std::string name = names_of(option) + (option.is_repeated ? "..." : "");
        text += option.is_required ? ' ' + name : " [" + name + ']';
    }
    return text;
}

std::string options_text(const std::vector<OptionDoc>& options) {
    std::string text;
    for (const OptionDoc& option : options)
        text += ".TP\n" + names_of(option) + '\n' + troff(option.description) + ".\n";
    return text;
}

std::string verb_text(const VerbDoc& verb) {
    std::string text = ".TP\n" + synopsis_of(verb) + '\n' + troff(verb.summary) + ".\n";
    if (!verb.details.empty()) text += ".IP\n" + troff(verb.details) + '\n';
    std::string options;
    for (const OptionDoc& option : verb.options) {
        if (option.names.empty() || option.names.front() != "--help") {
            options += options_text({option});
        }
    }
    if (!options.empty()) text += ".RS\n" + options + ".RE\n";
    if (!verb.examples.empty()) {
        text += ".IP\n.EX\n";
        for (const std::string& example : verb.examples)
            text += troff(example) + '\n';
        text += ".EE\n";
    }
    return text;
}

constexpr std::string_view ending =
    ".SH EXIT STATUS\n"
    ".TP\n0\nDone.\n.TP\n1\nFailed; \\fBstatus\\fR and \\fBprobe\\fR: not healthy.\n"
    ".TP\n2\nWrong arguments or a wrong configuration.\n"
    ".TP\n3\nThe translator's module is not loaded.\n"
    ".TP\n4\nThe module speaks another version.\n.TP\n5\nA privilege is missing.\n"
    ".SH FILES\n.TP\n\\fI/etc/gate64/gate64.toml\\fR\n"
    "The configuration of nat64ctl and dns64d.\n"
    ".SH SEE ALSO\n.BR dns64d (8)\n";

}  // namespace

std::string man_page(const ProgramDoc& doc) {
    std::string text =
        ".\\\" Made by nat64ctl from its table of commands.\n.TH NAT64CTL 8 \"\" "
        "\"gate64 " +
        std::string(base::version().number) + "\"\n";
    text += ".SH NAME\nnat64ctl \\- set up, watch and explain the NAT64 translator\n";
    text +=
        ".SH SYNOPSIS\n\\fBnat64ctl\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n";
    text += ".SH DESCRIPTION\n" + troff(doc.description) + "\n";
    text +=
        ".PP\nResults go to the standard output, everything else to the standard error.\n"
        "Commands that end sessions ask on a terminal and need \\fB\\-\\-yes\\fR elsewhere;\n"
        "\\fBup\\fR, \\fBdown\\fR and \\fBapply\\fR never ask.\n";
    text += ".SH OPTIONS\nThese go with every command, before or after its name.\n";
    text += options_text(doc.options);
    text += ".SH COMMANDS\n";
    Group group{};
    bool is_first = true;
    for (const VerbDoc& verb : doc.verbs) {
        if (is_first || verb.group != group) text += ".SS " + troff(title_of(verb.group)) + '\n';
        is_first = false;
        group = verb.group;
        text += verb_text(verb);
    }
    return text + std::string(ending);
}

}  // namespace gate64::nat64ctl::commands
