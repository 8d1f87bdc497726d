// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>

#include "dns64d/model/local_data.h"
#include "shared/base/check.h"

namespace gate64::dns64d::model {
namespace {

/// RFC 6303 4.1 to 4.6, without the numbered rows that the code counts out.
constexpr std::array<std::string_view, 16> reverse_zones = {
    "10.in-addr.arpa",
    "168.192.in-addr.arpa",
    "0.in-addr.arpa",
    "127.in-addr.arpa",
    "254.169.in-addr.arpa",
    "2.0.192.in-addr.arpa",
    "100.51.198.in-addr.arpa",
    "113.0.203.in-addr.arpa",
    "255.255.255.255.in-addr.arpa",
    "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa",
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa",
    "d.f.ip6.arpa",
    "8.e.f.ip6.arpa",
    "9.e.f.ip6.arpa",
    "a.e.f.ip6.arpa",
    "b.e.f.ip6.arpa",
};
constexpr std::string_view documentation_v6 = "8.b.d.0.1.0.0.2.ip6.arpa";

constexpr std::array<std::uint8_t, 4> loopback_v4 = {127, 0, 0, 1};
constexpr std::array<std::uint8_t, 16> loopback_v6 = {0, 0, 0, 0, 0, 0, 0, 0,
                                                      0, 0, 0, 0, 0, 0, 0, 1};

dns::Name name_of(std::string_view text) {
    const auto name = dns::Name::parse(text);
    CHECK(name.has_value());
    return *name;
}

class Builder {
  public:
    Builder(LocalData& data, const ZoneMap<char>& skip) : data_(data), skip_(skip) {}

    void add_all() {
        add_localhost();
        for (const std::string_view zone : reverse_zones)
            (void)add(zone);
        (void)add(documentation_v6);
        add_numbered(16, 31, ".172.in-addr.arpa");   // RFC 1918
        add_numbered(64, 127, ".100.in-addr.arpa");  // RFC 7793
        add_loopback_names();
        add_resolver();
        (void)add("invalid", LocalData::Apex::denied);
        (void)add("onion", LocalData::Apex::denied);
    }

  private:
    bool add(std::string_view text, LocalData::Apex apex = LocalData::Apex::exists) {
        const dns::Name zone = name_of(text);
        const auto other = skip_.find(zone);
        if (other && !other->zone.is_root()) return false;
        data_.add_empty_zone(zone, apex);
        return true;
    }

    void add_numbered(unsigned first, unsigned last, std::string_view rest) {
        for (unsigned i = first; i <= last; ++i)
            (void)add(std::to_string(i).append(rest));
    }

    void record(std::string_view owner, std::uint16_t type, base::Bytes rdata) {
        const dns::Name name = name_of(owner);
        data_.add_record({.section = dns::Section::answer,
                          .owner = name,
                          .type = type,
                          .ttl = builtin_ttl_s,
                          .rdata = rdata});
    }

    /// Names below localhost are the same host (RFC 6761 6.3).
    void add_localhost() {
        if (!add("localhost")) return;
        for (const std::string_view name : {"localhost", "*.localhost"}) {
            record(name, dns::rr::a, loopback_v4);
            record(name, dns::rr::aaaa, loopback_v6);
        }
    }

    void add_loopback_names() {
        const dns::Name localhost = name_of("localhost");
        for (const std::string_view name :
             {std::string_view("1.0.0.127.in-addr.arpa"), reverse_zones[10]}) {
            const auto other = skip_.find(name_of(name));
            if (other && !other->zone.is_root()) continue;
            record(name, dns::rr::ptr, localhost.wire());
        }
    }

    /// We designate no encrypted resolver: NODATA, not NXDOMAIN, at every name (RFC 9462 4).
    void add_resolver() {
        if (add("resolver.arpa")) data_.add_empty_name(name_of("*.resolver.arpa"));
    }

    LocalData& data_;
    const ZoneMap<char>& skip_;
};

}  // namespace

void add_builtin_zones(LocalData& data, const ZoneMap<char>& skip) {
    Builder(data, skip).add_all();
    data.set_served_elsewhere(skip);
}

}  // namespace gate64::dns64d::model
