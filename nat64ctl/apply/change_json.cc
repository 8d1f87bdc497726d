// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/change_json.h"

#include <variant>

#include "nat64ctl/apply/value_json.h"

namespace gate64::nat64ctl::apply {
namespace {

using plan::Change;

Json content_json(const plan::InstanceContent& content) {
    return {{"globals", value_json(content.globals)},
            {"pool4", value_json(content.pool4)},
            {"bib", value_json(content.bib)}};
}

bool read_content(const Json& json, plan::InstanceContent& out) {
    return read(json, "globals", out.globals) && read(json, "pool4", out.pool4) &&
           read(json, "bib", out.bib);
}

template <typename Instance>
Json instance_json(const char* kind, const Instance& instance) {
    return {{"do", kind},
            {"name", instance.name},
            {"framework", value_json(instance.framework)},
            {"pool6", value_json(instance.pool6)},
            {"content", content_json(instance.content)}};
}

template <typename Instance>
bool read_instance(const Json& json, Instance& out) {
    return read(json, "name", out.name) && read(json, "framework", out.framework) &&
           read(json, "pool6", out.pool6) && json.contains("content") &&
           read_content(json["content"], out.content);
}

template <typename Entry>
Json entry_json(const char* kind, const Entry& change) {
    return {{"do", kind}, {"instance", change.instance}, {"entry", value_json(change.entry)}};
}

template <typename Rule>
Json rule_json(const char* kind, const Rule& rule) {
    return {{"do", kind}, {"family", value_json(rule.family)}, {"instance", rule.instance}};
}

Json guard_json(const std::optional<model::GuardSpec>& spec) {
    return spec ? value_json(*spec) : Json();
}

struct ToJson {
    Json operator()(const plan::LoadModule& change) const {
        return {{"do", "load_module"}, {"name", change.name}};
    }
    Json operator()(const plan::WriteSysctl& change) const {
        return {{"do", "write_sysctl"},
                {"key", change.key},
                {"before", change.before},
                {"after", change.after}};
    }
    Json operator()(const plan::AddInstance& change) const {
        Json json = instance_json("add_instance", change);
        json["force"] = change.force;
        return json;
    }
    Json operator()(const plan::RemoveInstance& change) const {
        return instance_json("remove_instance", change);
    }
    Json operator()(const plan::SetGlobals& change) const {
        return {{"do", "set_globals"},
                {"instance", change.instance},
                {"before", value_json(change.before)},
                {"after", value_json(change.after)}};
    }
    Json operator()(const plan::AddPool4& change) const {
        Json json = entry_json("add_pool4", change);
        json["force"] = change.force;
        return json;
    }
    Json operator()(const plan::RemovePool4& change) const {
        return entry_json("remove_pool4", change);
    }
    Json operator()(const plan::AddBib& change) const { return entry_json("add_bib", change); }
    Json operator()(const plan::RemoveBib& change) const {
        return entry_json("remove_bib", change);
    }
    Json operator()(const plan::AddInterception& change) const {
        return rule_json("add_interception", change);
    }
    Json operator()(const plan::RemoveInterception& change) const {
        return rule_json("remove_interception", change);
    }
    Json operator()(const plan::SetGuard& change) const {
        return {{"do", "set_guard"},
                {"before", guard_json(change.before)},
                {"after", guard_json(change.after)}};
    }
};

bool read_change(const Json& json, plan::LoadModule& out) {
    return read(json, "name", out.name);
}
bool read_change(const Json& json, plan::WriteSysctl& out) {
    return read(json, "key", out.key) && read(json, "before", out.before) &&
           read(json, "after", out.after);
}
bool read_change(const Json& json, plan::AddInstance& out) {
    return read_instance(json, out) && read(json, "force", out.force);
}
bool read_change(const Json& json, plan::RemoveInstance& out) {
    return read_instance(json, out);
}
bool read_change(const Json& json, plan::SetGlobals& out) {
    return read(json, "instance", out.instance) && read(json, "before", out.before) &&
           read(json, "after", out.after) && out.before.size() == out.after.size();
}
bool read_change(const Json& json, plan::AddPool4& out) {
    return read(json, "instance", out.instance) && read(json, "entry", out.entry) &&
           read(json, "force", out.force);
}
template <typename Entry>
    requires requires(Entry change) { change.entry; }
bool read_change(const Json& json, Entry& out) {
    return read(json, "instance", out.instance) && read(json, "entry", out.entry);
}
template <typename Rule>
    requires requires(Rule rule) { rule.family; }
bool read_change(const Json& json, Rule& out) {
    return read(json, "family", out.family) && read(json, "instance", out.instance);
}
bool read_change(const Json& json, plan::SetGuard& out) {
    const auto read_spec = [&json](const char* key, std::optional<model::GuardSpec>& spec) {
        if (!json.contains(key)) return false;
        return json[key].is_null() || read(json[key], spec.emplace());
    };
    return read_spec("before", out.before) && read_spec("after", out.after);
}

template <typename Kind>
std::optional<Change> read_as(const Json& json) {
    Kind change;
    if (!read_change(json, change)) return std::nullopt;
    return change;
}

struct Reader {
    const char* kind;
    std::optional<Change> (*read)(const Json& json);
};

constexpr Reader readers[] = {
    {"load_module", read_as<plan::LoadModule>},
    {"write_sysctl", read_as<plan::WriteSysctl>},
    {"add_instance", read_as<plan::AddInstance>},
    {"remove_instance", read_as<plan::RemoveInstance>},
    {"set_globals", read_as<plan::SetGlobals>},
    {"add_pool4", read_as<plan::AddPool4>},
    {"remove_pool4", read_as<plan::RemovePool4>},
    {"add_bib", read_as<plan::AddBib>},
    {"remove_bib", read_as<plan::RemoveBib>},
    {"add_interception", read_as<plan::AddInterception>},
    {"remove_interception", read_as<plan::RemoveInterception>},
    {"set_guard", read_as<plan::SetGuard>},
};

}  // namespace

Json json_of(const Change& change) {
    return std::visit(ToJson{}, change);
}

base::Result<Change> change_from(const Json& json) {
    std::string kind;
    if (!read(json, "do", kind)) return base::fail("a change without its kind");
    for (const Reader& reader : readers) {
        if (kind != reader.kind) continue;
        auto change = reader.read(json);
        if (change) return std::move(*change);
        return base::fail("a change \"" + kind + "\" that cannot be read");
    }
    return base::fail("a change of an unknown kind \"" + kind + '"');
}

Json json_of(const plan::Snapshot& snapshot) {
    Json json{{"instance", snapshot.instance ? json_of(Change(*snapshot.instance)) : Json()},
              {"interception", Json::array()},
              {"guard_pool6", snapshot.guard_pool6},
              {"sysctls", Json::object()}};
    for (const plan::AddInterception& rule : snapshot.interception)
        json["interception"].push_back(json_of(Change(rule)));
    for (const auto& [key, value] : snapshot.sysctls)
        json["sysctls"][key] = value;
    return json;
}

base::Result<plan::Snapshot> snapshot_from(const Json& json) {
    const auto bad = base::fail("a snapshot that cannot be read");
    plan::Snapshot snapshot;
    if (!json.is_object() || !json.contains("instance") || !json.contains("interception") ||
        !json.contains("sysctls") || !json["interception"].is_array() ||
        !json["sysctls"].is_object() || !read(json, "guard_pool6", snapshot.guard_pool6))
        return bad;
    if (!json["instance"].is_null() && !read_change(json["instance"], snapshot.instance.emplace()))
        return bad;
    for (const Json& rule : json["interception"])
        if (!read_change(rule, snapshot.interception.emplace_back())) return bad;
    for (const auto& [key, value] : json["sysctls"].items())
        if (!read(value, snapshot.sysctls.emplace_back(key, "").second)) return bad;
    return snapshot;
}

Json json_of(const plan::Plan& plan) {
    Json json{{"steps", Json::array()}, {"warnings", plan.warnings}};
    for (const plan::Step& step : plan.steps) {
        json["steps"].push_back({{"change", json_of(step.change)},
                                 {"text", plan::text_of(step.change)},
                                 {"why", step.why},
                                 {"cost", step.cost}});
    }
    return json;
}

}  // namespace gate64::nat64ctl::apply
