// SPDX-License-Identifier: Apache-2.0
#pragma once
// The command line as CLI11 sees it, built from the table of commands: parsing, --help, completion
// and man page all walk this one tree. Prints nothing by itself. One thread.

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "nat64ctl/commands/command.h"

namespace gate64::nat64ctl::commands {

/// A verb in the tree.
struct Verb {
    const Command* command = nullptr;
    CLI::App* app = nullptr;  ///< the parser's
    Run run;
};

class Parser {
  public:
    Parser();

    [[nodiscard]] CLI::App& app() noexcept { return app_; }
    [[nodiscard]] const std::vector<Verb>& verbs() const noexcept { return verbs_; }
    /// The options of all verbs, filled in by app().parse().
    [[nodiscard]] const GlobalOptions& options() const noexcept { return options_; }
    /// After parsing: the verb that was named, or nullptr.
    [[nodiscard]] const Verb* chosen() const noexcept;
    /// After an unsuccessful parse: "Did you mean ...?" for a verb or option that does not exist,
    /// or "".
    [[nodiscard]] std::string hint() const;
    /// "nat64ctl pools", or "nat64ctl" when no verb was named.
    [[nodiscard]] std::string called() const;

  private:
    void add_global_options();
    void add_verb(const Command& command);
    CLI::App& parent_of(const Command& command);

    CLI::App app_;
    GlobalOptions options_;
    std::vector<Verb> verbs_;
};

}  // namespace gate64::nat64ctl::commands
