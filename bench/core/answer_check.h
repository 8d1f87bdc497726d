// SPDX-License-Identifier: Apache-2.0
#pragma once
// Whether an answer belongs to its question and says what it must. The id was checked before: it
// led to the question. One a thread: it keeps the memory it parses into.

#include <optional>

#include "bench/core/questions.h"
#include "shared/dns/message.h"
#include "shared/net/pref64.h"

namespace gate64::bench {

enum class Verdict : std::uint8_t {
    good,
    truncated,       ///< TC is set; nothing more was looked at
    malformed,       ///< shorter than a header, no response, or (verifying) it does not parse
    wrong_question,  ///< of another name, type or class
    wrong_address,   ///< verifying: not exactly the one address the rule says
};

class AnswerCheck {
  public:
    /// With `prefix` the records are looked at as well. `questions` must outlive this.
    AnswerCheck(const Questions& questions, std::optional<net::Pref64> prefix) noexcept
        : questions_(questions), prefix_(prefix) {}

    /// Whether `message` answers `key`. Answers with an error code are good when the question is
    /// the right one: codes are counted by the caller.
    [[nodiscard]] Verdict look(Questions::Key key, base::Bytes message);

  private:
    [[nodiscard]] Verdict look_at_records(Questions::Key key, base::Bytes message);

    const Questions& questions_;
    std::optional<net::Pref64> prefix_;
    dns::Response response_;
};

}  // namespace gate64::bench
