// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/value_json.h"

#include <array>
#include <limits>
#include <type_traits>
#include <variant>

namespace gate64::nat64ctl::apply {
namespace {

template <typename Enum>
struct Word {
    Enum value;
    std::string_view name;
};

constexpr std::array frameworks = {Word{jool::Framework::netfilter, "netfilter"},
                                   Word{jool::Framework::iptables, "iptables"}};
constexpr std::array families = {Word{model::Family::ipv4, "ipv4"},
                                 Word{model::Family::ipv6, "ipv6"}};
constexpr std::array protocols = {Word{jool::Protocol::tcp, "tcp"},
                                  Word{jool::Protocol::udp, "udp"},
                                  Word{jool::Protocol::icmp, "icmp"}};

template <typename Words, typename Enum>
std::string word_of(const Words& words, Enum value) {
    for (const auto& word : words)
        if (word.value == value) return std::string(word.name);
    return {};
}

template <typename Words, typename Enum>
bool read_word(const Json& json, const Words& words, Enum& out) {
    std::string name;
    if (!read(json, name)) return false;
    for (const auto& word : words) {
        if (word.name != name) continue;
        out = word.value;
        return true;
    }
    return false;
}

template <typename Number>
bool read_number(const Json& json, Number& out) {
    if (!json.is_number_unsigned()) return false;
    const auto value = json.template get<std::uint64_t>();
    if (value > std::numeric_limits<Number>::max()) return false;
    out = static_cast<Number>(value);
    return true;
}

template <typename Number>
bool read_number_of(const Json& json, const char* key, Number& out) {
    return json.is_object() && json.contains(key) && read_number(json[key], out);
}

/// Anything with a text form and a parser of its own.
template <typename Parsed>
bool read_text(const Json& json, Parsed& out) {
    std::string text;
    if (!read(json, text)) return false;
    const auto parsed = Parsed::parse(text);
    if (!parsed) return false;
    out = *parsed;
    return true;
}

template <typename Parsed>
bool read_text_of(const Json& json, const char* key, Parsed& out) {
    return json.is_object() && json.contains(key) && read_text(json[key], out);
}

template <typename Endpoint>
Json endpoint_json(const Endpoint& end) {
    return {{"address", end.address.text()}, {"port", end.port}};
}

template <typename Endpoint>
bool read_endpoint(const Json& json, const char* key, Endpoint& out) {
    if (!json.is_object() || !json.contains(key)) return false;
    const Json& end = json[key];
    return read_text_of(end, "address", out.address) && read_number_of(end, "port", out.port);
}

template <typename T>
bool read_value(const Json& json, const char* key, jool::GlobalValue& out) {
    if (!json.contains(key)) return false;
    T value{};
    if constexpr (std::is_same_v<T, std::vector<std::uint16_t>>) {
        if (!json[key].is_array()) return false;
        for (const Json& item : json[key])
            if (!read_number(item, value.emplace_back())) return false;
    } else if (!read(json[key], value)) {
        return false;
    }
    out = std::move(value);
    return true;
}

// The key tells the type, so that the value comes back as the alternative it was.
struct GlobalJson {
    Json& json;
    void operator()(std::monostate /*unset*/) const { json["unset"] = true; }
    void operator()(bool value) const { json["bool"] = value; }
    void operator()(std::uint8_t value) const { json["u8"] = value; }
    void operator()(std::uint32_t value) const { json["u32"] = value; }
    void operator()(const net::Ipv6Prefix& value) const { json["prefix"] = value_json(value); }
    void operator()(const std::vector<std::uint16_t>& value) const { json["list"] = value; }
};

Json port_json(const model::GuardPort& port) {
    return {{"protocol", word_of(protocols, port.protocol)},
            {"address", port.address.text()},
            {"port_min", port.port_min},
            {"port_max", port.port_max}};
}

bool read_port(const Json& json, model::GuardPort& out) {
    return json.is_object() && json.contains("protocol") &&
           read_word(json["protocol"], protocols, out.protocol) &&
           read_text_of(json, "address", out.address) &&
           read_number_of(json, "port_min", out.port_min) &&
           read_number_of(json, "port_max", out.port_max);
}

template <typename T, typename ReadOne>
bool read_list(const Json& json, const char* key, std::vector<T>& out, const ReadOne& read_one) {
    if (!json.is_object() || !json.contains(key) || !json[key].is_array()) return false;
    for (const Json& item : json[key])
        if (!read_one(item, out.emplace_back())) return false;
    return true;
}

}  // namespace

Json value_json(const net::Ipv6Prefix& prefix) {
    return prefix.text();
}
Json value_json(jool::Framework framework) {
    return word_of(frameworks, framework);
}
Json value_json(model::Family family) {
    return word_of(families, family);
}
Json value_json(const jool::GlobalSetting& setting) {
    Json json{{"id", setting.id}};
    std::visit(GlobalJson{json}, setting.value);
    return json;
}

Json value_json(const jool::Pool4Entry& entry) {
    return {{"protocol", word_of(protocols, entry.protocol)},
            {"prefix", entry.prefix.text()},
            {"port_min", entry.port_min},
            {"port_max", entry.port_max},
            {"mark", entry.mark}};
}

Json value_json(const jool::BibEntry& bib) {
    return {{"protocol", word_of(protocols, bib.protocol)},
            {"ipv6", endpoint_json(bib.src6)},
            {"ipv4", endpoint_json(bib.src4)}};
}

Json value_json(const model::GuardSpec& spec) {
    Json json{{"pool6", spec.pool6.text()},
              {"denied", Json::array()},
              {"own", Json::array()},
              {"hairpin", Json::array()}};
    for (const model::AddressRange& range : spec.denied)
        json["denied"].push_back({{"first", range.first.text()}, {"last", range.last.text()}});
    for (const net::Ipv4Address address : spec.own)
        json["own"].push_back(address.text());
    for (const model::GuardPort& port : spec.hairpin)
        json["hairpin"].push_back(port_json(port));
    return json;
}

bool read(const Json& json, std::string& out) {
    if (!json.is_string()) return false;
    out = json.get<std::string>();
    return true;
}
bool read(const Json& json, bool& out) {
    if (!json.is_boolean()) return false;
    out = json.get<bool>();
    return true;
}
bool read(const Json& json, std::uint8_t& out) {
    return read_number(json, out);
}
bool read(const Json& json, std::uint16_t& out) {
    return read_number(json, out);
}
bool read(const Json& json, std::uint32_t& out) {
    return read_number(json, out);
}
bool read(const Json& json, net::Ipv6Prefix& out) {
    return read_text(json, out);
}
bool read(const Json& json, jool::Framework& out) {
    return read_word(json, frameworks, out);
}
bool read(const Json& json, model::Family& out) {
    return read_word(json, families, out);
}

bool read(const Json& json, jool::GlobalSetting& out) {
    if (!read_number_of(json, "id", out.id)) return false;
    out.value = std::monostate();
    return json.contains("unset") || read_value<bool>(json, "bool", out.value) ||
           read_value<std::uint8_t>(json, "u8", out.value) ||
           read_value<std::uint32_t>(json, "u32", out.value) ||
           read_value<net::Ipv6Prefix>(json, "prefix", out.value) ||
           read_value<std::vector<std::uint16_t>>(json, "list", out.value);
}

bool read(const Json& json, jool::Pool4Entry& out) {
    return json.is_object() && json.contains("protocol") &&
           read_word(json["protocol"], protocols, out.protocol) &&
           read_text_of(json, "prefix", out.prefix) &&
           read_number_of(json, "port_min", out.port_min) &&
           read_number_of(json, "port_max", out.port_max) && read_number_of(json, "mark", out.mark);
}

bool read(const Json& json, jool::BibEntry& out) {
    out.is_static = true;
    return json.is_object() && json.contains("protocol") &&
           read_word(json["protocol"], protocols, out.protocol) &&
           read_endpoint(json, "ipv6", out.src6) && read_endpoint(json, "ipv4", out.src4);
}

bool read(const Json& json, model::GuardSpec& out) {
    const auto read_range = [](const Json& item, model::AddressRange& range) {
        return read_text_of(item, "first", range.first) && read_text_of(item, "last", range.last);
    };
    return read(json, "pool6", out.pool6) && read_list(json, "denied", out.denied, read_range) &&
           read_list(json, "own", out.own, read_text<net::Ipv4Address>) &&
           read_list(json, "hairpin", out.hairpin, read_port);
}

}  // namespace gate64::nat64ctl::apply
