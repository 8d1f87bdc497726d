// SPDX-License-Identifier: Apache-2.0
#pragma once
// Scenario files as data. See README.md for the format.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "shared/base/error.h"

namespace gate64::scenarios {

/// What the scripted upstream says to one (name, type).
struct Reply {
    std::string rcode = "NOERROR";
    std::vector<std::string> answer, authority, additional;  ///< presentation format
    int ede = -1;
    std::uint32_t delay_ms = 1;
    bool ad = false;
    bool truncate = false;
    bool silent = false;
    bool refused = false;  ///< the network says there is nobody (ICMP, connection refused)
};

/// "name. TYPE", then perhaps " cd", then perhaps " @SERVER"; lower case names.
using Replies = std::map<std::string, Reply>;

struct Expectation {
    int line = 0;
    std::string keyword;
    std::string text;
};

struct Step {
    enum class Kind { ask, explain, wait, reload, upstream, flush };
    Kind kind = Kind::ask;
    int line = 0;
    std::string text{};  ///< the words after the keyword; for reload the configuration
    Replies replies{};   ///< upstream
    std::vector<Expectation> expectations{};
};

struct Scenario {
    std::string file;
    int line = 0;
    std::string title;
    std::string config{};
    std::vector<Step> steps{};
};

/// Every scenario of a file's text; the error names the line.
[[nodiscard]] base::Result<std::vector<Scenario>> parse_scenarios(const std::string& file,
                                                                  const std::string& text);

/// A line with every arpa(ADDRESS) replaced by the reverse name of the address.
[[nodiscard]] std::string expand_arpa(std::string line);
/// "WWW.Example" -> "www.example."
[[nodiscard]] std::string canonical(const std::string& name);
[[nodiscard]] std::vector<std::string> split_words(const std::string& text);

}  // namespace gate64::scenarios
