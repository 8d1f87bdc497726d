// SPDX-License-Identifier: Apache-2.0
#include "shared/control_client/request.h"

#include <nlohmann/json.hpp>

namespace gate64::control_client {

namespace {

using json = nlohmann::ordered_json;

/// Arguments may hold octets that are not UTF-8; they are replaced.
std::string line_of(const json& request) {
    return request.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

base::Result<Question> read_question(const std::vector<std::string>& words) {
    Question question;
    std::size_t plain = 0;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--client") {
            if (i + 1 == words.size()) return base::fail("--client needs an address");
            question.client = words[++i];
        } else if (word == "--do") {
            question.dnssec_ok = true;
        } else if (word == "--cd") {
            question.checking_disabled = true;
        } else if (word == "--no-rd") {
            question.recursion_desired = false;
        } else if (word.starts_with("--") || plain == 2) {
            return base::fail("explain does not know \"" + word + "\"");
        } else {
            (plain++ == 0 ? question.name : question.type) = word;
        }
    }
    if (plain == 0) return base::fail("explain needs a name");
    if (question.client.empty()) {
        return base::fail("explain needs --client ADDR: what a client gets depends on who it is");
    }
    return question;
}

}  // namespace

std::string verb_request(std::string_view verb) {
    return line_of({{"verb", verb}});
}

std::string flush_request(const std::string& name) {
    json request{{"verb", "flush"}};
    if (!name.empty()) request["name"] = name;
    return line_of(request);
}

std::string explain_request(const Question& question) {
    json request{{"verb", "explain"}, {"name", question.name}};
    if (!question.type.empty()) request["type"] = question.type;
    request["client"] = question.client;
    if (question.dnssec_ok) request["do"] = true;
    if (question.checking_disabled) request["cd"] = true;
    if (!question.recursion_desired) request["rd"] = false;
    return line_of(request);
}

base::Result<std::string> make_request(const std::vector<std::string>& words) {
    if (words.empty()) return base::fail("which verb? status, stats, explain, flush or reload");
    if (words[0] == "explain") {
        const auto question = read_question(words);
        if (!question) return std::unexpected(question.error());
        return explain_request(*question);
    }
    if (words[0] == "flush" && words.size() == 2) return flush_request(words[1]);
    if (words.size() > 1) {
        return base::fail("\"" + words[0] + "\" does not take \"" + words[1] + "\"");
    }
    return verb_request(words[0]);
}

}  // namespace gate64::control_client
