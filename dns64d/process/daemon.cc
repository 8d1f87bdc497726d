// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/daemon.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "dns64d/control/metrics_page.h"
#include "dns64d/control/shard_query.h"
#include "dns64d/io/probe.h"
#include "dns64d/process/fixed_builder.h"
#include "dns64d/process/log.h"
#include "dns64d/process/privileges.h"
#include "shared/base/version.h"
#include "shared/cli/escape.h"
#include "shared/service/notify.h"

namespace gate64::dns64d::process {

namespace {

/// After the shards' own limit a drain is over, whatever happens.
constexpr base::Duration drain_end_max{3'000};
/// How often the main loop looks at the shards when no service manager asks.
constexpr int look_interval_ms = 1000;
constexpr base::Duration watch_interval_min{1'000};

StartError start_error(const base::Error& error) {
    const cli::ExitCode code = error.errno_value == EACCES || error.errno_value == EPERM
                                   ? cli::ExitCode::not_permitted
                                   : cli::ExitCode::failed;
    return {"dns64d: " + cli::escape(error.message) + "\n", code};
}

StartError configuration_error(const config::Diagnostics& diagnostics) {
    return {cli::escape_lines(config::to_text(diagnostics)), cli::ExitCode::usage};
}

std::string filename_of(const CommandLine& line) {
    return line.quick ? "the command line" : line.config_file;
}

std::expected<config::Config, config::Diagnostics> load_configuration(const CommandLine& line) {
    if (!line.quick) return config::load(line.config_file);
    auto config = config::quick_config(line.quick_arguments);
    if (config) return *config;
    config::Diagnostic diagnostic;
    diagnostic.message = "dns64d: " + config.error().message;
    return std::unexpected(config::Diagnostics{diagnostic});
}

/// What is in `those` and not in `these`.
std::vector<net::Endpoint> missing_in(const config::Endpoints& these,
                                      const config::Endpoints& those) {
    std::vector<net::Endpoint> missing;
    for (const auto& endpoint : those) {
        const auto same = [&](const auto& other) { return other.value == endpoint.value; };
        if (std::none_of(these.begin(), these.end(), same)) missing.push_back(endpoint.value);
    }
    return missing;
}

/// Blocks the signals we wait for, in this and all later threads.
base::UniqueFd take_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGHUP, SIGTERM, SIGINT})
        sigaddset(&set, number);
    (void)pthread_sigmask(SIG_BLOCK, &set, nullptr);
    (void)std::signal(SIGPIPE, SIG_IGN);
    return base::UniqueFd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

/// Descriptors for the worst case, as far as the hard limit lets us. A shortfall is logged.
void raise_descriptor_limit(std::uint64_t wanted) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
    rlimit raised = limit;
    raised.rlim_cur = wanted;
    if (raised.rlim_max < wanted) raised.rlim_max = wanted;
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) return;
    raised = limit;
    raised.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &raised);
    if (limit.rlim_max < wanted) {
        log_warning("few_descriptors", {{"wanted", std::to_string(wanted)},
                                        {"limit", std::to_string(limit.rlim_max)},
                                        {"try", "LimitNOFILE= in the unit, or ulimit -n"}});
    }
}

}  // namespace

std::expected<config::Config, config::Diagnostics> Daemon::load() const {
    if (line_.quick || !opener_) return load_configuration(line_);
    const auto text = opener_->read(line_.config_file);
    if (text) return config::parse(*text, line_.config_file);
    config::Diagnostic diagnostic;
    diagnostic.file = line_.config_file;
    diagnostic.message = text.error().message;
    return std::unexpected(config::Diagnostics{diagnostic});
}

std::expected<std::shared_ptr<const model::Settings>, config::Diagnostics> Daemon::build(
    const config::Config& config, const HostFacts& facts, std::uint64_t generation) const {
    return build_settings({.config = config,
                           .facts = facts,
                           .read_file = read_file_,
                           .filename = filename_of(line_),
                           .generation = generation});
}

std::expected<void, StartError> Daemon::load_all() {
    auto config = load();
    if (!config) return std::unexpected(configuration_error(config.error()));
    config_ = std::move(*config);
    start_log(config_.dns64d.log_level);
    if (!line_.quick && geteuid() == 0 && !config_.dns64d.user.empty()) {
        auto opener = Opener::start(line_.config_file);
        if (!opener) return std::unexpected(start_error(opener.error()));
        opener_ = std::move(*opener);
    }
    read_file_ = [this](const std::string& path) {
        return opener_ ? opener_->read(path) : read_whole_file(path);
    };
    auto facts = read_host_facts();
    if (!facts) return std::unexpected(start_error(facts.error()));
    auto settings = build(config_, *facts, generation_);
    if (!settings) return std::unexpected(configuration_error(settings.error()));
    settings_ = *settings;
    facts_ = std::move(*facts);
    return {};
}

