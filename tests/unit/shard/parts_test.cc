// SPDX-License-Identifier: Apache-2.0
// The small parts that threads share or that keep order.
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <thread>

#include "dns64d/shard/connection_census.h"
#include "dns64d/shard/mailboxes.h"
#include "dns64d/shard/ops.h"
#include "dns64d/shard/quiet_order.h"
#include "tests/unit/io/loopback.h"

namespace gate64::dns64d::shard {
namespace {

TEST(QuietOrderTest, KeepsTheOrder) {
    QuietOrder order(8);
    EXPECT_EQ(order.first(), QuietOrder::none);
    for (const std::uint32_t i : {3U, 1U, 5U})
        order.push_back(i);
    order.move_to_back(3);
    order.move_to_back(3);
    EXPECT_EQ(order.first(), 1U);
    EXPECT_EQ(order.after(1), 5U);
    EXPECT_EQ(order.after(5), 3U);
    order.remove(5);
    EXPECT_EQ(order.after(1), 3U);
    order.remove(1);
    order.remove(3);
    EXPECT_EQ(order.first(), QuietOrder::none);
    order.push_back(7);
    EXPECT_EQ(order.first(), 7U);
}

TEST(ConnectionCensusTest, LimitsHoldAcrossThreads) {
    const auto census = std::make_unique<ConnectionCensus>(100, 10, base::HashKey{1, 2});
    const auto client = io::endpoint("192.0.2.1:0").address;
    std::atomic<int> admitted{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i) {
                if (census->enter(client) == ConnectionCensus::Verdict::admitted) ++admitted;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(admitted.load(), 10);
    EXPECT_EQ(census->total(), 10U);
    for (int i = 0; i < 10; ++i)
        census->leave(client);
    EXPECT_EQ(census->total(), 0U);
    EXPECT_FALSE(census->pressed());
    for (std::uint32_t i = 0; i < 100; ++i) {
        const net::IpAddress other = net::Ipv4Address(0x0A000000 + i);
        EXPECT_EQ(census->enter(other), ConnectionCensus::Verdict::admitted);
    }
    EXPECT_TRUE(census->pressed());
    EXPECT_EQ(census->enter(client), ConnectionCensus::Verdict::admitted_over_total);
}

/// Counts mail and sends every question back.
class Postman final : public MailSink {
  public:
    Postman(MailExchange& exchange, std::uint16_t self)
        : ring_(io::Ring::create({.submissions = 64, .completions = 128}).value()),
          box_(exchange, self, *ring_, counters_) {
        exchange.set_doorbell(self, ring_->fd());
    }
    void on_mail(std::unique_ptr<pipeline::Mail> mail) override {
        ++received_;
        if (mail->kind != pipeline::Mail::Kind::question) return;
        const std::uint16_t from = mail->requester.shard;
        mail->kind = pipeline::Mail::Kind::answer;
        EXPECT_TRUE(box_.send(from, std::move(mail)));
    }
    void turn() {
        (void)box_.receive(*this);
        box_.end_turn();
        (void)ring_->submit_and_wait(base::Duration{200});
        for (const io::Completion& done : ring_->reap(space_)) {
            if (static_cast<Op>(done.data.op) == Op::doorbell_rung) box_.on_rung(done);
        }
    }
    Mailbox& box() { return box_; }
    int received() const { return received_; }

  private:
    metrics::Counters counters_;
    std::unique_ptr<io::Ring> ring_;
    Mailbox box_;
    std::array<io::Completion, 64> space_{};
    int received_ = 0;
};

TEST(MailboxTest, ThereAndBackBetweenThreads) {
    constexpr int mails = 2000;
    MailExchange exchange(2, 4096);
    std::promise<void> ready;
    std::atomic<bool> go{false};
    std::thread other([&] {
        Postman postman(exchange, 1);
        ready.set_value();
        while (!go.load())
            std::this_thread::yield();
        const base::Instant end = base::now() + base::Duration{5000};
        while (postman.received() < mails && base::now() < end)
            postman.turn();
        postman.turn();
    });
    ready.get_future().wait();
    Postman postman(exchange, 0);
    go = true;
    int sent = 0;
    const base::Instant begin = base::now();
    while (postman.received() < mails && base::now() < begin + base::Duration{5000}) {
        for (int i = 0; i < 100 && sent < mails; ++i, ++sent) {
            auto mail = std::make_unique<pipeline::Mail>();
            mail->requester.shard = 0;
            ASSERT_TRUE(postman.box().send(1, std::move(mail)));
        }
        postman.turn();
    }
    other.join();
    EXPECT_EQ(postman.received(), mails);
    // Doorbells woke both sides: nobody sat out a wait each time.
    EXPECT_LT((base::now() - begin).count(), 4000);
}

TEST(MailboxTest, FullIsRefusedAndCounted) {
    MailExchange exchange(2, 4);
    metrics::Counters counters;
    const auto ring = io::Ring::create({.submissions = 8, .completions = 16}).value();
    Mailbox box(exchange, 0, *ring, counters);
    for (int i = 0; i < 4; ++i)
        EXPECT_TRUE(box.send(1, std::make_unique<pipeline::Mail>()));
    EXPECT_FALSE(box.send(1, std::make_unique<pipeline::Mail>()));
    EXPECT_EQ(counters.get(metrics::Count::mail_full), 1U);
    EXPECT_EQ(counters.get(metrics::Count::mail_sent), 4U);
}

}  // namespace
}  // namespace gate64::dns64d::shard
