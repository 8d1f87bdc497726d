// SPDX-License-Identifier: Apache-2.0
// The state file's JSON. Written and read by nobody but us, so the form is checked, not described:
// { "version": 1, "records": [...], "persistent": [...] }.

#include <cerrno>
#include <nlohmann/json.hpp>

#include "nat64ctl/system/state.h"

namespace gate64::nat64ctl::system {
namespace {

using nlohmann::json;

constexpr int form_version = 1;

/// The member of that name and type; nothing when it is missing or of another type.
const json* member(const json& object, const char* name, json::value_t type) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(name);
    return found != object.end() && found->type() == type ? &*found : nullptr;
}

std::optional<std::string> text_of(const json& object, const char* name) {
    const json* value = member(object, name, json::value_t::string);
    if (value == nullptr) return std::nullopt;
    return value->get<std::string>();
}

bool is_true(const json& object, const char* name) {
    const json* value = member(object, name, json::value_t::boolean);
    return value != nullptr && value->get<bool>();
}

json json_of(const std::vector<SysctlChange>& changes) {
    json list = json::array();
    for (const SysctlChange& change : changes) {
        list.push_back({{"key", change.key}, {"before", change.before}, {"after", change.after}});
    }
    return list;
}

bool read_changes(const json& object, const char* name, std::vector<SysctlChange>& changes) {
    const json* list = member(object, name, json::value_t::array);
    if (list == nullptr) return false;
    for (const json& entry : *list) {
        const auto key = text_of(entry, "key");
        const auto before = text_of(entry, "before");
        const auto after = text_of(entry, "after");
        if (!key || !before || !after) return false;
        changes.push_back({*key, *before, *after});
    }
    return true;
}

json json_of(const State::Record& record) {
    json families = json::array();
    for (const model::Family family : record.deeds.interception) {
        families.push_back(family == model::Family::ipv4 ? "ipv4" : "ipv6");
    }
    return {{"boot_id", record.key.boot_id},
            {"network_namespace", record.key.network_namespace},
            {"instance", record.key.instance},
            {"sysctls", json_of(record.deeds.sysctls)},
            {"made_instance", record.deeds.made_instance},
            {"interception", families},
            {"installed_guard", record.deeds.installed_guard}};
}

std::optional<State::Record> record_of(const json& object) {
    State::Record record;
    const auto boot_id = text_of(object, "boot_id");
    const auto instance = text_of(object, "instance");
    const json* space = member(object, "network_namespace", json::value_t::number_unsigned);
    const json* families = member(object, "interception", json::value_t::array);
    if (!boot_id || !instance || space == nullptr || families == nullptr ||
        !read_changes(object, "sysctls", record.deeds.sysctls)) {
        return std::nullopt;
    }
    record.key = {*boot_id, space->get<std::uint64_t>(), *instance};
    record.deeds.made_instance = is_true(object, "made_instance");
    record.deeds.installed_guard = is_true(object, "installed_guard");
    for (const json& family : *families) {
        if (family != "ipv4" && family != "ipv6") return std::nullopt;
        record.deeds.interception.push_back(family == "ipv4" ? model::Family::ipv4
                                                             : model::Family::ipv6);
    }
    return record;
}

std::unexpected<base::Error> not_ours() {
    return base::fail("this is not the state that nat64ctl writes", EPROTO);
}

}  // namespace

base::Result<State> parse_state(std::string_view text) {
    const json whole = json::parse(text, nullptr, false);
    const json* version = member(whole, "version", json::value_t::number_unsigned);
    const json* records = member(whole, "records", json::value_t::array);
    State state;
    if (version == nullptr || records == nullptr ||
        !read_changes(whole, "persistent", state.persistent)) {
        return not_ours();
    }
    if (*version != form_version) {
        return base::fail("this state was written by another version of nat64ctl", EPROTO);
    }
    for (const json& entry : *records) {
        auto record = record_of(entry);
        if (!record) return not_ours();
        state.records.push_back(std::move(*record));
    }
    return state;
}

std::string state_text(const State& state) {
    json records = json::array();
    for (const State::Record& record : state.records) {
        if (!record.deeds.empty()) records.push_back(json_of(record));
    }
    const json whole = {
        {"version", form_version}, {"records", records}, {"persistent", json_of(state.persistent)}};
    return whole.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

}  // namespace gate64::nat64ctl::system
