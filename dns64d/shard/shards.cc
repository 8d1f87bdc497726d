// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/shards.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <future>
#include <latch>
#include <system_error>
#include <thread>

#include "dns64d/shard/cpu_affinity.h"
#include "dns64d/shard/shard.h"
#include "shared/base/check.h"

namespace gate64::dns64d::shard {
namespace {

/// What a thread says when its shard could or could not be made.
struct Started {
    bool ok = true;
    base::Error error;
    std::string warning;
};

/// How often wait_ended() looks.
constexpr base::Duration poll_interval{2};

class ReloadRequest final : public ControlRequest {
  public:
    explicit ReloadRequest(std::shared_ptr<const model::Settings> settings) noexcept
        : settings_(std::move(settings)) {}
    void run(ShardAccess& shard) override { shard.apply(settings_); }

  private:
    std::shared_ptr<const model::Settings> settings_;
};

class ListenersRequest final : public ControlRequest {
  public:
    ListenersRequest(std::vector<io::ListenerSockets> added,
                     const std::vector<net::Endpoint>& removed)
        : added_(std::move(added)), removed_(removed) {}
    void run(ShardAccess& shard) override { shard.change_listeners(std::move(added_), removed_); }

  private:
    std::vector<io::ListenerSockets> added_;
    std::vector<net::Endpoint> removed_;
};

class DrainRequest final : public ControlRequest {
  public:
    void run(ShardAccess& shard) override { shard.drain(); }
};

}  // namespace

struct Shards::Impl {
    Impl(FixedSettings fixed, const base::HashKey& census_key)
        : commons(std::move(fixed), census_key), outsides(commons.fixed.shards) {}

    [[nodiscard]] base::Result<void> open_events();
    [[nodiscard]] base::Result<void> start_threads(
        std::vector<std::vector<io::ListenerSockets>> listeners,
        const std::shared_ptr<const model::Settings>& settings);
    /// False when the kernel gives no thread.
    [[nodiscard]] bool start_thread(std::uint16_t index, std::vector<io::ListenerSockets> listeners,
                                    const std::shared_ptr<const model::Settings>& settings,
                                    std::promise<Started> started);
    /// The whole life of a shard's thread.
    void run_thread(std::uint16_t index, std::vector<io::ListenerSockets> listeners,
                    std::shared_ptr<const model::Settings> settings, std::promise<Started> started);
    void note_end() noexcept;

    Commons commons;
    std::vector<Outside> outsides;
    std::latch all_made{1};  ///< opened when every shard was made, or none will run
    std::atomic<bool> start_failed{false};
    std::atomic<bool> failed{false};
    std::atomic<std::uint32_t> ended{0};
    base::UniqueFd ended_event;
    std::vector<std::string> warnings;
    std::vector<std::thread> threads;
};

base::Result<void> Shards::Impl::open_events() {
    ended_event.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!ended_event.valid()) return base::fail_errno("cannot make an event descriptor", errno);
    for (Outside& outside : outsides) {
        auto inbox = ControlInbox::create();
        if (!inbox) return std::unexpected(std::move(inbox.error()));
        outside.inbox = std::move(*inbox);
    }
    return {};
}

void Shards::Impl::note_end() noexcept {
    ended.fetch_add(1, std::memory_order_release);
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(ended_event.get(), &one, sizeof(one));
}

void Shards::Impl::run_thread(std::uint16_t index, std::vector<io::ListenerSockets> listeners,
                              std::shared_ptr<const model::Settings> settings,
                              std::promise<Started> started) {
    name_thread(index);
    Started report;
    if (commons.fixed.pin) report.warning = pin_to_cpu(index);
    auto parts = ShardParts::create(commons.fixed);
    if (!parts) {
        report.error = std::move(parts.error());
        report.ok = false;
        started.set_value(std::move(report));
        return note_end();
    }
    commons.exchange.set_doorbell(index, parts->ring->fd());
    // Memory is taken here, on the thread and so near the CPU that will use it.
    auto shard = std::make_unique<Shard>(index, std::move(*parts), commons, outsides[index]);
    started.set_value(std::move(report));
    all_made.wait();
    if (!start_failed.load(std::memory_order_relaxed)) {
        shard->apply(std::move(settings));
        shard->listen(std::move(listeners));
        if (!shard->run()) failed.store(true, std::memory_order_relaxed);
    }
    shard.reset();
    note_end();
}

