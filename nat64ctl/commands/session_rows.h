// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sessions as rows: address and port together for people, apart for programs. Written as they
// come.

#include <cstdint>

#include "shared/cli/output.h"
#include "shared/jool/model.h"

namespace gate64::nat64ctl::commands {

class SessionRows {
  public:
    /// `out` outlives this.
    explicit SessionRows(cli::Output& out);
    void add(const jool::Session& session);
    void end() { out_.end_table(); }
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

  private:
    cli::Output& out_;
    std::uint64_t count_ = 0;
};

/// Time left, for people: "1h59m", "3m40s", "5s".
[[nodiscard]] std::string time_left_text(std::uint32_t ms);

}  // namespace gate64::nat64ctl::commands
