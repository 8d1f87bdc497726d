// SPDX-License-Identifier: Apache-2.0
#pragma once
// The decisions of one query in words, for `explain`. Ordinary queries carry no trace, so the
// pipeline pays one null test a decision.

#include <string>
#include <utility>
#include <vector>

namespace gate64::dns64d::pipeline {

/// One decision: the stage that made it and what it was.
struct TraceStep {
    std::string stage;
    std::string text;
};

class Trace {
  public:
    void note(std::string stage, std::string text) {
        steps_.push_back({std::move(stage), std::move(text)});
    }
    [[nodiscard]] const std::vector<TraceStep>& steps() const noexcept { return steps_; }

  private:
    std::vector<TraceStep> steps_;
};

}  // namespace gate64::dns64d::pipeline
