// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/look.h"

namespace gate64::nat64ctl::commands {
namespace {

std::optional<plan::Wanted> wanted_of_file(const std::string& path) {
    const auto config = config::load(path);
    if (!config || !config->nat64) return std::nullopt;
    auto wanted = plan::wanted_from(*config);
    if (!wanted) return std::nullopt;
    return std::move(*wanted);
}

std::string instance_of(Context& context, const std::optional<plan::Wanted>& wanted) {
    if (const auto client = context.gateway.connect()) {
        if (auto chosen = chosen_instance(context, **client)) return std::move(*chosen);
    }
    if (!context.options.instance.empty()) return context.options.instance;
    return wanted ? wanted->instance : std::string();
}

}  // namespace

Look look(Context& context) {
    std::optional<plan::Wanted> wanted = wanted_of_file(context.options.config_file);
    model::Box box = context.gateway.observe(instance_of(context, wanted));
    return {std::move(wanted), std::move(box)};
}

}  // namespace gate64::nat64ctl::commands
