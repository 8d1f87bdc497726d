// SPDX-License-Identifier: Apache-2.0
#pragma once
// One attempt on its socket: sends, sends again, reads, and knows when it is over. Never blocks;
// run.cc polls. One thread.

#include <chrono>
#include <cstdint>
#include <vector>

#include "nat64ctl/probe/attempt.h"
#include "shared/base/unique_fd.h"
#include "shared/net/address.h"

namespace gate64::nat64ctl::probe {

using Instant = std::chrono::steady_clock::time_point;

class Conversation {
  public:
    /// Opens the socket and sends for the first time.
    Conversation(const Attempt& attempt, const net::Ipv6Address& target, std::uint16_t id);

    [[nodiscard]] bool is_over() const noexcept { return is_over_; }
    [[nodiscard]] const Result& result() const noexcept { return result_; }
    [[nodiscard]] int fd() const noexcept { return socket_.get(); }
    /// What poll(2) is to wait for.
    [[nodiscard]] short events() const noexcept;
    /// poll(2) reported `ready`.
    void on_ready(short ready);
    /// Sends the packet again; TCP does so by itself.
    void send_again();

  private:
    void open(const net::Ipv6Address& target);
    void send();
    void receive();
    void on_connected();
    void finish(Outcome outcome);
    void finish_with_errno(int reason);

    Result result_;
    std::uint16_t id_ = 0;
    std::uint16_t sequence_ = 0;
    std::size_t sent_ = 0;  ///< TCP: octets of message_ that the kernel took
    std::vector<std::uint8_t> message_;
    base::UniqueFd socket_;
    Instant started_;
    bool is_connecting_ = false;
    bool is_over_ = false;
};

}  // namespace gate64::nat64ctl::probe
