// SPDX-License-Identifier: Apache-2.0
#include "bench/load/packet.h"

#include "shared/dns/edns.h"
#include "shared/dns/message.h"

namespace gate64::bench {

std::size_t write_packet(const LoadPlan& plan, const Questions& questions, Questions::Key key,
                         std::uint16_t id, base::MutableBytes space) noexcept {
    const bool edns = plan.edns || plan.dnssec_ok;
    base::ByteWriter header(space);
    header.u16(id);
    header.u16(dns::flag::rd);
    header.u16(1);
    header.u16(0);
    header.u16(0);
    header.u16(edns ? 1 : 0);
    std::size_t size = header.position();
    size += questions.write(key, space.subspan(size));
    if (!edns) return size;
    base::ByteWriter opt(space.subspan(size));
    dns::write_opt(opt, {.udp_size = dns::edns_bytes_max, .dnssec_ok = plan.dnssec_ok});
    return size + opt.position();
}

}  // namespace gate64::bench
