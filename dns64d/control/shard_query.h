// SPDX-License-Identifier: Apache-2.0
#pragma once
// Asking every shard something from another thread and waiting, for a bounded time, for what they
// say. Control and metrics threads only.

#include <chrono>
#include <future>
#include <optional>
#include <vector>

#include "dns64d/shard/shards.h"

namespace gate64::dns64d::control {

/// A shard that has not answered by then counts as stuck; the others' answers are used.
inline constexpr std::chrono::milliseconds shard_answer_max{2'000};

template <typename Result, typename Function>
class ShardRequest final : public shard::ControlRequest {
  public:
    explicit ShardRequest(Function function) : function_(std::move(function)) {}
    [[nodiscard]] std::future<Result> future() { return promise_.get_future(); }
    void run(shard::ShardAccess& shard) override { promise_.set_value(function_(shard)); }

  private:
    Function function_;
    std::promise<Result> promise_;
};

/// What `function(ShardAccess&)` gives on each shard, in order; empty where a shard did not answer.
template <typename Result, typename Function>
[[nodiscard]] std::vector<std::optional<Result>> ask_shards(shard::Shards& shards,
                                                            const Function& function) {
    std::vector<std::future<Result>> futures;
    for (std::uint16_t index = 0; index < shards.count(); ++index) {
        auto request = std::make_unique<ShardRequest<Result, Function>>(function);
        futures.push_back(request->future());
        shards.post(index, std::move(request));
    }
    const auto deadline = std::chrono::steady_clock::now() + shard_answer_max;
    std::vector<std::optional<Result>> results;
    for (std::future<Result>& future : futures) {
        results.emplace_back();
        if (future.wait_until(deadline) != std::future_status::ready) continue;
        try {
            results.back() = future.get();
        } catch (const std::future_error&) {
            // The shard ended and dropped the request: the same as no answer.
            results.back().reset();
        }
    }
    return results;
}

}  // namespace gate64::dns64d::control
