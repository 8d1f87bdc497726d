// SPDX-License-Identifier: Apache-2.0
#pragma once
// The last stage: from a finished answer to the packet of one client. Id, letter case, TTLs, EDNS,
// size limit and TC are put on here, the same way for a fresh answer and for one from the front
// cache. No allocation.

#include <cstdint>
#include <vector>

#include "dns64d/cache/front_cache.h"
#include "dns64d/dns64/synthesis.h"
#include "dns64d/model/settings.h"
#include "dns64d/pipeline/effects.h"
#include "shared/dns/message.h"
#include "shared/dns/writer.h"

namespace gate64::dns64d::pipeline {

/// What of a client's query the answer repeats or obeys.
struct ClientView {
    std::uint16_t id = 0;
    bool edns = false;             ///< the query had OPT, so the answer has
    bool dnssec_ok = false;        ///< DO, echoed (RFC 3225)
    bool keepalive = false;        ///< TCP and the option was there (RFC 7828)
    bool stream = false;           ///< TCP: no size limit but the message's own
    std::uint16_t udp_size = 512;  ///< what the client can take, clamped
    std::uint16_t keepalive_100ms = 0;
    std::uint16_t edns_size = 1232;  ///< what we announce
};

/// Reduces a parsed query to what the answer needs.
[[nodiscard]] ClientView client_view(const dns::Query& query, Transport transport,
                                     const model::Settings& settings) noexcept;

/// Writes the packet into `out` (message_bytes_max) and returns its length. `question_name` is the
/// name in the client's own letter case. `truncated` says whether TC was set.
[[nodiscard]] std::size_t respond(const ClientView& client, base::Bytes question_name,
                                  const cache::FinishedAnswer& answer, base::MutableBytes out,
                                  bool& truncated) noexcept;

/// An answer without records: rcode and what of the query could be read. Returns its length.
[[nodiscard]] std::size_t respond_error(const ClientView& client, const dns::Query& query,
                                        dns::Rcode rcode, dns::Ede ede, std::string_view ede_text,
                                        base::MutableBytes out) noexcept;

/// Turns an Answer into a packet without OPT in `space`, and notes where its TTLs are. Views in
/// the result are on `space` and `ttl_offsets`. What does not fit into 64 KiB is left out and TC
/// is set. `chain` goes before the answer's own records.
[[nodiscard]] cache::FinishedAnswer finish(const dns::Name& name, std::uint16_t type,
                                           model::QueryFlags flags, dns::RecordSpan chain,
                                           const dns64::Answer& answer, base::MutableBytes space,
                                           std::vector<std::uint16_t>& ttl_offsets);

}  // namespace gate64::dns64d::pipeline