std::expected<void, StartError> Daemon::open_all(const shard::FixedSettings& fixed,
                                                 Opened& opened) {
    raise_descriptor_limit(fixed.descriptors_max());
    auto listeners = io::open_listeners(fixed.listen, fixed.shards, {});
    if (!listeners) return std::unexpected(start_error(listeners.error()));
    opened.listeners = std::move(*listeners);
    if (!config_.dns64d.control.empty()) {
        auto socket = control::open_control_socket(config_.dns64d.control);
        if (!socket) return std::unexpected(start_error(socket.error()));
        opened.control = std::move(*socket);
    }
    if (config_.dns64d.metrics) {
        auto socket = page_server::open_page_socket(*config_.dns64d.metrics);
        if (!socket) return std::unexpected(start_error(socket.error()));
        opened.metrics = std::move(*socket);
    }
    if (auto dropped = drop_privileges(config_.dns64d.user); !dropped) {
        return std::unexpected(start_error(dropped.error()));
    }
    return {};
}

std::expected<void, StartError> Daemon::start_all(shard::FixedSettings fixed, Opened opened) {
    auto shards = shard::Shards::start(std::move(fixed), std::move(opened.listeners), settings_);
    if (!shards) return std::unexpected(start_error(shards.error()));
    shards_ = std::move(*shards);
    heartbeats_.resize(shards_->count());
    if (opened.control.valid()) {
        auto server = control::Server::start(std::move(opened.control), *shards_, *this);
        if (!server) return std::unexpected(start_error(server.error()));
        control_ = std::move(*server);
    }
    if (opened.metrics.valid()) {
        auto server = page_server::PageServer::start(
            std::move(opened.metrics),
            [shards = shards_.get()] { return control::metrics_page(*shards); });
        if (!server) return std::unexpected(start_error(server.error()));
        metrics_ = std::move(*server);
    }
    return {};
}

std::expected<std::unique_ptr<Daemon>, StartError> Daemon::start(const CommandLine& line) {
    std::unique_ptr<Daemon> daemon(new Daemon(line));
    if (auto loaded = daemon->load_all(); !loaded) return std::unexpected(loaded.error());
    if (auto probed = io::probe(); !probed) return std::unexpected(start_error(probed.error()));
    auto fixed = build_fixed(daemon->config_);
    if (!fixed) return std::unexpected(start_error(fixed.error()));
    daemon->signals_ = take_signals();
    if (auto watch = AddressWatch::start()) {
        daemon->addresses_ = std::move(*watch);
    } else {
        log_warning("start", {{"text", watch.error().message},
                              {"try", "reload after this host's addresses change"}});
    }
    Opened opened;
    if (auto done = daemon->open_all(*fixed, opened); !done) return std::unexpected(done.error());
    if (auto done = daemon->start_all(std::move(*fixed), std::move(opened)); !done) {
        return std::unexpected(done.error());
    }
    return daemon;
}

Daemon::~Daemon() {
    // Those who post to the shards go first.
    metrics_.reset();
    control_.reset();
    shards_.reset();
}

cli::ExitCode Daemon::run() {
    for (const std::string& warning : shards_->warnings()) {
        log_warning("start", {{"text", warning}});
    }
    log_info("started", {{"version", std::string(base::version().number)},
                         {"commit", std::string(base::version().commit)},
                         {"shards", std::to_string(shards_->count())},
                         {"configuration", filename_of(line_)}});
    std::fputs("ready\n", stderr);
    service::notify_ready("answering");
    const base::Duration watchdog = service::watchdog_interval();
    const int interval_ms =
        watchdog.count() > 0 ? static_cast<int>(watchdog.count() / 2) : look_interval_ms;
    for (;;) {
        std::array<pollfd, 3> entries{
            {{.fd = signals_.get(), .events = POLLIN, .revents = 0},
             {.fd = shards_->ended_fd(), .events = POLLIN, .revents = 0},
             {.fd = addresses_ ? addresses_->fd() : -1, .events = POLLIN, .revents = 0}}};
        (void)poll(entries.data(), entries.size(), interval_ms);
        if (entries[1].revents != 0) {
            log_error("shard_ended", {{"text", "a shard's ring failed; ending"}});
            return cli::ExitCode::failed;
        }
        watch();
        if (entries[2].revents != 0 && addresses_->changed()) follow_addresses();
        signalfd_siginfo signal{};
        while (::read(signals_.get(), &signal, sizeof signal) == sizeof signal) {
            if (signal.ssi_signo != SIGHUP) return drain();
            reload_on_signal();
        }
    }
}

void Daemon::watch() {
    // An idle shard turns twice a second; looking more often would take it for stuck.
    if (base::now() - watched_ < watch_interval_min) return;
    watched_ = base::now();
    bool alive = true;
    for (std::uint16_t shard = 0; shard < shards_->count(); ++shard) {
        const std::uint64_t beat = shards_->heartbeat(shard);
        alive = alive && beat != heartbeats_[shard];
        heartbeats_[shard] = beat;
    }
    if (alive) service::notify_alive();
}

