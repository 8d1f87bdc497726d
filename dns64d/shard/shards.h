// SPDX-License-Identifier: Apache-2.0
#pragma once
// All shards of the process: starts their threads, hands them requests, ends them. Owned by the
// main thread. post() and the readers may be called from any thread.

#include <memory>
#include <string>
#include <vector>

#include "dns64d/io/listen_socket.h"
#include "dns64d/metrics/counters.h"
#include "dns64d/model/settings.h"
#include "dns64d/shard/control.h"
#include "dns64d/shard/fixed_settings.h"

namespace gate64::dns64d::shard {

class Shards {
  public:
    /// Starts the threads and returns when every one listens. `listeners[shard][address]` are the
    /// sockets of io::open_listeners() (or of a privileged opener), opened before privileges were
    /// dropped. The error is a sentence of the first shard that could not start.
    [[nodiscard]] static base::Result<std::unique_ptr<Shards>> start(
        FixedSettings fixed, std::vector<std::vector<io::ListenerSockets>> listeners,
        const std::shared_ptr<const model::Settings>& settings);
    Shards(const Shards&) = delete;
    Shards& operator=(const Shards&) = delete;
    /// Drains if nobody did, and joins.
    ~Shards();

    [[nodiscard]] std::uint16_t count() const noexcept;
    [[nodiscard]] const FixedSettings& fixed() const noexcept;
    /// Any thread. REQUIRES: shard < count().
    void post(std::uint16_t shard, std::unique_ptr<ControlRequest> request) noexcept;
    /// Any thread; every shard swaps to them in its next turn.
    void reload(const std::shared_ptr<const model::Settings>& settings);
    /// Any thread: every shard listens on `added[shard]` too and stops listening on `removed`.
    void change_listeners(std::vector<std::vector<io::ListenerSockets>> added,
                          const std::vector<net::Endpoint>& removed);
    /// Any thread: no new questions, answers for those under way, then the threads end.
    void drain();
    /// Waits until all threads have ended, at most `timeout`. Whether they have.
    [[nodiscard]] bool wait_ended(base::Duration timeout);

    /// Any thread.
    [[nodiscard]] const metrics::Counters& counters(std::uint16_t shard) const noexcept;
    /// Turns of the loop so far, at least two a second while the shard is alive. Any thread.
    [[nodiscard]] std::uint64_t heartbeat(std::uint16_t shard) const noexcept;
    /// A shard's ring died: the process should end with an error. Any thread.
    [[nodiscard]] bool failed() const noexcept;
    /// Becomes readable (eight octets, eventfd) when a thread has ended, for the main loop.
    [[nodiscard]] int ended_fd() const noexcept;
    /// What did not stop the start but should be logged (a CPU that could not be pinned).
    [[nodiscard]] const std::vector<std::string>& warnings() const noexcept;

    struct Impl;
    explicit Shards(std::unique_ptr<Impl> impl) noexcept;  ///< use start()

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace gate64::dns64d::shard