bool Shards::Impl::start_thread(std::uint16_t index, std::vector<io::ListenerSockets> listeners,
                                const std::shared_ptr<const model::Settings>& settings,
                                std::promise<Started> started) {
    try {
        threads.emplace_back(&Impl::run_thread, this, index, std::move(listeners), settings,
                             std::move(started));
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

base::Result<void> Shards::Impl::start_threads(
    std::vector<std::vector<io::ListenerSockets>> listeners,
    const std::shared_ptr<const model::Settings>& settings) {
    std::vector<std::future<Started>> reports;
    const auto count = static_cast<std::uint16_t>(commons.fixed.shards);
    for (std::uint16_t i = 0; i < count; ++i) {
        std::promise<Started> started;
        reports.push_back(started.get_future());
        if (!start_thread(i, std::move(listeners[i]), settings, std::move(started))) break;
    }
    base::Result<void> result;
    if (threads.size() < commons.fixed.shards) {
        reports.pop_back();
        result = base::fail(
            "cannot start a thread for each shard; raise the limit of tasks "
            "(TasksMax, ulimit -u) or set fewer `shards`",
            EAGAIN);
    }
    for (auto& future : reports) {
        Started report = future.get();
        if (!report.warning.empty()) warnings.push_back(std::move(report.warning));
        if (!report.ok && result) result = std::unexpected(std::move(report.error));
    }
    start_failed.store(!result, std::memory_order_relaxed);
    all_made.count_down();
    return result;
}

Shards::Shards(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

base::Result<std::unique_ptr<Shards>> Shards::start(
    FixedSettings fixed, std::vector<std::vector<io::ListenerSockets>> listeners,
    const std::shared_ptr<const model::Settings>& settings) {
    CHECK(fixed.shards >= 1 && listeners.size() == fixed.shards);
    if (fixed.source_ports.size() == 0) {
        return base::fail(
            "no source port is left for questions to upstreams: ip_local_reserved_ports and pool4 "
            "cover all of 1024-65535; free some");
    }
    base::Csprng random;
    fixed.owner_key = base::HashKey::from(random);
    auto impl = std::make_unique<Impl>(std::move(fixed), base::HashKey::from(random));
    if (auto events = impl->open_events(); !events) {
        return std::unexpected(std::move(events.error()));
    }
    auto shards = std::make_unique<Shards>(std::move(impl));
    auto started = shards->impl_->start_threads(std::move(listeners), settings);
    if (!started) return std::unexpected(std::move(started.error()));
    return shards;
}

Shards::~Shards() {
    drain();
    for (std::thread& thread : impl_->threads)
        thread.join();
}

std::uint16_t Shards::count() const noexcept {
    return static_cast<std::uint16_t>(impl_->commons.fixed.shards);
}

const FixedSettings& Shards::fixed() const noexcept {
    return impl_->commons.fixed;
}

void Shards::post(std::uint16_t shard, std::unique_ptr<ControlRequest> request) noexcept {
    impl_->outsides[shard].inbox->post(std::move(request));
}

void Shards::reload(const std::shared_ptr<const model::Settings>& settings) {
    for (std::uint16_t i = 0; i < count(); ++i)
        post(i, std::make_unique<ReloadRequest>(settings));
}

void Shards::change_listeners(std::vector<std::vector<io::ListenerSockets>> added,
                              const std::vector<net::Endpoint>& removed) {
    added.resize(count());
    for (std::uint16_t i = 0; i < count(); ++i)
        post(i, std::make_unique<ListenersRequest>(std::move(added[i]), removed));
}

void Shards::drain() {
    for (std::uint16_t i = 0; i < count(); ++i)
        post(i, std::make_unique<DrainRequest>());
}

bool Shards::wait_ended(base::Duration timeout) {
    const base::Instant deadline = base::now() + timeout;
    while (impl_->ended.load(std::memory_order_acquire) < impl_->commons.fixed.shards) {
        if (base::now() >= deadline) return false;
        std::this_thread::sleep_for(poll_interval);
    }
    return true;
}

const metrics::Counters& Shards::counters(std::uint16_t shard) const noexcept {
    return impl_->outsides[shard].counters;
}

std::uint64_t Shards::heartbeat(std::uint16_t shard) const noexcept {
    return impl_->outsides[shard].turns.load(std::memory_order_relaxed);
}

bool Shards::failed() const noexcept {
    return impl_->failed.load(std::memory_order_relaxed);
}

int Shards::ended_fd() const noexcept {
    return impl_->ended_event.get();
}

const std::vector<std::string>& Shards::warnings() const noexcept {
    return impl_->warnings;
}

}  // namespace gate64::dns64d::shard
