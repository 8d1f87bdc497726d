// SPDX-License-Identifier: Apache-2.0
#pragma once
// How other threads reach a shard: they post a request, the shard runs it between two batches on
// its own thread, where it may touch everything the shard owns. What a request found out it hands
// back by its own means (a std::promise). Rare by nature: reload, status, flush, explain.

#include <atomic>
#include <memory>
#include <vector>

#include "dns64d/io/listen_socket.h"
#include "dns64d/pipeline/pipeline.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::shard {

/// Gets the end of an explanation, on the shard's thread.
class ExplainSink {
  public:
    virtual ~ExplainSink() = default;
    /// `message` is the answer the client would get. Not called when the shard ends first; the
    /// sink is destroyed then.
    virtual void explained(std::unique_ptr<pipeline::Trace> trace, base::Bytes message) = 0;
};

/// A shard as a request sees it.
class ShardAccess {
  public:
    virtual ~ShardAccess() = default;
    [[nodiscard]] virtual std::uint16_t index() const noexcept = 0;
    [[nodiscard]] virtual base::Instant now() const noexcept = 0;
    [[nodiscard]] virtual pipeline::Pipeline& pipeline() noexcept = 0;
    /// TCP connections of clients that are open in this shard.
    [[nodiscard]] virtual std::uint32_t tcp_connections() const noexcept = 0;
    /// UDP sockets to upstreams, ready and waiting.
    [[nodiscard]] virtual std::uint32_t upstream_sockets() const noexcept = 0;
    /// New settings, sockets for new servers included.
    virtual void apply(std::shared_ptr<const model::Settings> settings) = 0;
    /// Listens on `added` as well and no longer on `removed`.
    virtual void change_listeners(std::vector<io::ListenerSockets> added,
                                  const std::vector<net::Endpoint>& removed) = 0;
    virtual void explain(const pipeline::Question& question, std::unique_ptr<ExplainSink> sink) = 0;
    /// No new questions; ends when those under way in all shards are answered, or too late.
    virtual void drain() = 0;
};

class ControlRequest {
  public:
    ControlRequest() = default;
    ControlRequest(const ControlRequest&) = delete;
    ControlRequest& operator=(const ControlRequest&) = delete;
    virtual ~ControlRequest() = default;
    /// On the shard's thread; must return at once. Not called when the shard has ended; the
    /// request is destroyed then.
    virtual void run(ShardAccess& shard) = 0;

  private:
    friend class ControlInbox;
    ControlRequest* next_ = nullptr;
};

/// Any number of threads post, one shard takes. A lock-free stack that the shard empties whole, so
/// nobody ever waits; the order of posting is kept.
class ControlInbox {
  public:
    [[nodiscard]] static base::Result<std::unique_ptr<ControlInbox>> create();
    explicit ControlInbox(base::UniqueFd event) noexcept : event_(std::move(event)) {}
    ControlInbox(const ControlInbox&) = delete;
    ControlInbox& operator=(const ControlInbox&) = delete;
    ~ControlInbox();

    /// Any thread.
    void post(std::unique_ptr<ControlRequest> request) noexcept;
    /// The shard's thread: runs what was posted.
    void run_all(ShardAccess& shard);
    /// Becomes readable (eight octets) when something was posted.
    [[nodiscard]] int event_fd() const noexcept { return event_.get(); }

  private:
    [[nodiscard]] std::unique_ptr<ControlRequest> take_all() noexcept;

    std::atomic<ControlRequest*> newest_{nullptr};
    base::UniqueFd event_;
};

}  // namespace gate64::dns64d::shard
