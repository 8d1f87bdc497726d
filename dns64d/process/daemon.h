// SPDX-License-Identifier: Apache-2.0
#pragma once
// The running server as the main thread sees it: started from a configuration, told to reload,
// drained, watched. Everything that needs root happens in start(), before the first thread.

#include <memory>
#include <mutex>
#include <optional>

#include "dns64d/control/server.h"
#include "dns64d/process/address_watch.h"
#include "dns64d/process/command_line.h"
#include "dns64d/process/opener.h"
#include "dns64d/process/settings_builder.h"
#include "dns64d/shard/shards.h"
#include "shared/cli/exit_code.h"
#include "shared/page_server/page_server.h"

namespace gate64::dns64d::process {

/// Why a start failed: lines for stderr, and the exit code.
struct StartError {
    std::string message;
    cli::ExitCode code = cli::ExitCode::failed;
};

class Daemon final : public control::Reloader {
  public:
    [[nodiscard]] static std::expected<std::unique_ptr<Daemon>, StartError> start(
        const CommandLine& line);
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;
    ~Daemon() override;

    /// Until TERM or INT, or until a shard dies. Main thread.
    [[nodiscard]] cli::ExitCode run();

    /// Reads the configuration anew and swaps it in, or keeps the old one and says why. Any thread.
    [[nodiscard]] base::Result<std::string> reload() override;
    [[nodiscard]] std::vector<std::string> listening() override;

  private:
    /// What start() opens with the rights it has, for the threads that come later.
    struct Opened {
        std::vector<std::vector<io::ListenerSockets>> listeners;
        base::UniqueFd control;
        base::UniqueFd metrics;
    };

    explicit Daemon(CommandLine line) : line_(std::move(line)) {}
    [[nodiscard]] std::expected<void, StartError> load_all();
    [[nodiscard]] std::expected<void, StartError> open_all(const shard::FixedSettings& fixed,
                                                           Opened& opened);
    [[nodiscard]] std::expected<void, StartError> start_all(shard::FixedSettings fixed,
                                                            Opened opened);
    [[nodiscard]] std::expected<config::Config, config::Diagnostics> load() const;
    [[nodiscard]] std::expected<std::shared_ptr<const model::Settings>, config::Diagnostics> build(
        const config::Config& config, const HostFacts& facts, std::uint64_t generation) const;
    [[nodiscard]] base::Result<std::string> swap_configuration();
    /// Sockets for the addresses that `config` adds: result[shard][address].
    [[nodiscard]] base::Result<std::vector<std::vector<io::ListenerSockets>>> open_added(
        const config::Config& config) const;
    void reload_on_signal();
    /// The same configuration on a host whose addresses changed.
    void follow_addresses();
    [[nodiscard]] cli::ExitCode drain();
    /// Tells the service manager that every shard's loop still turns, or stays silent.
    void watch();

    CommandLine line_;
    FileReader read_file_;
    std::optional<Opener> opener_;
    std::mutex reload_mutex_;  ///< one reload at a time; guards what is below up to settings_
    config::Config config_;
    std::uint64_t generation_ = 1;
    HostFacts facts_;  ///< what settings_ was built of
    std::shared_ptr<const model::Settings> settings_;
    base::UniqueFd signals_;
    std::optional<AddressWatch> addresses_;
    std::unique_ptr<shard::Shards> shards_;
    std::unique_ptr<control::Server> control_;
    std::unique_ptr<page_server::PageServer> metrics_;
    std::vector<std::uint64_t> heartbeats_;
    base::Instant watched_{};  ///< when heartbeats_ was taken
};

/// --check: prints every error; done or usage.
[[nodiscard]] cli::ExitCode check_configuration(const CommandLine& line);

}  // namespace gate64::dns64d::process
