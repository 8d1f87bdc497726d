// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every NAT64 operation of Jool as a call. Checks names and values before anything is sent, pages
// through listings and restarts those that the kernel says have changed, and turns both of the
// kernel's error paths into one Error (errno_value is the kernel's; ESRCH, EEXIST keep their
// meaning). Writes are refused on a module whose layout is not known (version.h). Listings are not
// snapshots: tables move between pages. Belongs to the thread of its transport.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "shared/base/error.h"
#include "shared/jool/model.h"
#include "shared/jool/request.h"
#include "shared/jool/version.h"
#include "shared/jool_client/transport.h"

namespace gate64::jool {

/// What becomes of the bindings and sessions of pool4 ranges that are removed.
enum class Sessions : std::uint8_t {
    end,   ///< bindings and sessions of what is removed end now
    keep,  ///< QUICK: they stay until they expire, unreachable
};

class Client {
  public:
    explicit Client(std::unique_ptr<Transport> transport) noexcept;

    [[nodiscard]] const Version& version() const noexcept;

    // Instances. Names are 1 to 15 printable octets.
    [[nodiscard]] base::Result<std::vector<Instance>> instances();
    /// Whether this namespace has an instance of that name.
    [[nodiscard]] base::Result<bool> instance_exists(const std::string& name);
    [[nodiscard]] base::Result<void> add_instance(const std::string& name, Framework framework,
                                                  const net::Ipv6Prefix& pool6);
    [[nodiscard]] base::Result<void> remove_instance(const std::string& name);
    /// All NAT64 instances of this namespace.
    [[nodiscard]] base::Result<void> flush_instances();

    // Globals.
    [[nodiscard]] base::Result<std::vector<GlobalSetting>> globals(const std::string& instance);
    /// All or none are taken.
    [[nodiscard]] base::Result<void> set_globals(const std::string& instance,
                                                 std::span<const GlobalSetting> settings);

    // pool4. `force`: from 4.1.15 on, also when the range overlaps the ephemeral ports.
    [[nodiscard]] base::Result<std::vector<Pool4Entry>> pool4(const std::string& instance,
                                                              Protocol protocol);
    [[nodiscard]] base::Result<void> add_pool4(const std::string& instance, const Pool4Entry& entry,
                                               bool force = false);
    /// Removing what is not there succeeds (Jool's rule).
    [[nodiscard]] base::Result<void> remove_pool4(const std::string& instance,
                                                  const Pool4Entry& entry, Sessions sessions);
    [[nodiscard]] base::Result<void> flush_pool4(const std::string& instance, Sessions sessions);

    // Bindings and sessions, streamed: memory does not grow with the table. `visit` returns false
    // to stop.
    [[nodiscard]] base::Result<void> each_bib(const std::string& instance, Protocol protocol,
                                              const std::function<bool(const BibEntry&)>& visit);
    [[nodiscard]] base::Result<void> add_bib(const std::string& instance, const BibEntry& entry);
    [[nodiscard]] base::Result<void> remove_bib(const std::string& instance, const BibEntry& entry);
    [[nodiscard]] base::Result<void> each_session(const std::string& instance, Protocol protocol,
                                                  const std::function<bool(const Session&)>& visit);

    [[nodiscard]] base::Result<std::vector<Counter>> counters(const std::string& instance);

    /// Atomic configuration: creates the instance whole, or replaces all globals and pool4 of a
    /// live one and restarts its counters. One transaction on one thread.
    struct AtomicConfiguration {
        Framework framework = Framework::netfilter;
        std::vector<GlobalSetting> globals;  ///< pool6 among them
        std::vector<Pool4Entry> pool4;
        std::vector<BibEntry> bib;
    };
    [[nodiscard]] base::Result<void> replace_atomically(const std::string& instance,
                                                        const AtomicConfiguration& configuration,
                                                        bool force = false);

    /// Session synchronisation: resend every session to the peers.
    [[nodiscard]] base::Result<void> advertise(const std::string& instance);

  private:
    [[nodiscard]] Target target(const std::string& instance) const;
    [[nodiscard]] base::Result<Target> reading(const std::string& instance) const;
    [[nodiscard]] base::Result<Target> writing(const std::string& instance) const;
    [[nodiscard]] base::Result<Octets> ask(const base::Result<Octets>& request);
    [[nodiscard]] base::Result<void> command(const base::Result<Octets>& request);

    std::unique_ptr<Transport> transport_;
};

}  // namespace gate64::jool
