// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/dns64d.h"

#include <cerrno>

#include "shared/control_client/answer.h"
#include "shared/control_client/ask.h"
#include "shared/control_client/request.h"

namespace gate64::nat64ctl::system {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> strings_of(const Json& result, const char* key) {
    std::vector<std::string> texts;
    for (const Json& item : result.value(key, Json::array())) {
        if (item.is_string()) texts.push_back(item.get<std::string>());
    }
    return texts;
}

}  // namespace

base::Result<model::DnsFacts> read_dns_status(const std::string& answer) {
    const auto result = control_client::read_answer(answer);
    if (!result) return std::unexpected(base::Error{"dns64d: " + result.error().message});
    const auto version = result->find("version");
    if (version == result->end() || !version->is_string()) {
        return base::fail("dns64d: its status has no version; is it another release?");
    }
    model::DnsFacts facts{.version = version->get<std::string>(),
                          .prefixes = {},
                          .listening = strings_of(*result, "listen")};
    for (const std::string& text : strings_of(*result, "prefixes")) {
        if (const auto prefix = net::Ipv6Prefix::parse(text)) facts.prefixes.push_back(*prefix);
    }
    return facts;
}

base::Result<model::DnsFacts> observe_dns(const std::string& control_path) {
    if (control_path.empty()) {
        return base::fail("dns64d's control socket is off in the configuration", ENOENT);
    }
    const auto answer = control_client::ask(control_path, control_client::verb_request("status"));
    if (answer) return read_dns_status(*answer);
    base::Error error = answer.error();
    if (error.errno_value == ECONNREFUSED) error.errno_value = ENOENT;
    return std::unexpected(std::move(error));
}

}  // namespace gate64::nat64ctl::system
