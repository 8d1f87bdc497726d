// SPDX-License-Identifier: Apache-2.0
#pragma once
// What every verb shares: the options that all have, where output goes, and how to reach the box.
// Made once in program.cc; one thread.

#include <chrono>
#include <expected>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/apply/actuator.h"
#include "nat64ctl/apply/site.h"
#include "nat64ctl/model/box.h"
#include "shared/base/error.h"
#include "shared/cli/exit_code.h"
#include "shared/cli/output.h"
#include "shared/config/model.h"
#include "shared/config/parse.h"
#include "shared/jool_client/client.h"

namespace gate64::nat64ctl::commands {

struct GlobalOptions {
    std::string config_file{config::default_file};
    std::string instance;  ///< --instance; "": the file's, or the only one there is
    std::string netns;     ///< --netns: a name below /run/netns or a path; "": the caller's
    bool yes = false;      ///< --yes: do not ask
    cli::Format format = cli::Format::text;  ///< --json, --tsv
};

/// Reaches the box; tests put a fake in its place.
class Gateway {
  public:
    virtual ~Gateway() = default;
    /// Connects to Jool in the namespace chosen. errno ENOENT: the module is not loaded.
    [[nodiscard]] virtual base::Result<std::unique_ptr<jool::Client>> connect() = 0;
    /// All facts. `instance`: the one to look after. `planned`: what may come into its pool4, whose
    /// sockets and routes are looked at as well. Never fails as a whole.
    [[nodiscard]] virtual model::Box observe(const std::string& instance,
                                             const std::vector<jool::Pool4Entry>& planned) = 0;
    [[nodiscard]] model::Box observe(const std::string& instance) { return observe(instance, {}); }
    /// Before the first change: one nat64ctl at a time (system/lock.h), as long as this lives.
    [[nodiscard]] virtual base::Result<void> begin_change() = 0;
    /// Lets time pass, between two readings of counters.
    virtual void pause(std::chrono::milliseconds time) = 0;

    // For the verbs that change by plan and journal; they take the lock themselves. By default the
    // box that connect() and observe() reach.
    /// Does changes around `instance`; uses this gateway, from a forked self as well.
    [[nodiscard]] virtual std::unique_ptr<apply::Actuator> actuator(const std::string& instance);
    /// Where runs about `instance` keep lock, journal and state.
    [[nodiscard]] virtual base::Result<apply::Site> site(const std::string& instance,
                                                         const std::string& netns);
    /// What stands before /etc/sysctl.d, whose settings this namespace gets at boot. Nothing: no
    /// file speaks for this namespace, as it is not the first one of the system.
    [[nodiscard]] virtual std::optional<std::string> sysctl_root();
};

struct Context {
    const GlobalOptions& options;
    cli::Output& out;
    std::ostream& err;
    Gateway& gateway;
    std::istream* in = nullptr;  ///< a terminal to ask on; nullptr: nobody to ask
};

/// The file named by --config; prints its diagnostics to `err` when it is wrong.
[[nodiscard]] std::expected<config::Config, cli::ExitCode> load_config(Context& context);

/// The instance a verb is about: --instance, else the file's where there is a file, else the only
/// one in this namespace. The error says which there are.
[[nodiscard]] base::Result<std::string> chosen_instance(Context& context, jool::Client& client);

/// A client with the instance it is for.
struct Connection {
    std::unique_ptr<jool::Client> client;
    std::string instance;
};

/// What verbs about one instance start with: connects, chooses the instance, and prints what is
/// wrong.
[[nodiscard]] std::expected<Connection, cli::ExitCode> connect(Context& context);

/// The names of the instances in this network namespace; the kernel lists those of all.
[[nodiscard]] base::Result<std::vector<std::string>> instances_here(jool::Client& client);

/// Prints "nat64ctl: MESSAGE" and gives the exit code: 3 for a missing module, 4 for a version
/// mismatch, 5 for EPERM and EACCES, else 1.
[[nodiscard]] cli::ExitCode report(Context& context, const base::Error& error);

/// Prints "nat64ctl: MESSAGE" and gives the exit code of a usage error.
[[nodiscard]] cli::ExitCode usage_error(Context& context, std::string_view message);

/// Asks on a terminal; elsewhere only --yes counts. False: said no, and the message is printed.
[[nodiscard]] bool confirmed(Context& context, const std::string& question);

}  // namespace gate64::nat64ctl::commands
