// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/guard_ruleset.h"

#include <algorithm>
#include <vector>

#include "shared/net/pref64.h"

namespace gate64::nat64ctl::firewall {
namespace {

constexpr unsigned u_octet = 8;  // RFC 6052 2.2: bits 64 to 71

constexpr net::Ipv4Address broadcast{UINT32_MAX};

/// Never reached through the prefix, whatever the policy: Linux takes 0.0.0.0 for itself as well.
const model::AddressRange loopback_ranges[] = {
    {net::Ipv4Address(0), net::Ipv4Address(0x00FFFFFF)},
    {net::Ipv4Address(0x7F000000), net::Ipv4Address(0x7FFFFFFF)},
};

/// Selects the prefix and the embedded address, and neither u (unless it is the prefix's own) nor
/// the suffix.
net::Ipv6Address match_mask(const net::Pref64& pool6) {
    const unsigned length = pool6.prefix().length();
    net::Ipv6Address::Octets octets = pool6.embed(broadcast).octets();
    std::fill_n(octets.begin(), length / 8, std::uint8_t{0xFF});
    return net::Ipv6Address(octets);
}

class Ruleset {
  public:
    Ruleset(const model::GuardSpec& spec, const net::Pref64& pool6)
        : spec_(spec), pool6_(pool6), address_("ip6 daddr & " + match_mask(pool6).text()) {}

    std::string text(std::span<const model::GuardCounter> counters) {
        text_ = guard_removal();
        text_.append("table ip6 ").append(guard_table).append(" {\n");
        for (const std::string_view reason : guard_reasons)
            counter(reason, counters);
        sets();
        text_.append("chain prerouting {\n")
            .append("type filter hook prerouting priority -300; policy accept;\n")
            .append("ip6 daddr " + pool6_.text() + " jump pool6 comment \"")
            .append(guard_comment(spec_) + "\"\n}\nchain pool6 {\n");
        rules();
        text_.append("}\n}\n");
        return std::move(text_);
    }

  private:
    void counter(std::string_view reason, std::span<const model::GuardCounter> counters) {
        const auto known = std::find_if(counters.begin(), counters.end(),
                                        [&](const auto& c) { return c.reason == reason; });
        const bool is_known = known != counters.end();
        text_.append("counter ").append(reason).append(" { packets ");
        text_.append(std::to_string(is_known ? known->packets : 0)).append(" bytes ");
        text_.append(std::to_string(is_known ? known->bytes : 0)).append(" }\n");
    }

    void sets() {
        set("loopback", ranges(loopback_ranges));
        set("own_address", own_addresses());
        set("special_use", ranges(spec_.denied));
        if (spec_.hairpin.empty()) return;
        text_.append("set hairpin { type ipv6_addr . inet_proto . inet_service; flags interval; ")
            .append("elements = { " + hairpin_ports() + " } }\n");
        set("hairpin_address", hairpin_addresses());
    }

    void set(std::string_view name, const std::string& elements) {
        text_.append("set ").append(name).append(" { type ipv6_addr; flags interval; ");
        if (!elements.empty()) text_.append("elements = { " + elements + " } ");
        text_.append("}\n");
    }

    /// The translator ignores u (RFC 6052 2.2 wants it zero), so an address with another u would
    /// slip past the rules that follow. A /96 holds u in its own bits.
    void rules() {
        if (pool6_.prefix().length() <= u_octet * 8) {
            text_.append("ip6 daddr & ::ff00:0:0:0 != :: ");
            drop("u_octet");
        }
        stop("loopback");
        if (!spec_.hairpin.empty()) {
            text_.append(address_ + " . meta l4proto . th dport @hairpin accept\n")
                .append(address_ + " @hairpin_address icmpv6 type { destination-unreachable, ")
                .append("packet-too-big, time-exceeded, parameter-problem } accept\n");
        }
        stop("own_address");
        stop("special_use");
    }

    void stop(std::string_view reason) {
        text_.append(address_ + " @").append(reason).push_back(' ');
        drop(reason);
    }

    void drop(std::string_view reason) {
        text_.append("counter name ").append(reason).append(" drop\n");
    }

    std::string embedded(net::Ipv4Address address) const { return pool6_.embed(address).text(); }

    std::string ranges(std::span<const model::AddressRange> list) const {
        std::string text;
        for (const model::AddressRange& range : list) {
            if (!text.empty()) text.append(", ");
            text.append(embedded(range.first));
            if (range.last != range.first) text.append("-" + embedded(range.last));
        }
        return text;
    }

    std::string own_addresses() const {
        std::string text;
        for (const net::Ipv4Address own : spec_.own)
            text.append(text.empty() ? "" : ", ").append(embedded(own));
        return text;
    }

    std::string hairpin_ports() const {
        std::string text;
        for (const model::GuardPort& port : spec_.hairpin) {
            text.append(text.empty() ? "" : ", ").append(embedded(port.address));
            text.append(" . ").append(jool::name_of(port.protocol)).append(" . ");
            text.append(std::to_string(port.port_min));
            if (port.port_max != port.port_min) text.append("-" + std::to_string(port.port_max));
        }
        return text;
    }

    std::string hairpin_addresses() const {
        std::vector<net::Ipv4Address> addresses;
        for (const model::GuardPort& port : spec_.hairpin)
            addresses.push_back(port.address);
        std::sort(addresses.begin(), addresses.end());
        addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
        std::string text;
        for (const net::Ipv4Address address : addresses)
            text.append(text.empty() ? "" : ", ").append(embedded(address));
        return text;
    }

    const model::GuardSpec& spec_;
    const net::Pref64& pool6_;
    const std::string address_;  ///< the masked destination
    std::string text_;
};

}  // namespace

std::string guard_comment(const model::GuardSpec& spec) {
    return "pool6 " + spec.pool6.text() + " fingerprint " + fingerprint_of(spec);
}

std::string guard_removal() {
    // "add" first: deleting what is not there would be an error.
    std::string text;
    for (const std::string_view verb : {"add", "delete"})
        text.append(verb).append(" table ip6 ").append(guard_table).append("\n");
    return text;
}

base::Result<std::string> guard_ruleset(const model::GuardSpec& spec,
                                        std::span<const model::GuardCounter> counters) {
    const base::Result<net::Pref64> pool6 = net::Pref64::make(spec.pool6);
    if (!pool6)
        return base::fail("no guard for pool6 " + spec.pool6.text() + ": " + pool6.error().message);
    return Ruleset(spec, *pool6).text(counters);
}

}  // namespace gate64::nat64ctl::firewall
