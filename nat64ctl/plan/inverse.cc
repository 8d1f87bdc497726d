// SPDX-License-Identifier: Apache-2.0
#include <variant>

#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::plan {
namespace {

struct Inverse {
    // Unloading would destroy the instances of every namespace.
    std::optional<Change> operator()(const LoadModule& /*change*/) const { return std::nullopt; }
    std::optional<Change> operator()(const WriteSysctl& change) const {
        return WriteSysctl{change.key, change.after, change.before};
    }
    std::optional<Change> operator()(const AddInstance& change) const {
        return RemoveInstance{change.name, change.framework, change.pool6, change.content};
    }
    // What was there may overlap the ephemeral range: it did so before.
    std::optional<Change> operator()(const RemoveInstance& change) const {
        return AddInstance{change.name, change.framework, change.pool6, change.content, true};
    }
    std::optional<Change> operator()(const SetGlobals& change) const {
        return SetGlobals{change.instance, change.after, change.before};
    }
    std::optional<Change> operator()(const AddPool4& change) const {
        return RemovePool4{change.instance, change.entry};
    }
    std::optional<Change> operator()(const RemovePool4& change) const {
        return AddPool4{change.instance, change.entry, true};
    }
    std::optional<Change> operator()(const AddBib& change) const {
        return RemoveBib{change.instance, change.entry};
    }
    std::optional<Change> operator()(const RemoveBib& change) const {
        return AddBib{change.instance, change.entry};
    }
    std::optional<Change> operator()(const AddInterception& change) const {
        return RemoveInterception{change.family, change.instance};
    }
    std::optional<Change> operator()(const RemoveInterception& change) const {
        return AddInterception{change.family, change.instance};
    }
    std::optional<Change> operator()(const SetGuard& change) const {
        return SetGuard{change.after, change.before};
    }
};

}  // namespace

std::optional<Change> inverse_of(const Change& change) {
    return std::visit(Inverse{}, change);
}

}  // namespace gate64::nat64ctl::plan
