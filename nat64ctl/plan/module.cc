// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "nat64ctl/plan/draft.h"

// The module: loaded, of a layout we know, and able to do what the file wants of it.

namespace gate64::nat64ctl::plan {
namespace {

// Debian 13's module cannot be an iptables target: support was lost by accident and came back.
constexpr jool::Version without_iptables{4, 1, 13, 0};

constexpr const char* how_to_build = "scripts/setup-jool.sh puts it on this box, then try again";

void plan_load(const model::ModuleFacts& module, Draft& draft) {
    if (module.disk_path.empty()) {
        draft.refuse("kernel " + module.kernel_release + " has no module jool; " + how_to_build,
                     ENODEV);
        return;
    }
    if (module.disk_version && !module.disk_version->is_known_layout()) {
        draft.refuse("the module on disk is Jool " + module.disk_version->text() +
                         ", whose messages nat64ctl does not know",
                     EPROTO);
        return;
    }
    draft.add(LoadModule{"jool"});
}

void check_loaded(const model::ModuleFacts& module, Draft& draft) {
    if (module.loaded_version && !module.loaded_version->is_known_layout()) {
        draft.refuse("the loaded module is Jool " + module.loaded_version->text() +
                         ", whose messages nat64ctl does not know; 4.1.0 to 4.1.15 are known",
                     EPROTO);
    }
    const bool differs = module.loaded_version && module.disk_version &&
                         module.loaded_version != module.disk_version;
    if (differs) {
        draft.warn("Jool " + module.loaded_version->text() + " is loaded, but " +
                   module.disk_version->text() + " is on disk: a reboot changes the version");
    }
}

}  // namespace

void plan_module(const Input& input, Draft& draft) {
    if (!input.box.module) {
        draft.refuse(input.box.module.error().message, input.box.module.error().errno_value);
        return;
    }
    const model::ModuleFacts& module = *input.box.module;
    if (module.is_loaded)
        check_loaded(module, draft);
    else
        plan_load(module, draft);
    if (module.is_jool_service_enabled) {
        draft.warn(
            "jool.service is enabled and sets up instances as well; "
            "systemctl disable jool.service leaves them to nat64ctl");
    }
}

void check_framework(const Input& input, Draft& draft) {
    if (!input.box.module || input.wanted.framework != jool::Framework::iptables) return;
    const model::ModuleFacts& module = *input.box.module;
    const bool is_lacking =
        module.is_loaded ? !module.has_xtables_target : module.disk_version == without_iptables;
    if (is_lacking) {
        draft.refuse(
            "this module cannot be an iptables target; write framework = \"netfilter\" in [nat64], "
            "which needs no rules");
    }
}

}  // namespace gate64::nat64ctl::plan