void Daemon::follow_addresses() {
    const std::lock_guard lock(reload_mutex_);
    // Router advertisements renew addresses all the time; finished answers are dropped only when
    // something is different.
    auto facts = read_host_facts();
    if (!facts) return log_error("addresses_changed", {{"text", facts.error().message}});
    if (*facts == facts_) return;
    auto settings = build(config_, *facts, generation_ + 1);
    if (!settings) {
        log_error("addresses_changed", {{"text", config::to_text(settings.error())}});
        return;
    }
    ++generation_;
    settings_ = *settings;
    facts_ = std::move(*facts);
    shards_->reload(settings_);
    log_info("addresses_changed", {{"generation", std::to_string(generation_)}});
}

void Daemon::reload_on_signal() {
    service::notify_reloading();
    if (auto done = reload(); !done) {
        std::fputs(cli::escape_lines(done.error().message).c_str(), stderr);
    }
    service::notify_ready("answering");
}

base::Result<std::string> Daemon::reload() {
    const std::lock_guard lock(reload_mutex_);
    auto done = swap_configuration();
    if (done) {
        log_info("reloaded", {{"generation", std::to_string(generation_)}, {"text", *done}});
    } else {
        log_error("reload_refused", {{"text", "the old configuration stays"}});
    }
    return done;
}

std::vector<std::string> Daemon::listening() {
    const std::lock_guard lock(reload_mutex_);
    std::vector<std::string> texts;
    for (const auto& endpoint : config_.dns64d.listen)
        texts.push_back(endpoint.value.text());
    return texts;
}

base::Result<std::vector<std::vector<io::ListenerSockets>>> Daemon::open_added(
    const config::Config& config) const {
    const std::vector<net::Endpoint> endpoints =
        missing_in(config_.dns64d.listen, config.dns64d.listen);
    if (!opener_) return io::open_listeners(endpoints, shards_->count(), {});
    std::vector<std::vector<io::ListenerSockets>> added(shards_->count());
    for (const net::Endpoint& endpoint : endpoints) {
        auto sockets = opener_->listen(endpoint, shards_->count());
        if (!sockets) return std::unexpected(sockets.error());
        for (std::uint16_t shard = 0; shard < shards_->count(); ++shard) {
            added[shard].push_back(std::move((*sockets)[shard]));
        }
    }
    return added;
}

base::Result<std::string> Daemon::swap_configuration() {
    auto config = load();
    if (!config) return base::fail(config::to_text(config.error()));
    auto facts = read_host_facts();
    if (!facts) return std::unexpected(facts.error());
    auto settings = build(*config, *facts, generation_ + 1);
    if (!settings) return base::fail(config::to_text(settings.error()));
    auto added = open_added(*config);
    if (!added) return base::fail(added.error().message + "\n", added.error().errno_value);
    std::string text = "configuration swapped";
    const std::vector<std::string> waiting = config::changed_at_start_only(config_, *config);
    if (!waiting.empty()) {
        text += "; these take effect at the next start:";
        for (const std::string& key : waiting)
            text += " " + key;
    }
    ++generation_;
    settings_ = *settings;
    facts_ = std::move(*facts);
    const std::vector<net::Endpoint> removed =
        missing_in(config->dns64d.listen, config_.dns64d.listen);
    config_ = std::move(*config);
    shards_->reload(settings_);
    shards_->change_listeners(std::move(*added), removed);
    // "reloaded" is a promise: from then on no shard answers by the old configuration.
    (void)control::ask_shards<bool>(*shards_, [](shard::ShardAccess&) { return true; });
    return text;
}

cli::ExitCode Daemon::drain() {
    service::notify_stopping();
    log_info("draining");
    metrics_.reset();
    control_.reset();
    shards_->drain();
    if (!shards_->wait_ended(drain_end_max)) {
        log_error("drain_stuck", {{"text", "a shard did not end in time"}});
        // Joining its thread would wait for ever.
        std::_Exit(cli::status(cli::ExitCode::failed));
    }
    const bool failed = shards_->failed();
    log_info("stopped");
    return failed ? cli::ExitCode::failed : cli::ExitCode::done;
}

cli::ExitCode check_configuration(const CommandLine& line) {
    const auto config = load_configuration(line);
    config::Diagnostics diagnostics;
    if (config) {
        const auto facts = read_host_facts();
        const FileReader reader = read_whole_file;
        const auto settings = build_settings({.config = *config,
                                              .facts = facts ? *facts : HostFacts{},
                                              .read_file = reader,
                                              .filename = filename_of(line)});
        if (settings) {
            std::printf("%s: ok\n", filename_of(line).c_str());
            return cli::ExitCode::done;
        }
        diagnostics = settings.error();
    } else {
        diagnostics = config.error();
    }
    std::fputs(cli::escape_lines(config::to_text(diagnostics)).c_str(), stderr);
    return cli::ExitCode::usage;
}

}  // namespace gate64::dns64d::process
