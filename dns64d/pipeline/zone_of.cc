// SPDX-License-Identifier: Apache-2.0
#include "dns64d/pipeline/zone_of.h"

#include <algorithm>

namespace gate64::dns64d::pipeline {

namespace {

constexpr std::uint8_t in_addr_arpa[] = {7,   'i', 'n', '-', 'a', 'd', 'd',
                                         'r', 4,   'a', 'r', 'p', 'a', 0};
constexpr std::uint8_t ip6_arpa[] = {3, 'i', 'p', '6', 4, 'a', 'r', 'p', 'a', 0};

constexpr unsigned labels_usual = 2;
constexpr unsigned labels_in_addr = 4;  ///< a /16
constexpr unsigned labels_ip6 = 10;     ///< a /32

}  // namespace

dns::NameView zone_of(dns::NameView name) noexcept {
    unsigned labels = labels_usual;
    if (name.is_below(dns::NameView::trusted(in_addr_arpa))) labels = labels_in_addr;
    if (name.is_below(dns::NameView::trusted(ip6_arpa))) labels = labels_ip6;
    return name.suffix(std::min(labels, name.label_count()));
}

}  // namespace gate64::dns64d::pipeline
