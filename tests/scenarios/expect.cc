// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/expect.h"

#include <algorithm>
#include <map>

#include "shared/dns/message.h"
#include "tests/scenarios/record_text.h"

namespace gate64::scenarios {

namespace {

constexpr std::int64_t after_tolerance_ms = 10;

std::vector<std::string> section_texts(const dns::Response& response, dns::Section section) {
    std::vector<std::string> texts;
    for (const dns::RecordView record : response.records.view()) {
        if (record.section == section) texts.push_back(record_text(record));
    }
    return texts;
}

/// The expected records in the same spelling as section_texts().
std::vector<std::string> expected_texts(const std::vector<std::string>& lines,
                                        std::vector<std::string>& problems) {
    std::vector<std::string> texts;
    for (const std::string& line : lines) {
        dns::RecordList record;
        if (auto added = add_record_text(record, dns::Section::answer, line); !added) {
            problems.push_back(added.error().message);
            continue;
        }
        for (const dns::RecordView view : record.view())
            texts.push_back(record_text(view));
    }
    return texts;
}

std::string listing(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts)
        list += "\n      " + text;
    return list.empty() ? " nothing" : list;
}

class Checker {
  public:
    Checker(const Scenario& scenario, const World& world) : scenario_(scenario), world_(world) {}

    std::vector<std::string> run(const Step& step, const std::optional<Received>& received) {
        if (received && !received->message.empty() &&
            !dns::parse_response(received->message, response_)) {
            problem(step.line, "the answer cannot be parsed");
            return std::move(problems_);
        }
        std::map<std::string, std::vector<std::string>> records;
        for (const Expectation& expectation : step.expectations) {
            if (expectation.keyword == "answer" || expectation.keyword == "authority") {
                records[expectation.keyword].push_back(expectation.text);
            } else {
                one(expectation, received);
            }
        }
        const bool silent_expected =
            std::any_of(step.expectations.begin(), step.expectations.end(),
                        [](const Expectation& e) { return e.keyword == "silent"; });
        if (!received && !silent_expected) problem(step.line, "no answer");
        for (const auto& [keyword, lines] : records) {
            compare(step.line, keyword == "answer" ? dns::Section::answer : dns::Section::authority,
                    lines);
        }
        return std::move(problems_);
    }

  private:
    void problem(int line, const std::string& text) {
        problems_.push_back(scenario_.file + ":" + std::to_string(line) + ": " + text);
    }

    void equal(const Expectation& expectation, const std::string& got) {
        if (got != expectation.text) {
            problem(expectation.line,
                    expectation.keyword + ": expected " + expectation.text + ", got " + got);
        }
    }

    void compare(int line, dns::Section section, const std::vector<std::string>& lines) {
        const auto expected = expected_texts(lines, problems_);
        const auto got = section_texts(response_, section);
        if (expected != got) {
            problem(line, "expected records:" + listing(expected) + "\n    got:" + listing(got));
        }
    }

    void flags(const Expectation& expectation) {
        const std::map<std::string, bool> bits = {
            {"aa", response_.header.aa()}, {"tc", response_.header.tc()},
            {"rd", response_.header.rd()}, {"ra", response_.header.ra()},
            {"ad", response_.header.ad()}, {"cd", response_.header.cd()}};
        for (const std::string& word : split_words(expectation.text)) {
            const auto bit = bits.find(word.substr(1));
            if (bit == bits.end()) {
                problem(expectation.line, "no such flag: " + word);
            } else if (bit->second != (word[0] == '+')) {
                problem(expectation.line, "flag " + word + " does not hold");
            }
        }
    }

    void asked(const Expectation& expectation) {
        const auto words = split_words(expectation.text);
        if (words.size() != 3 && words.size() != 4) {
            return problem(expectation.line, "asked NAME TYPE COUNT [HOW]");
        }
        const std::string how = words.size() == 4 ? " " + words[3] : "";
        const unsigned got = world_.asked(canonical(words[0]) + " " + words[1] + how);
        if (std::to_string(got) != words[2]) {
            problem(expectation.line, "asked " + words[0] + " " + words[1] + ": expected " +
                                          words[2] + ", got " + std::to_string(got));
        }
    }

    void says(const Expectation& expectation) {
        std::string all;
        for (const std::string& line : world_.told()) {
            if (line.find(expectation.text) != std::string::npos) return;
            all += "\n      " + line;
        }
        problem(expectation.line, "no line says \"" + expectation.text + "\":" + all);
    }

    void after(const Expectation& expectation, const Received& received) {
        const std::int64_t expected = std::stoll(expectation.text);
        if (std::abs(received.after.count() - expected) > after_tolerance_ms) {
            equal(expectation, std::to_string(received.after.count()));
        }
    }

    void one(const Expectation& expectation, const std::optional<Received>& received) {
        const std::string& keyword = expectation.keyword;
        if (keyword == "asked") return asked(expectation);
        if (keyword == "says") return says(expectation);
        if (keyword == "silent") {
            if (received) problem(expectation.line, "there is an answer");
            return;
        }
        if (!received) return;
        if (keyword == "rcode") {
            equal(expectation, dns::rcode_text(response_.rcode));
        } else if (keyword == "flags") {
            flags(expectation);
        } else if (keyword == "ede") {
            equal(expectation, std::to_string(static_cast<unsigned>(response_.edns.ede)));
        } else if (keyword == "no-ede") {
            if (response_.edns.ede != dns::Ede::none) problem(expectation.line, "there is an EDE");
        } else if (keyword == "opt" || keyword == "no-opt") {
            if (response_.edns.present != (keyword == "opt")) problem(expectation.line, keyword);
        } else if (keyword == "no-answer") {
            compare(expectation.line, dns::Section::answer, {});
        } else if (keyword == "no-authority") {
            compare(expectation.line, dns::Section::authority, {});
        } else if (keyword == "no-additional") {
            compare(expectation.line, dns::Section::additional, {});
        } else if (keyword == "size-max") {
            if (received->message.size() > std::stoul(expectation.text)) {
                equal(expectation, std::to_string(received->message.size()));
            }
        } else if (keyword == "name") {
            equal(expectation, response_.name.text());
        } else if (keyword == "after") {
            after(expectation, *received);
        } else {
            problem(expectation.line, "unknown expectation \"" + keyword + "\"");
        }
    }

    const Scenario& scenario_;
    const World& world_;
    dns::Response response_;
    std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> check(const Scenario& scenario, const Step& step,
                               const std::optional<Received>& received, const World& world) {
    return Checker(scenario, world).run(step, received);
}

}  // namespace gate64::scenarios
