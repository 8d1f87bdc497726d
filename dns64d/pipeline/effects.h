// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the pipeline wants done by the outside: answers sent, messages carried to other shards, and
// (through upstream::Effects) questions sent upstream. Called on the shard's thread; every byte
// view is consumed before the call returns.

#include <memory>

#include "dns64d/pipeline/mail.h"
#include "dns64d/upstream/effects.h"
#include "shared/base/slab.h"

namespace gate64::dns64d::pipeline {

enum class Transport : std::uint8_t { udp, tcp, explain };

/// Where an answer goes. The shard fills it in and gets it back; the pipeline reads only
/// `transport` and `peer`.
struct ReplyPath {
    Transport transport = Transport::udp;
    net::Endpoint peer;            ///< the client
    net::IpAddress local;          ///< the address that was asked: the answer's source
    std::uint32_t ifindex = 0;     ///< the interface it came in on (link-local clients)
    std::uint16_t listener = 0;    ///< the shard's UDP listener
    base::Handle connection;       ///< TCP: the connection
    std::uint64_t explain_id = 0;  ///< explain: the control request
};

class Effects : public upstream::Effects {
  public:
    /// Sends one DNS message (for TCP without its length prefix).
    virtual void reply(const ReplyPath& path, base::Bytes message) = 0;
    /// Puts a message into another shard's mailbox. False when it is full; the mail is lost then
    /// and the caller deals with it.
    [[nodiscard]] virtual bool mail(std::uint16_t shard, std::unique_ptr<Mail> mail) = 0;
    /// An explanation is complete; `message` is the answer the client would get.
    virtual void explained(std::uint64_t explain_id, std::unique_ptr<Trace> trace,
                           base::Bytes message) = 0;
};

}  // namespace gate64::dns64d::pipeline
