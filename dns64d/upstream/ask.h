// SPDX-License-Identifier: Apache-2.0
#pragma once
// One question under way and the packets sent for it, and the table of them all: found by question
// (so that the same one is outstanding once, threat T3) and by handle. The shard's thread.

#include <array>
#include <cstdint>
#include <vector>

#include "dns64d/model/outcome.h"
#include "dns64d/model/question.h"
#include "dns64d/upstream/effects.h"
#include "dns64d/upstream/servers.h"
#include "shared/base/slab.h"

namespace gate64::dns64d::upstream {

inline constexpr std::uint32_t no_index = 0xFFFFFFFF;
inline constexpr std::uint8_t no_server = 0xFF;
inline constexpr unsigned attempts_max = 8;
inline constexpr base::Instant never = base::Instant::max();

/// One packet sent for a question and what has become of it. As long as the path is open, an
/// answer to it is taken, whatever the state.
struct Attempt {
    enum class State : std::uint8_t {
        waiting,
        late,    ///< its time is over
        failed,  ///< it was answered, but not with what we need, or the path had an error
        closed,  ///< the TCP connection ended
    };
    PathId path = 0;
    base::Instant sent{};
    base::Instant due{};
    std::uint32_t next = no_index;  ///< neighbours in the path index
    std::uint32_t previous = no_index;
    std::uint16_t id = 0;
    std::uint8_t server = 0;  ///< index into the set
    State state = State::waiting;
    bool tcp = false;
    bool plain = false;  ///< without EDNS
};

struct Ask {
    base::Handle self;
    dns::Name name;
    std::uint64_t hash = 0;
    std::uint32_t next_in_bucket = no_index;
    std::uint32_t set_key = 0;
    std::uint16_t type = 0;
    bool cd = false;

    bool probe = false;    ///< a copy sent to see whether a server lives; nobody waits
    bool done = false;     ///< `outcome` is known
    bool calling = false;  ///< its listener is being told
    std::uint32_t interest = 0;

    ServerSet* set = nullptr;
    base::Instant deadline{};
    base::Instant next_try = never;  ///< when to do more if nothing has come

    bool want_tcp = false;                  ///< an answer was truncated
    std::uint8_t plain_server = no_server;  ///< cannot read EDNS: asked without
    std::uint8_t udp_timeouts = 0;
    std::uint8_t tcp_tries = 0;
    std::uint8_t failovers = 0;                     ///< asked another server because one failed
    std::uint8_t quick_retries = 0;                 ///< sends that the network refused
    model::Failure failure = model::Failure::none;  ///< worst so far, if nothing better comes
    dns::Ede ede = dns::Ede::none;

    std::uint8_t sends = 0;
    std::array<Attempt, attempts_max> attempts;
    model::Outcome outcome;

    [[nodiscard]] bool any(Attempt::State state) const noexcept {
        for (unsigned i = 0; i < sends; ++i) {
            if (attempts[i].state == state) return true;
        }
        return false;
    }
    [[nodiscard]] Tries tries() const noexcept;
    /// When the clock next matters to it.
    [[nodiscard]] base::Instant due() const noexcept;
};

class AskTable {
  public:
    /// `asks_max` questions; probes have room of their own.
    AskTable(std::uint32_t asks_max, const base::HashKey& key);

    [[nodiscard]] Ask* find(const model::SourceKey& key) noexcept;
    /// A new question, findable from now on; nullptr when there is no room.
    [[nodiscard]] Ask* create(const model::SourceKey& key) noexcept;
    /// A copy that nobody finds; nullptr when there is no room.
    [[nodiscard]] Ask* create_probe(const Ask& of) noexcept;
    /// find() does not give it any more.
    void unlink(const Ask& ask) noexcept;
    void release(const Ask& ask) noexcept;

    /// A question's handle; probes have none that anybody else sees.
    [[nodiscard]] Ask* get(base::Handle handle) noexcept { return asks_.get(handle); }
    /// By `Ask::self.index`: questions first, probes behind them.
    [[nodiscard]] Ask* at(std::uint32_t index) noexcept {
        return index < asks_.capacity() ? asks_.at(index) : probes_.at(index - asks_.capacity());
    }
    /// How many indexes there are.
    [[nodiscard]] std::uint32_t capacity() const noexcept {
        return asks_.capacity() + probes_.capacity();
    }

  private:
    [[nodiscard]] std::uint64_t hash(const model::SourceKey& key) const noexcept;

    base::Slab<Ask> asks_;
    base::Slab<Ask> probes_;
    std::vector<std::uint32_t> buckets_;
    base::HashKey key_;
};

}  // namespace gate64::dns64d::upstream
