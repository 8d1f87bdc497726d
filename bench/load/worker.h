// SPDX-License-Identifier: Apache-2.0
#pragma once
// One thread of a load run: a ring, its share of the clients and of the rate, its own tally.
// Nothing is shared with other threads but the questions, which nobody changes. While the next
// question is due within a millisecond the thread spins instead of sleeping: waking up would be
// measured as the server's latency. So it wants a CPU of its own.

#include <atomic>
#include <memory>

#include "bench/core/answer_check.h"
#include "bench/core/in_flight.h"
#include "bench/core/tally.h"
#include "bench/load/clients.h"
#include "bench/load/plan.h"
#include "shared/base/error.h"

namespace gate64::bench {

/// CLOCK_MONOTONIC.
[[nodiscard]] Nanoseconds now_ns() noexcept;

struct WorkerResult {
    Tally tally;
    Nanoseconds elapsed = 0;  ///< from the start to the last answer in time
};

class Worker final : public AnswerSink {
  public:
    /// On the thread that will run it: `thread` of `plan.threads`.
    [[nodiscard]] static base::Result<std::unique_ptr<Worker>> create(const LoadPlan& plan,
                                                                      const Questions& questions,
                                                                      std::uint32_t thread);
    Worker(const LoadPlan& plan, const Questions& questions, std::uint32_t thread,
           std::unique_ptr<dns64d::io::Ring> ring);  ///< use create()
    ~Worker() override;

    /// Sends by the plan, waits for what is outstanding, returns. `stop` ends the sending early.
    [[nodiscard]] base::Result<WorkerResult> run(const std::atomic<bool>& stop);

    void on_answer(std::uint32_t client, base::Bytes message) override;
    void on_send_failed(std::uint32_t client) override;
    void on_connected() override;
    void on_connection_lost(std::uint32_t client) override;

  private:
    void send_open(Nanoseconds now);
    void send_closed(Nanoseconds now);
    /// False when no client can take a question now.
    bool ask(Questions::Key key, Nanoseconds intended, Nanoseconds now);
    [[nodiscard]] bool draw();
    void receive();
    void give_up(Nanoseconds now);
    [[nodiscard]] base::Duration wait_time(Nanoseconds now) const;
    [[nodiscard]] bool is_over(Nanoseconds now) const noexcept;

    const LoadPlan& plan_;
    const Questions& questions_;
    std::uint32_t client_count_;
    std::uint32_t first_client_;
    std::uint32_t outstanding_;  ///< closed loop: this thread's share
    Questions::Cursor cursor_;
    std::optional<Questions::Key> pending_;  ///< drawn, not sent yet
    std::optional<OpenLoop> pace_;
    InFlight in_flight_;
    AnswerCheck check_;
    WorkerResult result_;
    Nanoseconds start_ = 0;
    Nanoseconds now_ = 0;  ///< when the batch of completions at work was taken
    Nanoseconds sending_ends_ = 0;
    Nanoseconds sweep_at_ = 0;
    bool sending_ = true;
    std::uint32_t turn_ = 0;  ///< the client whose turn it is
    // Last, and in this order: the ring ends before what the kernel may still use.
    std::unique_ptr<Clients> clients_;
    std::unique_ptr<dns64d::io::Ring> ring_;
};

}  // namespace gate64::bench
