// SPDX-License-Identifier: Apache-2.0
#include "shared/config/near_name.h"

#include <algorithm>
#include <array>

namespace gate64::config {
namespace {

constexpr std::size_t word_bytes_max = 64;
constexpr std::size_t unlike = word_bytes_max + 1;

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    if (a.size() > word_bytes_max || b.size() > word_bytes_max) return unlike;
    using Line = std::array<std::size_t, word_bytes_max + 1>;
    Line before_last{};
    Line last{};
    Line now{};
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const char x = lower(a[i - 1]);
            const char y = lower(b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (x == y ? 0U : 1U)});
            if (i > 1 && j > 1 && x == lower(b[j - 2]) && y == lower(a[i - 2])) {
                now[j] = std::min(now[j], before_last[j - 2] + 1);
            }
        }
        before_last = last;
        last = now;
    }
    return last[b.size()];
}

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> known) {
    std::optional<std::string_view> best;
    std::size_t best_distance = unlike;
    for (const std::string_view candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        // A third of the word, and never so much that nothing of a short one would be left.
        const std::size_t limit = std::max<std::size_t>(1, (candidate.size() + 1) / 3);
        if (distance <= limit && distance < candidate.size() && distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

}  // namespace gate64::config
