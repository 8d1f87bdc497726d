// SPDX-License-Identifier: Apache-2.0
#pragma once
// What giving more addresses and ports to pool4 would hurt, and what taking some away removes.
// Pure: live entries and recorded facts in, sentences out.

#include <string>
#include <vector>

#include "nat64ctl/model/box.h"
#include "nat64ctl/model/ports.h"
#include "shared/jool/model.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::commands {

/// Addresses and ports of some protocols, for one mark.
struct PoolRequest {
    net::Ipv4Prefix prefix;
    model::PortSet ports;
    std::vector<jool::Protocol> protocols;
    std::uint32_t mark = 0;
};

/// One entry for each protocol and range; the prefix is not expanded.
[[nodiscard]] std::vector<jool::Pool4Entry> entries_of(const PoolRequest& request);

/// What stands against a request. Each sentence says what to do about it.
struct Objections {
    std::vector<std::string> refusals;  ///< whatever --force says
    std::vector<std::string> harms;     ///< refused unless --force
    std::vector<std::string> warnings;
};

/// A prefix shorter than this takes --force: the kernel makes an entry of each address.
inline constexpr unsigned prefix_length_min = 24;
/// And a prefix shorter than this is never taken: the kernel would hold a lock over 65,536 steps.
inline constexpr unsigned prefix_length_least = 16;

/// `live`: pool4 of the instance. Facts of `box` that could not be read give a warning.
[[nodiscard]] Objections objections_to(const PoolRequest& request,
                                       const std::vector<jool::Pool4Entry>& live,
                                       const model::Box& box);

/// Whether every address and port of the request is in `live` already, under its mark.
[[nodiscard]] bool is_there_already(const PoolRequest& request,
                                    const std::vector<jool::Pool4Entry>& live);

/// The parts of `live` that the request takes away.
[[nodiscard]] std::vector<jool::Pool4Entry> taken_from(const std::vector<jool::Pool4Entry>& live,
                                                       const PoolRequest& request);

}  // namespace gate64::nat64ctl::commands
