// SPDX-License-Identifier: Apache-2.0
#pragma once
// Writes an answer that comes from here: records with one TTL, or a denial with the SOA of a zone
// that only exists here. Internal to dns64d/dns64. Thread: one shard.

#include "dns64d/dns64/synthesis.h"

namespace gate64::dns64d::dns64 {

class LocalReply {
  public:
    /// Clears `answer`. `zone` is the apex for the SOA; views must outlive this.
    LocalReply(Answer& answer, dns::NameView zone, std::uint32_t ttl) noexcept;

    void set_ttl(std::uint32_t ttl) noexcept;
    /// Adds a record unless an equal one is there.
    void add_once(dns::NameView owner, std::uint16_t type, base::Bytes rdata);
    /// NODATA (noerror) or NXDOMAIN, with the SOA.
    void deny(dns::Rcode rcode);

  private:
    Answer& answer_;
    dns::NameView zone_;
    std::uint32_t ttl_;
};

}  // namespace gate64::dns64d::dns64
