// SPDX-License-Identifier: Apache-2.0
#include <variant>

#include "nat64ctl/plan/names.h"
#include "nat64ctl/plan/plan.h"

// Changes in words. Names come from the file or the kernel: whoever prints escapes them.

namespace gate64::nat64ctl::plan {
namespace {

std::string_view family_name(model::Family family) noexcept {
    return family == model::Family::ipv4 ? "IPv4" : "IPv6";
}

void count(std::size_t number, std::string_view one, std::string_view many, std::string& text) {
    if (number == 0) return;
    text += (text.empty() ? " with " : ", ") + std::to_string(number) + ' ' +
            std::string(number == 1 ? one : many);
}

std::string text_of(const InstanceContent& content) {
    std::string text;
    count(content.pool4.size(), "pool4 range", "pool4 ranges", text);
    count(content.bib.size(), "static binding", "static bindings", text);
    count(content.globals.size(), "setting", "settings", text);
    return text;
}

std::string kind_of(jool::Framework framework, const net::Ipv6Prefix& pool6) {
    return " (" + std::string(jool::name_of(framework)) + ", " + pool6.text() + ')';
}

struct Text {
    std::string operator()(const LoadModule& change) const { return "load module " + change.name; }
    std::string operator()(const WriteSysctl& change) const {
        return "set " + change.key + " = " + quoted(change.after) + " (was " +
               quoted(change.before) + ')';
    }
    std::string operator()(const AddInstance& change) const {
        return "create instance " + change.name + kind_of(change.framework, change.pool6) +
               text_of(change.content);
    }
    std::string operator()(const RemoveInstance& change) const {
        return "remove instance " + change.name + kind_of(change.framework, change.pool6);
    }
    std::string operator()(const SetGlobals& change) const {
        std::string text;
        for (std::size_t i = 0; i < change.after.size(); ++i) {
            text += (i == 0 ? "set " : ", ") + key_of(change.after[i]) + " = " +
                    value_text(change.after[i]) + " (was " + value_text(change.before[i]) + ')';
        }
        return text;
    }
    std::string operator()(const AddPool4& change) const {
        return "add " + plan::text_of(change.entry) + " to pool4";
    }
    std::string operator()(const RemovePool4& change) const {
        return "remove " + plan::text_of(change.entry) + " from pool4";
    }
    std::string operator()(const AddBib& change) const {
        return "bind " + plan::text_of(change.entry);
    }
    std::string operator()(const RemoveBib& change) const {
        return "unbind " + plan::text_of(change.entry);
    }
    std::string operator()(const AddInterception& change) const {
        return "hand " + std::string(family_name(change.family)) + " packets to instance " +
               change.instance + " (mangle PREROUTING)";
    }
    std::string operator()(const RemoveInterception& change) const {
        return "stop handing " + std::string(family_name(change.family)) + " packets to instance " +
               change.instance;
    }
    std::string operator()(const SetGuard& change) const {
        if (!change.after) return "remove the guard";
        return std::string(change.before ? "renew" : "install") + " the guard of " +
               change.after->pool6.text();
    }

  private:
    static std::string quoted(const std::string& value) { return value.empty() ? "\"\"" : value; }
};

}  // namespace

std::string text_of(const Change& change) {
    return std::visit(Text{}, change);
}

}  // namespace gate64::nat64ctl::plan
