// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/client.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "shared/base/unique_fd.h"

namespace gate64::dns64d::control {

using json = nlohmann::ordered_json;

namespace {

constexpr int answer_timeout_s = 15;

base::Result<void> add_explain_words(json& request, const std::vector<std::string>& words) {
    std::size_t plain = 0;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--client") {
            if (i + 1 == words.size()) return base::fail("--client needs an address");
            request["client"] = words[++i];
        } else if (word == "--do") {
            request["do"] = true;
        } else if (word == "--cd") {
            request["cd"] = true;
        } else if (word == "--no-rd") {
            request["rd"] = false;
        } else if (word.starts_with("--") || plain == 2) {
            return base::fail("explain does not know \"" + word + "\"");
        } else {
            request[plain++ == 0 ? "name" : "type"] = word;
        }
    }
    if (plain == 0) return base::fail("explain needs a name");
    if (!request.contains("client")) {
        return base::fail("explain needs --client ADDR: what a client gets depends on who it is");
    }
    return {};
}

void print_explanation(const json& result, std::ostream& out) {
    out << result["name"].get<std::string>() << ' ' << result["type"].get<std::string>() << " for "
        << result["client"].get<std::string>() << '\n';
    for (const json& step : result["steps"]) {
        out << "  " << step["stage"].get<std::string>() << ": "
            << step["decision"].get<std::string>() << '\n';
    }
    out << result["rcode"].get<std::string>() << '\n';
    for (const json& record : result["answer"]) {
        out << record["name"].get<std::string>() << ' ' << record["ttl"].get<std::uint32_t>()
            << " IN " << record["type"].get<std::string>() << ' '
            << record["data"].get<std::string>() << '\n';
    }
}

std::string plain_text(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// "key: value" lines, nested objects and lists indented.
void print_fields(const json& value, const std::string& indent, std::ostream& out) {
    for (const auto& [key, field] : value.items()) {
        const std::string label = value.is_array() ? "-" : key + ":";
        if (field.is_structured()) {
            out << indent << label << '\n';
            print_fields(field, indent + "  ", out);
        } else {
            out << indent << label << ' ' << plain_text(field) << '\n';
        }
    }
}

}  // namespace

base::Result<std::string> make_request(const std::vector<std::string>& words) {
    if (words.empty()) return base::fail("which verb? status, stats, explain, flush or reload");
    json request{{"verb", words[0]}};
    if (words[0] == "explain") {
        if (auto added = add_explain_words(request, words); !added) {
            return std::unexpected(added.error());
        }
    } else if (words[0] == "flush" && words.size() == 2) {
        request["name"] = words[1];
    } else if (words.size() > 1) {
        return base::fail("\"" + words[0] + "\" does not take \"" + words[1] + "\"");
    }
    return request.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

base::Result<std::string> exchange(const std::string& path, const std::string& request) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return base::fail("path too long: " + path);
    std::memcpy(address.sun_path, path.data(), path.size());
    const base::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return base::fail_errno("opening a socket", errno);
    const timeval timeout{.tv_sec = answer_timeout_s, .tv_usec = 0};
    (void)setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return base::fail_errno("connecting to " + path +
                                    " (is dns64d running, and with `control` "
                                    "set in its configuration?)",
                                errno);
    }
    if (send(fd.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
        return base::fail_errno("writing to " + path, errno);
    }
    std::string answer;
    std::array<char, 4096> chunk{};
    for (;;) {
        const ssize_t got = recv(fd.get(), chunk.data(), chunk.size(), 0);
        if (got < 0) return base::fail_errno("waiting for " + path, errno);
        if (got == 0) return answer;
        answer.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

bool print_answer(const std::string& answer, bool as_json, std::ostream& out,
                  std::ostream& error_out) {
    const json parsed = json::parse(answer, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("ok")) {
        error_out << "dns64d: the server's answer cannot be read\n";
        return false;
    }
    if (!parsed["ok"].get<bool>()) {
        error_out << "dns64d: " << parsed.value("error", "unknown error") << '\n';
        return false;
    }
    const json& result = parsed["result"];
    if (as_json) {
        out << result.dump(2) << '\n';
    } else if (result.contains("steps")) {
        print_explanation(result, out);
    } else {
        print_fields(result, "", out);
    }
    return true;
}

}  // namespace gate64::dns64d::control
