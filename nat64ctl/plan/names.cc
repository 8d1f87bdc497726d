// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/names.h"

namespace gate64::nat64ctl::plan {

std::string text_of(const net::Ipv4Prefix& prefix) {
    return prefix.length() == 32 ? prefix.address().text() : prefix.text();
}

std::string ports_text(const jool::Pool4Entry& entry) {
    std::string text = std::to_string(entry.port_min);
    if (entry.port_min != entry.port_max) text += '-' + std::to_string(entry.port_max);
    return text;
}

std::string text_of(const jool::Pool4Entry& entry) {
    std::string text = text_of(entry.prefix) + ' ' + ports_text(entry) + " (" +
                       std::string(jool::name_of(entry.protocol));
    if (entry.mark != 0) text += ", mark " + std::to_string(entry.mark);
    return text + ')';
}

std::string text_of(const jool::BibEntry& bib) {
    return std::string(jool::name_of(bib.protocol)) + ' ' +
           net::Endpoint{bib.src6.address, bib.src6.port}.text() + " as " +
           net::Endpoint{net::IpAddress(bib.src4.address), bib.src4.port}.text();
}

}  // namespace gate64::nat64ctl::plan
