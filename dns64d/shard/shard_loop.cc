// SPDX-License-Identifier: Apache-2.0
// The loop of a shard.
#include <algorithm>

#include "dns64d/shard/shard.h"

namespace gate64::dns64d::shard {

using metrics::Count;

namespace {

/// A shard with nothing to do still turns this often, so that the watchdog sees it alive.
constexpr base::Duration wait_max{500};
/// While draining, other shards are looked at this often.
constexpr base::Duration drain_wait_max{10};
/// Errors of the ring in a row before the shard gives up.
constexpr unsigned ring_errors_max = 16;

}  // namespace

base::Result<void> Shard::run() {
    unsigned errors = 0;
    while (!is_drained()) {
        const int error = turn();
        errors = error == 0 ? 0 : errors + 1;
        if (errors == ring_errors_max) {
            return base::fail_errno("io_uring of shard " + std::to_string(index_) + " failed",
                                    -error);
        }
    }
    return {};
}

int Shard::turn() {
    now_ = base::now();
    for (;;) {
        const auto batch = ring_.reap(completions_);
        for (const io::Completion& done : batch)
            dispatch(done);
        if (batch.size() < completions_.size()) break;
    }
    const bool more_mail = mailbox_.receive(*this);
    if (pipeline_.next_due() <= now_) pipeline_.on_timer(now_);
    end_turn();
    outside_.turns.store(outside_.turns.load(std::memory_order_relaxed) + 1,
                         std::memory_order_relaxed);
    return ring_.submit_and_wait(wait_time(more_mail));
}

void Shard::dispatch(const io::Completion& done) {
    switch (static_cast<Op>(done.data.op)) {
        case Op::client_datagram:
            return udp_.on_received(done);
        case Op::datagram_sent:
            if (const upstream::PathId path = sender_.on_sent(done); path != 0) {
                upstream_udp_.on_send_failed(path, done.result);
            }
            return;
        case Op::client_accepted:
            return tcp_.on_accepted(done, now_);
        case Op::client_received:
            return connections_.on_received(done, now_);
        case Op::client_sent:
            return connections_.on_sent(done, now_);
        case Op::upstream_datagram:
            return upstream_udp_.on_received(done);
        case Op::upstream_connected:
            return upstream_tcp_.on_connected(done);
        case Op::upstream_sent:
            return upstream_tcp_.on_sent(done);
        case Op::upstream_received:
            return upstream_tcp_.on_received(done, now_);
        case Op::doorbell_rung:
            return mailbox_.on_rung(done);
        case Op::control:
            control_armed_ = false;
            return outside_.inbox->run_all(*this);
        // The mailbox is looked at in every turn; the bell only ended the wait.
        case Op::doorbell_heard:
        case Op::ignored:
            return;
    }
}

void Shard::end_turn() {
    udp_.end_turn(now_);
    tcp_.end_turn(now_);
    upstream_udp_.end_turn(now_);
    upstream_tcp_.end_turn(now_);
    connections_.end_turn(now_);
    mailbox_.end_turn();
    arm_control();
    if (const std::uint64_t seen = ring_.overflows(); seen != overflows_seen_) {
        outside_.counters.add(Count::completions_overflowed, seen - overflows_seen_);
        overflows_seen_ = seen;
    }
}

void Shard::arm_control() {
    if (control_armed_) return;
    control_armed_ = ring_.read(outside_.inbox->event_fd(), control_event_, tag(Op::control));
}

base::Duration Shard::wait_time(bool more_mail) const noexcept {
    if (more_mail) return base::Duration{0};
    base::Instant due = now_ + (draining_ ? drain_wait_max : wait_max);
    due = std::min({due, pipeline_.next_due(), udp_.next_due(), tcp_.next_due(),
                    connections_.next_due(), upstream_udp_.next_due(), upstream_tcp_.next_due()});
    // A millisecond is what the clock is cut to: waiting less would only turn idly.
    return due <= now_ ? base::Duration{0} : due - now_ + base::Duration{1};
}

bool Shard::is_drained() {
    if (!draining_) return false;
    if (now_ >= drain_deadline_) return true;
    const bool quiet =
        pipeline_.waiting() == 0 && sender_.under_way() == 0 && connections_.size() == 0;
    if (quiet && !std::exchange(counted_quiet_, true)) {
        commons_.quiet.fetch_add(1, std::memory_order_relaxed);
    }
    return commons_.quiet.load(std::memory_order_relaxed) == commons_.fixed.shards;
}

}  // namespace gate64::dns64d::shard
