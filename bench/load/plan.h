// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a load run does, as the command line says it. A value.

#include <cstdint>
#include <optional>
#include <vector>

#include "bench/core/questions.h"
#include "shared/net/address.h"
#include "shared/net/pref64.h"
#include "shared/net/prefix.h"

namespace gate64::bench {

enum class Transport : std::uint8_t { udp, tcp };

struct LoadPlan {
    net::Endpoint server{};
    Transport transport = Transport::udp;
    double rate = 0;                  ///< questions a second of all threads; 0: closed loop
    std::uint32_t outstanding = 100;  ///< closed loop: waiting at a time, all threads
    std::uint32_t clients = 1;        ///< sockets of all threads, at least one a thread
    std::uint32_t threads = 1;
    std::int64_t seconds = 10;             ///< for sending; 0: until the questions end
    std::int64_t timeout_ms = 5000;        ///< after which a question counts as lost
    std::vector<net::IpPrefix> sources{};  ///< empty: the kernel chooses
    std::uint32_t per_connection = 0;      ///< TCP: questions before a new one is made; 0: no limit
    std::optional<std::uint32_t> cpu{};    ///< of the first thread; the others follow
    bool edns = false;
    bool dnssec_ok = false;  ///< implies edns
    QuestionPlan questions{};
    std::optional<net::Pref64> verify{};  ///< look at the records as well
};

}  // namespace gate64::bench
