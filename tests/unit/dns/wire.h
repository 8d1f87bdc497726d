// SPDX-License-Identifier: Apache-2.0
#pragma once
// Hand-made messages for tests: every octet is put down as the test says, right or wrong. For tests
// of shared/dns only; owns its octets.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/bytes.h"
#include "shared/dns/types.h"

namespace gate64::dns::test {

class Wire {
  public:
    Wire() = default;

    Wire& u8(unsigned value) {
        octets_.push_back(static_cast<std::uint8_t>(value));
        return *this;
    }
    Wire& u16(unsigned value) { return u8(value >> 8).u8(value & 0xFF); }
    Wire& u32(std::uint32_t value) { return u16(value >> 16).u16(value & 0xFFFF); }
    Wire& raw(std::initializer_list<unsigned> values) {
        for (const unsigned value : values)
            u8(value);
        return *this;
    }
    Wire& add(base::Bytes bytes) {
        octets_.insert(octets_.end(), bytes.begin(), bytes.end());
        return *this;
    }
    Wire& fill(std::size_t count, unsigned value) {
        octets_.insert(octets_.end(), count, static_cast<std::uint8_t>(value));
        return *this;
    }
    /// Labels between dots; no root octet behind them.
    Wire& labels(std::string_view text) {
        while (!text.empty()) {
            const std::string_view label = text.substr(0, text.find('.'));
            u8(static_cast<unsigned>(label.size()));
            for (const char c : label)
                u8(static_cast<unsigned char>(c));
            text.remove_prefix(std::min(text.size(), label.size() + 1));
        }
        return *this;
    }
    Wire& name(std::string_view text) { return labels(text).u8(0); }
    Wire& pointer(std::size_t offset) { return u16(0xC000U | static_cast<unsigned>(offset)); }

    Wire& header(unsigned id, unsigned flags, unsigned qd, unsigned an, unsigned ns, unsigned ar) {
        return u16(id).u16(flags).u16(qd).u16(an).u16(ns).u16(ar);
    }
    Wire& question(std::string_view text, unsigned type, unsigned klass = klass::in) {
        return name(text).u16(type).u16(klass);
    }
    /// What follows an owner name.
    Wire& body(unsigned type, std::uint32_t ttl, const Wire& rdata, unsigned klass = klass::in) {
        u16(type).u16(klass).u32(ttl).u16(static_cast<unsigned>(rdata.size()));
        return add(rdata.bytes());
    }
    Wire& record(std::string_view owner, unsigned type, std::uint32_t ttl, const Wire& rdata) {
        return name(owner).body(type, ttl, rdata);
    }
    Wire& opt(const Wire& options, unsigned udp_size = 1232, std::uint32_t ttl = 0) {
        return u8(0).body(rr::opt, ttl, options, udp_size);
    }
    Wire& option(unsigned code, const Wire& data) {
        return u16(code).u16(static_cast<unsigned>(data.size())).add(data.bytes());
    }
    Wire& cut(std::size_t size) {
        octets_.resize(size);
        return *this;
    }
    std::uint8_t& operator[](std::size_t i) { return octets_.at(i); }

    [[nodiscard]] base::Bytes bytes() const { return octets_; }
    [[nodiscard]] std::size_t size() const { return octets_.size(); }

  private:
    std::vector<std::uint8_t> octets_;
};

/// Header and question of an ordinary query for www.example. AAAA.
inline Wire plain_query(unsigned additional = 0) {
    return Wire().header(0x1234, 0x0100, 1, 0, 0, additional).question("www.example", rr::aaaa);
}

/// The same, answered: header and question, with the counts the test wants.
inline Wire plain_response(unsigned an, unsigned ns = 0, unsigned ar = 0, unsigned flags = 0x8180) {
    return Wire().header(0x1234, flags, 1, an, ns, ar).question("www.example", rr::aaaa);
}

[[nodiscard]] inline std::vector<std::uint8_t> copy(base::Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

}  // namespace gate64::dns::test
