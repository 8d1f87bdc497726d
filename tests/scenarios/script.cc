// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/script.h"

#include <algorithm>
#include <sstream>

#include "shared/dns/arpa.h"
#include "shared/dns/types.h"

namespace gate64::scenarios {

namespace {

const std::vector<std::string> rcodes = {"NODATA",  "NXDOMAIN", "SERVFAIL",
                                         "REFUSED", "FORMERR",  "NOTIMP"};

std::string trim(const std::string& text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string join(const std::vector<std::string>& words, std::size_t from) {
    std::string text;
    for (std::size_t i = from; i < words.size(); ++i)
        text += (text.empty() ? "" : " ") + words[i];
    return text;
}

std::string zone_soa(const std::string& name, const std::string& ttl) {
    const std::string full = canonical(name);
    const auto last = full.rfind('.', full.size() - 2);
    const std::string zone = last == std::string::npos ? full : full.substr(last + 1);
    return zone + " " + ttl + " IN SOA ns." + zone + " root." + zone + " 1 3600 600 86400 " + ttl;
}

bool is_number(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(),
                                        [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// A record starts with an owner and a TTL.
bool starts_record(const std::vector<std::string>& words, std::size_t at) {
    return at + 3 < words.size() && is_number(words[at + 1]) && words[at + 2] == "IN";
}

/// One option word of a reply; false when it is none.
bool apply_word(Reply& reply, const std::string& name, const std::string& word) {
    if (std::find(rcodes.begin(), rcodes.end(), word) != rcodes.end()) {
        reply.rcode = word == "NODATA" ? "NOERROR" : word;
    } else if (word.starts_with("soa=")) {
        reply.authority.push_back(zone_soa(name, word.substr(4)));
    } else if (word.starts_with("ede=")) {
        reply.ede = std::stoi(word.substr(4));
    } else if (word.starts_with("delay=")) {
        reply.delay_ms = static_cast<std::uint32_t>(std::stoul(word.substr(6)));
    } else if (word == "ad") {
        reply.ad = true;
    } else if (word == "tc") {
        reply.truncate = true;
    } else if (word == "TIMEOUT") {
        reply.silent = true;
    } else if (word == "UNREACHABLE") {
        reply.refused = true;
    } else {
        return false;
    }
    return true;
}

base::Result<void> parse_reply(Replies& replies, const std::string& text) {
    const std::vector<std::string> words = split_words(text);
    if (words.size() < 3) return base::fail("expected NAME TYPE WHAT");
    const std::string name = words[0];
    const auto type = dns::parse_type(words[1]);
    if (!type) return base::fail("no such type: " + words[1]);
    std::string key = canonical(name) + " " + dns::type_text(*type);
    std::size_t at = 2;
    if (words[at] == "cd") {
        key += " cd";
        ++at;
    }
    if (at < words.size() && words[at][0] == '@') key += " " + words[at++];
    Reply& reply = replies[key];
    for (; at < words.size(); ++at) {
        const bool authority = words[at] == "authority";
        const bool additional = words[at] == "additional";
        const std::size_t from = at + (authority || additional ? 1 : 0);
        if (starts_record(words, from)) {
            auto& section = authority    ? reply.authority
                            : additional ? reply.additional
                                         : reply.answer;
            section.push_back(join(words, from));
            return {};
        }
        if (!apply_word(reply, name, words[at])) {
            return base::fail("\"" + words[at] + "\" is neither an option nor a record");
        }
    }
    return {};
}

/// Reads one file, line by line.
class Reader {
  public:
    Reader(const std::string& file, const std::string& text) : file_(file), input_(text) {}

    base::Result<std::vector<Scenario>> run() {
        for (std::string raw; std::getline(input_, raw);) {
            ++line_;
            raw = expand_arpa(std::move(raw));
            const std::string content = trim(raw);
            if (content.empty() || raw[0] == '#') continue;
            const auto read = raw[0] == ' ' ? indented(raw, content) : heading(content);
            if (!read) {
                return base::fail(file_ + ":" + std::to_string(line_) + ": " +
                                  read.error().message);
            }
        }
        return std::move(scenarios_);
    }

  private:
    enum class Block { none, config, step };

    base::Result<void> heading(const std::string& content) {
        if (content.starts_with("== ")) {
            scenarios_.push_back({.file = file_, .line = line_, .title = content.substr(3)});
            block_ = Block::none;
            return {};
        }
        if (scenarios_.empty()) return base::fail("a scenario starts with ==");
        if (content == "config:") {
            block_ = Block::config;
            return {};
        }
        const auto colon = content.find(':');
        const std::string keyword = content.substr(0, colon);
        Step step{.line = line_,
                  .text = colon == std::string::npos ? "" : trim(content.substr(colon + 1))};
        if (keyword == "ask")
            step.kind = Step::Kind::ask;
        else if (keyword == "explain")
            step.kind = Step::Kind::explain;
        else if (keyword == "wait")
            step.kind = Step::Kind::wait;
        else if (keyword == "reload")
            step.kind = Step::Kind::reload;
        else if (keyword == "upstream")
            step.kind = Step::Kind::upstream;
        else if (keyword == "flush")
            step.kind = Step::Kind::flush;
        else
            return base::fail("unknown keyword \"" + keyword + "\"");
        scenarios_.back().steps.push_back(std::move(step));
        block_ = Block::step;
        return {};
    }

    base::Result<void> indented(const std::string& raw, const std::string& content) {
        if (block_ == Block::none) return base::fail("indented line without a heading");
        if (block_ == Block::config) {
            scenarios_.back().config += raw + "\n";
            return {};
        }
        Step& step = scenarios_.back().steps.back();
        switch (step.kind) {
            case Step::Kind::upstream:
                return parse_reply(step.replies, content);
            case Step::Kind::reload:
                step.text += raw + "\n";
                return {};
            case Step::Kind::ask:
            case Step::Kind::explain: {
                const auto space = content.find(' ');
                step.expectations.push_back(
                    {line_, content.substr(0, space),
                     space == std::string::npos ? "" : trim(content.substr(space))});
                return {};
            }
            default:
                return base::fail("nothing belongs below this");
        }
    }

    std::string file_;
    std::istringstream input_;
    int line_ = 0;
    Block block_ = Block::none;
    std::vector<Scenario> scenarios_;
};

}  // namespace

std::string expand_arpa(std::string line) {
    constexpr std::string_view opening = "arpa(";
    for (std::size_t at = line.find(opening); at != std::string::npos; at = line.find(opening)) {
        const std::size_t from = at + opening.size();
        const std::size_t end = line.find(')', from);
        if (end == std::string::npos) break;
        const auto address = net::IpAddress::parse(line.substr(from, end - from));
        if (!address) break;
        const dns::Name name =
            address->is_v4() ? dns::reverse_name(address->v4()) : dns::reverse_name(address->v6());
        line.replace(at, end + 1 - at, name.text());
    }
    return line;
}

std::string canonical(const std::string& name) {
    std::string text = name;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (text.empty() || text.back() != '.') text += '.';
    return text;
}

std::vector<std::string> split_words(const std::string& text) {
    std::istringstream input(text);
    std::vector<std::string> words;
    for (std::string word; input >> word;)
        words.push_back(word);
    return words;
}

base::Result<std::vector<Scenario>> parse_scenarios(const std::string& file,
                                                    const std::string& text) {
    return Reader(file, text).run();
}

}  // namespace gate64::scenarios
