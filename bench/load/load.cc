// SPDX-License-Identifier: Apache-2.0
#include "bench/load/load.h"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <latch>
#include <thread>

namespace gate64::bench {

namespace {

double thread_cpu_seconds() noexcept {
    ::timespec used{};
    (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

base::Result<void> pin_to(std::uint32_t cpu) {
    ::cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu % CPU_SETSIZE, &set);
    const int error = ::pthread_setaffinity_np(::pthread_self(), sizeof(set), &set);
    if (error != 0) return base::fail_errno("cannot pin to CPU " + std::to_string(cpu), error);
    return {};
}

struct Outcome {
    base::Result<WorkerResult> result{WorkerResult{}};
    double cpu_seconds = 0;
};

void run_thread(const LoadPlan& plan, const Questions& questions, std::uint32_t thread,
                std::latch& ready, const std::atomic<bool>& stop, Outcome& outcome) {
    base::Result<void> pinned;
    if (plan.cpu) pinned = pin_to(*plan.cpu + thread);
    auto worker = Worker::create(plan, questions, thread);
    ready.arrive_and_wait();
    if (!pinned || !worker) {
        outcome.result = std::unexpected(!pinned ? pinned.error() : worker.error());
        return;
    }
    const double before = thread_cpu_seconds();
    outcome.result = (*worker)->run(stop);
    outcome.cpu_seconds = thread_cpu_seconds() - before;
}

}  // namespace

base::Result<LoadResult> run_load(const LoadPlan& plan, const Questions& questions,
                                  const std::atomic<bool>& stop) {
    std::vector<Outcome> outcomes(plan.threads);
    std::latch ready(plan.threads);
    {
        std::vector<std::jthread> threads;
        for (std::uint32_t i = 0; i < plan.threads; ++i) {
            threads.emplace_back(run_thread, std::cref(plan), std::cref(questions), i,
                                 std::ref(ready), std::cref(stop), std::ref(outcomes[i]));
        }
    }
    LoadResult whole;
    Nanoseconds elapsed = 0;
    for (const Outcome& outcome : outcomes) {
        if (!outcome.result) return std::unexpected(outcome.result.error());
        whole.tally += outcome.result->tally;
        whole.cpu_seconds += outcome.cpu_seconds;
        elapsed = std::max(elapsed, outcome.result->elapsed);
    }
    whole.seconds = static_cast<double>(elapsed) / 1e9;
    return whole;
}

}  // namespace gate64::bench
