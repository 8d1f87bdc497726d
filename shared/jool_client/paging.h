// SPDX-License-Identifier: Apache-2.0
#pragma once
// Listings page by page. A page asks for what follows the last entry of the page before. When that
// entry went meanwhile, the kernel refuses for some tables (EAGAIN, ESRCH): a collected listing
// then starts over, a streamed one cannot, since its entries are given away. For client.cc only.

#include <cerrno>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "shared/base/error.h"
#include "shared/jool/reply.h"

namespace gate64::jool {

inline constexpr int listing_attempts_max = 5;

/// `decode` applied to a reply, or the reply's error.
template <typename Decode>
[[nodiscard]] auto answer(const base::Result<Octets>& reply, Decode decode)
    -> decltype(decode(base::Bytes())) {
    if (!reply) return std::unexpected(reply.error());
    return decode(*reply);
}

/// `next(after)` gives the page behind `after`; `visit` returns false to stop.
template <typename Entry, typename Next, typename Visit>
[[nodiscard]] base::Result<void> stream(Next next, Visit visit) {
    std::optional<Entry> after;
    while (true) {
        base::Result<Page<Entry>> page = next(std::as_const(after));
        if (!page) return std::unexpected(page.error());
        for (const Entry& entry : page->entries)
            if (!visit(entry)) return {};
        if (!page->more) return {};
        // A page that ends where the one before ended would come again for ever.
        if (after && *after == page->entries.back()) return malformed("it repeats itself");
        after = std::move(page->entries.back());
    }
}

template <typename Entry, typename Next>
[[nodiscard]] base::Result<std::vector<Entry>> collect(Next next) {
    for (int attempt = 1;; ++attempt) {
        std::vector<Entry> all;
        bool is_first_page = true;
        const auto counted = [&](const std::optional<Entry>& after) {
            is_first_page = !after;
            return next(after);
        };
        const auto done = stream<Entry>(counted, [&](const Entry& entry) {
            all.push_back(entry);
            return true;
        });
        if (done) return all;
        const int reason = done.error().errno_value;
        const bool has_changed = !is_first_page && (reason == EAGAIN || reason == ESRCH);
        if (!has_changed || attempt == listing_attempts_max) return std::unexpected(done.error());
    }
}

}  // namespace gate64::jool
