// SPDX-License-Identifier: Apache-2.0
#include "bench/load/worker.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "bench/load/packet.h"
#include "bench/load/tcp_clients.h"
#include "bench/load/udp_clients.h"

namespace gate64::bench {

namespace io = dns64d::io;

namespace {

/// Questions sent before answers are looked at again, so that none waits long for its time stamp.
constexpr unsigned sends_a_turn_max = 64;
constexpr Nanoseconds millisecond = 1'000'000;
constexpr Nanoseconds sweep_interval = 10 * millisecond;
constexpr base::Duration wait_max{10};

/// The part of `whole` that `thread` gets; parts differ by at most one.
std::uint32_t share_of(std::uint32_t whole, std::uint32_t thread, std::uint32_t threads) noexcept {
    return whole / threads + (thread < whole % threads ? 1 : 0);
}

std::uint32_t first_of(std::uint32_t whole, std::uint32_t thread, std::uint32_t threads) noexcept {
    return whole / threads * thread + std::min(thread, whole % threads);
}

}  // namespace

Nanoseconds now_ns() noexcept {
    const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since_boot).count();
}

base::Result<std::unique_ptr<Worker>> Worker::create(const LoadPlan& plan,
                                                     const Questions& questions,
                                                     std::uint32_t thread) {
    auto ring = io::Ring::create({});
    if (!ring) return std::unexpected(std::move(ring.error()));
    auto made = std::make_unique<Worker>(plan, questions, thread, std::move(*ring));
    const auto connect = [&]<typename T>(std::type_identity<T>) -> base::Result<void> {
        auto clients =
            T::create(*made->ring_, plan, made->first_client_, made->client_count_, *made);
        if (!clients) return std::unexpected(std::move(clients.error()));
        made->clients_ = std::move(*clients);
        return {};
    };
    const auto connected = plan.transport == Transport::udp
                               ? connect(std::type_identity<UdpClients>{})
                               : connect(std::type_identity<TcpClients>{});
    if (!connected) return std::unexpected(connected.error());
    return made;
}

Worker::Worker(const LoadPlan& plan, const Questions& questions, std::uint32_t thread,
               std::unique_ptr<io::Ring> ring)
    : plan_(plan),
      questions_(questions),
      client_count_(share_of(plan.clients, thread, plan.threads)),
      first_client_(first_of(plan.clients, thread, plan.threads)),
      outstanding_(std::max(share_of(plan.outstanding, thread, plan.threads), 1U)),
      cursor_(questions.cursor(thread, plan.threads)),
      in_flight_(client_count_, plan.questions.seed + thread),
      check_(questions, plan.verify),
      ring_(std::move(ring)) {}

Worker::~Worker() = default;

base::Result<WorkerResult> Worker::run(const std::atomic<bool>& stop) {
    start_ = now_ns();
    sending_ends_ = start_ + (plan_.seconds > 0 ? plan_.seconds * 1000 * millisecond
                                                : std::numeric_limits<Nanoseconds>::max() / 2);
    if (plan_.rate > 0) pace_.emplace(start_, sending_ends_, plan_.rate / plan_.threads);
    for (Nanoseconds now = start_; !is_over(now); now = now_ns()) {
        receive();
        if (sending_ && stop.load(std::memory_order_relaxed)) sending_ = false;
        if (sending_) pace_ ? send_open(now) : send_closed(now);
        clients_->end_turn();
        give_up(now);
        if (const int error = ring_->submit_and_wait(wait_time(now)); error != 0) {
            return base::fail_errno("io_uring failed", -error);
        }
    }
    result_.tally.lost += in_flight_.give_up(std::numeric_limits<Nanoseconds>::max());
    if (pace_ && sending_) result_.tally.unsent = pace_->left();
    return result_;
}

bool Worker::is_over(Nanoseconds now) const noexcept {
    if (sending_ && now < sending_ends_) return false;
    // What the plan made due before the end is still sent, however late, but not for ever.
    if (sending_ && pace_ && pace_->due()) {
        return now > sending_ends_ + plan_.timeout_ms * millisecond;
    }
    return in_flight_.waiting() == 0;
}

