// SPDX-License-Identifier: Apache-2.0
#pragma once
// What shards say to each other: a question goes to the shard that owns its name, the finished
// answer comes back. Everything in a Mail is owned by it; it is moved from thread to thread.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "dns64d/cache/front_cache.h"
#include "dns64d/model/question.h"
#include "dns64d/pipeline/trace.h"
#include "shared/base/slab.h"
#include "shared/net/address.h"

namespace gate64::dns64d::pipeline {

/// A client's question as the owner needs it. The client's address leads to its policies.
struct Question {
    dns::Name name;
    std::uint16_t type = 0;
    model::QueryFlags flags;
    net::IpAddress client;
};

/// Who waits for the answer.
struct Requester {
    std::uint16_t shard = 0;
    base::Handle waiter;  ///< in that shard; invalid: nobody waits, this refreshes sources
};

struct Mail {
    enum class Kind : std::uint8_t { question, answer };
    Kind kind = Kind::question;
    Requester requester;
    std::unique_ptr<Trace> trace;

    Question question;  ///< of a question

    // Of an answer: a cache::FinishedAnswer that owns its bytes, and the settings it was made of.
    std::vector<std::uint8_t> message;
    std::vector<std::uint16_t> ttl_offsets;
    cache::FinishedAnswer answer;  ///< its views are set by finished()
    std::uint64_t generation = 0;

    /// The answer with its views on this mail's own bytes.
    [[nodiscard]] cache::FinishedAnswer finished() const noexcept {
        cache::FinishedAnswer view = answer;
        view.message = message;
        view.ttl_offsets = ttl_offsets;
        return view;
    }
};

}  // namespace gate64::dns64d::pipeline
