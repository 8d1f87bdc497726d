// SPDX-License-Identifier: Apache-2.0
#include "shared/control_client/answer.h"

#include <string_view>

#include "shared/cli/escape.h"

namespace gate64::control_client {

namespace {

using json = nlohmann::ordered_json;

/// Escaped, but for the backslashes of the server's own escapes (RFC 1035 5.1, RFC 3597 5).
std::string safe(std::string_view text) {
    std::string made;
    for (;;) {
        const std::size_t end = text.find('\\');
        made += cli::escape(text.substr(0, end));
        if (end == std::string_view::npos) return made;
        made += '\\';
        text.remove_prefix(end + 1);
    }
}

std::string plain_text(const json& value) {
    return safe(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string field(const json& object, const char* key) {
    return object.is_object() && object.contains(key) ? plain_text(object[key]) : "?";
}

std::string explanation_text(const json& result) {
    std::string text = field(result, "name") + " " + field(result, "type") + " for " +
                       field(result, "client") + "\n";
    for (const json& step : result["steps"]) {
        text += "  " + field(step, "stage") + ": " + field(step, "decision") + "\n";
    }
    text += field(result, "rcode") + "\n";
    for (const json& record : result.value("answer", json::array())) {
        text += field(record, "name") + " " + field(record, "ttl") + " IN " +
                field(record, "type") + " " + field(record, "data") + "\n";
    }
    return text;
}

std::string fields_text(const json& value, const std::string& indent) {
    std::string text;
    for (const auto& [key, item] : value.items()) {
        const std::string label = value.is_array() ? "-" : safe(key) + ":";
        if (item.is_structured()) {
            text += indent + label + "\n" + fields_text(item, indent + "  ");
        } else {
            text += indent + label + " " + plain_text(item) + "\n";
        }
    }
    return text;
}

}  // namespace

base::Result<json> read_answer(const std::string& answer) {
    const json parsed = json::parse(answer, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("ok") || !parsed["ok"].is_boolean()) {
        return base::fail("the server's answer cannot be read");
    }
    if (!parsed["ok"].get<bool>()) {
        const json error = parsed.value("error", json());
        return base::fail(error.is_string() ? error.get<std::string>() : "unknown error");
    }
    return parsed.value("result", json::object());
}

std::string answer_text(const json& result) {
    return result.is_object() && result.contains("steps") ? explanation_text(result)
                                                          : fields_text(result, "");
}

}  // namespace gate64::control_client
