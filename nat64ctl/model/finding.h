// SPDX-License-Identifier: Apache-2.0
#pragma once
// One thing that is wrong or may go wrong, with the command that mends it. Doctor makes all of
// them, status shows them, metrics count them by id.

#include <cstdint>
#include <string>

namespace gate64::nat64ctl::model {

enum class Severity : std::uint8_t {
    note,     ///< good to know
    warning,  ///< works now, will hurt under load, after a reboot or for some clients
    problem,  ///< clients are affected now
};

struct Finding {
    std::string id;  ///< stable, for scripts: "pool4-ephemeral-overlap"
    Severity severity = Severity::problem;
    std::string title;     ///< one sentence: what is wrong
    std::string cause;     ///< why it matters
    std::string evidence;  ///< what was seen, with numbers
    std::string fix;       ///< a command, or what to change in the file
    friend bool operator==(const Finding&, const Finding&) = default;
};

}  // namespace gate64::nat64ctl::model
