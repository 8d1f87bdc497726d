// SPDX-License-Identifier: Apache-2.0
#pragma once
// Bindings on the wire: requests made, replies read. Pure.

#include "shared/jool/fields.h"
#include "shared/jool/reply.h"
#include "shared/jool/request.h"

namespace gate64::jool {

/// `after`: the last entry of the page before, of the same protocol.
[[nodiscard]] base::Result<Octets> encode_bib_foreach(
    const Target& target, Protocol protocol, const std::optional<BibEntry>& after = std::nullopt);
/// Always stored as static.
[[nodiscard]] base::Result<Octets> encode_bib_add(const Target& target, const BibEntry& entry);
[[nodiscard]] base::Result<Octets> encode_bib_rm(const Target& target, const BibEntry& entry);

[[nodiscard]] base::Result<Page<BibEntry>> decode_bib(base::Bytes reply);

void write_bib(MessageWriter& writer, std::uint16_t type, const BibEntry& entry);
[[nodiscard]] BibEntry read_bib(const Attributes& fields);

}  // namespace gate64::jool
