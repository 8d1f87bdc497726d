// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/shell.h"

#include <algorithm>
#include <variant>

#include "nat64ctl/plan/names.h"

namespace gate64::nat64ctl::plan {
namespace {

using Lines = std::vector<std::string>;

/// Single quotes hold everything but themselves.
std::string quoted(std::string_view word) {
    std::string text = "'";
    for (const char c : word) {
        if (c == '\'')
            text += "'\\''";
        else
            text += c;
    }
    return text + '\'';
}

std::string jool_of(std::string_view instance) {
    return "jool -i " + quoted(instance) + ' ';
}

std::string pool4_arguments(const jool::Pool4Entry& entry) {
    std::string text = "--" + std::string(jool::name_of(entry.protocol));
    if (entry.mark != 0) text += " --mark " + std::to_string(entry.mark);
    return text + ' ' + text_of(entry.prefix) + ' ' + ports_text(entry);
}

std::string bib_arguments(const jool::BibEntry& bib) {
    return "--" + std::string(jool::name_of(bib.protocol)) + ' ' + bib.src6.address.text() + '#' +
           std::to_string(bib.src6.port) + ' ' + bib.src4.address.text() + '#' +
           std::to_string(bib.src4.port);
}

void set_globals(std::string_view instance, const std::vector<jool::GlobalSetting>& settings,
                 Lines& lines) {
    for (const jool::GlobalSetting& setting : settings)
        lines.push_back(jool_of(instance) + "global update " + key_of(setting) + ' ' +
                        quoted(shell_text(setting)));
}

std::string rule(char verb, model::Family family, std::string_view instance) {
    return std::string(family == model::Family::ipv4 ? "iptables" : "ip6tables") + " -t mangle -" +
           verb + " PREROUTING -j JOOL --instance " + quoted(instance);
}

struct Shell {
    Lines operator()(const LoadModule& change) const { return {"modprobe " + change.name}; }
    Lines operator()(const WriteSysctl& change) const {
        return {"sysctl -w " + quoted(change.key + '=' + change.after)};
    }
    Lines operator()(const AddInstance& change) const {
        Lines lines{"jool instance add " + quoted(change.name) + " --" +
                    std::string(jool::name_of(change.framework)) + " --pool6 " +
                    change.pool6.text()};
        set_globals(change.name, change.content.globals, lines);
        for (const jool::Pool4Entry& entry : change.content.pool4)
            lines.push_back(jool_of(change.name) + "pool4 add " + pool4_arguments(entry));
        for (const jool::BibEntry& bib : change.content.bib)
            lines.push_back(jool_of(change.name) + "bib add " + bib_arguments(bib));
        return lines;
    }
    Lines operator()(const RemoveInstance& change) const {
        return {"jool instance remove " + quoted(change.name)};
    }
    Lines operator()(const SetGlobals& change) const {
        Lines lines;
        set_globals(change.instance, change.after, lines);
        return lines;
    }
    Lines operator()(const AddPool4& change) const {
        return {jool_of(change.instance) + "pool4 add " + (change.force ? "--force " : "") +
                pool4_arguments(change.entry)};
    }
    Lines operator()(const RemovePool4& change) const {
        return {jool_of(change.instance) + "pool4 remove " + pool4_arguments(change.entry)};
    }
    Lines operator()(const AddBib& change) const {
        return {jool_of(change.instance) + "bib add " + bib_arguments(change.entry)};
    }
    Lines operator()(const RemoveBib& change) const {
        return {jool_of(change.instance) + "bib remove " + bib_arguments(change.entry)};
    }
    Lines operator()(const AddInterception& change) const {
        return {rule('A', change.family, change.instance)};
    }
    Lines operator()(const RemoveInterception& change) const {
        return {rule('D', change.family, change.instance)};
    }
    Lines operator()(const SetGuard& change) const {
        return {change.after ? "# the guard's nftables rules: nat64ctl guard"
                             : "# the guard is taken away: nat64ctl guard"};
    }
};

}  // namespace

std::vector<std::string> shell_commands(const Change& change) {
    return std::visit(Shell{}, change);
}

std::string shell_script(const Plan& plan) {
    std::string text = "#!/bin/sh\nset -e\n";
    for (const Step& step : plan.steps) {
        text += "\n# " + text_of(step.change) + (step.why.empty() ? "" : ": " + step.why) + '\n';
        for (const std::string& line : shell_commands(step.change))
            text += line + '\n';
    }
    return text;
}

}  // namespace gate64::nat64ctl::plan
