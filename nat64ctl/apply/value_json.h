// SPDX-License-Identifier: Apache-2.0
#pragma once
// The values inside changes as JSON and back. Private to this folder.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "nat64ctl/model/firewall_facts.h"
#include "nat64ctl/model/guard_spec.h"
#include "nat64ctl/plan/step.h"

namespace gate64::nat64ctl::apply {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json value_json(const net::Ipv6Prefix& prefix);
[[nodiscard]] Json value_json(jool::Framework framework);
[[nodiscard]] Json value_json(model::Family family);
[[nodiscard]] Json value_json(const jool::GlobalSetting& setting);
[[nodiscard]] Json value_json(const jool::Pool4Entry& entry);
[[nodiscard]] Json value_json(const jool::BibEntry& bib);
[[nodiscard]] Json value_json(const model::GuardSpec& spec);

/// Each gives false where `json` is not what value_json() makes.
[[nodiscard]] bool read(const Json& json, net::Ipv6Prefix& out);
[[nodiscard]] bool read(const Json& json, jool::Framework& out);
[[nodiscard]] bool read(const Json& json, model::Family& out);
[[nodiscard]] bool read(const Json& json, jool::GlobalSetting& out);
[[nodiscard]] bool read(const Json& json, jool::Pool4Entry& out);
[[nodiscard]] bool read(const Json& json, jool::BibEntry& out);
[[nodiscard]] bool read(const Json& json, model::GuardSpec& out);
[[nodiscard]] bool read(const Json& json, std::string& out);
[[nodiscard]] bool read(const Json& json, bool& out);
[[nodiscard]] bool read(const Json& json, std::uint8_t& out);
[[nodiscard]] bool read(const Json& json, std::uint16_t& out);
[[nodiscard]] bool read(const Json& json, std::uint32_t& out);

template <typename T>
[[nodiscard]] Json value_json(const std::vector<T>& list) {
    Json json = Json::array();
    for (const T& one : list)
        json.push_back(value_json(one));
    return json;
}

template <typename T>
[[nodiscard]] bool read(const Json& json, std::vector<T>& out) {
    if (!json.is_array()) return false;
    for (const Json& item : json) {
        T one{};
        if (!read(item, one)) return false;
        out.push_back(std::move(one));
    }
    return true;
}

/// The member `key` of an object; absent is as wrong as malformed.
template <typename T>
[[nodiscard]] bool read(const Json& json, const char* key, T& out) {
    const auto member = json.is_object() ? json.find(key) : json.end();
    return json.is_object() && member != json.end() && read(*member, out);
}

}  // namespace gate64::nat64ctl::apply
