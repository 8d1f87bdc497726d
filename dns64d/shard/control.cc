// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/control.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>

namespace gate64::dns64d::shard {

base::Result<std::unique_ptr<ControlInbox>> ControlInbox::create() {
    base::UniqueFd event(::eventfd(0, EFD_CLOEXEC));
    if (!event.valid()) return base::fail_errno("cannot make an event descriptor", errno);
    return std::make_unique<ControlInbox>(std::move(event));
}

ControlInbox::~ControlInbox() {
    auto rest = take_all();
    while (rest)
        rest.reset(rest->next_);
}

void ControlInbox::post(std::unique_ptr<ControlRequest> request) noexcept {
    ControlRequest* posted = request.release();
    posted->next_ = newest_.load(std::memory_order_relaxed);
    while (!newest_.compare_exchange_weak(posted->next_, posted, std::memory_order_release,
                                          std::memory_order_relaxed)) {
    }
    const std::uint64_t one = 1;
    // It fails only when the event is already far from zero: the shard will wake up anyway.
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof(one));
}

std::unique_ptr<ControlRequest> ControlInbox::take_all() noexcept {
    ControlRequest* request = newest_.exchange(nullptr, std::memory_order_acquire);
    ControlRequest* oldest = nullptr;
    while (request != nullptr) {
        ControlRequest* older = request->next_;
        request->next_ = oldest;
        oldest = request;
        request = older;
    }
    return std::unique_ptr<ControlRequest>(oldest);
}

void ControlInbox::run_all(ShardAccess& shard) {
    auto request = take_all();
    while (request) {
        ControlRequest* next = request->next_;
        request->run(shard);
        request.reset(next);
    }
}

}  // namespace gate64::dns64d::shard