bool Worker::draw() {
    if (!pending_) pending_ = questions_.draw(cursor_);
    if (!pending_) sending_ = false;
    return pending_.has_value();
}

void Worker::send_open(Nanoseconds now) {
    for (unsigned i = 0; i < sends_a_turn_max; ++i) {
        const auto due = pace_->due();
        if (!due) {
            sending_ = false;
            return;
        }
        if (*due > now || !draw() || !ask(*pending_, *due, now)) return;
        pace_->sent();
        pending_.reset();
    }
}

void Worker::send_closed(Nanoseconds now) {
    if (now >= sending_ends_) {
        sending_ = false;
        return;
    }
    for (unsigned i = 0; i < sends_a_turn_max && in_flight_.waiting() < outstanding_; ++i) {
        if (!draw() || !ask(*pending_, now, now)) return;
        pending_.reset();
    }
}

bool Worker::ask(Questions::Key key, Nanoseconds intended, Nanoseconds now) {
    for (std::uint32_t tried = 0; tried < client_count_; ++tried) {
        const std::uint32_t client = turn_;
        turn_ = turn_ + 1 == client_count_ ? 0 : turn_ + 1;
        if (!clients_->is_ready(client)) continue;
        const auto id = in_flight_.open(client, key, intended, now);
        if (!id) continue;
        std::array<std::uint8_t, packet_bytes_max> space;
        const std::size_t size = write_packet(plan_, questions_, key, *id, space);
        ++result_.tally.sent;
        clients_->send(client, {space.data(), size});
        return true;
    }
    return false;
}

void Worker::receive() {
    std::array<io::Completion, 256> space;
    for (;;) {
        now_ = now_ns();
        const auto batch = ring_->reap(space);
        for (const io::Completion& done : batch)
            clients_->on_completion(done);
        if (batch.size() < space.size()) return;
    }
}

void Worker::on_answer(std::uint32_t client, base::Bytes message) {
    Tally& tally = result_.tally;
    if (message.size() < dns::header_bytes) {
        ++tally.unknown;
        return;
    }
    const InFlight::Match match = in_flight_.close(client, base::load_be16(message.data()));
    if (match.kind == InFlight::Match::Kind::unknown) {
        ++tally.unknown;
        return;
    }
    if (match.kind == InFlight::Match::Kind::late) {
        ++tally.late;
        --tally.lost;
        return;
    }
    ++tally.answered;
    ++tally.by_rcode[message[3] & 0xF];
    tally.latency.add(static_cast<std::uint64_t>(std::max<Nanoseconds>(now_ - match.intended, 0)));
    result_.elapsed = now_ - start_;
    switch (check_.look(match.key, message)) {
        case Verdict::good:
            return;
        case Verdict::truncated:
            ++tally.truncated;
            return;
        case Verdict::malformed:
            ++tally.malformed;
            return;
        case Verdict::wrong_question:
            ++tally.wrong_question;
            return;
        case Verdict::wrong_address:
            ++tally.wrong_address;
            return;
    }
}

void Worker::on_send_failed(std::uint32_t) {
    // Its question stays outstanding and counts as lost in the end.
    ++result_.tally.send_failed;
}

void Worker::on_connected() {
    ++result_.tally.connections;
}

void Worker::on_connection_lost(std::uint32_t client) {
    ++result_.tally.connections_lost;
    result_.tally.lost += in_flight_.give_up_client(client);
}

void Worker::give_up(Nanoseconds now) {
    if (now < sweep_at_) return;
    sweep_at_ = now + sweep_interval;
    result_.tally.lost += in_flight_.give_up(now - plan_.timeout_ms * millisecond);
}

base::Duration Worker::wait_time(Nanoseconds now) const {
    if (!sending_) return wait_max;
    if (!pace_) {
        // With room for more questions it is a client or a slot that is missing: soon again.
        const bool full = in_flight_.waiting() >= outstanding_;
        return full ? wait_max : base::Duration{0};
    }
    const auto due = pace_->due();
    const Nanoseconds until = due ? *due - now : 0;
    const base::Duration whole{std::max<Nanoseconds>(until, 0) / millisecond};
    return std::min(whole, wait_max);
}

}  // namespace gate64::bench
