// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "nat64ctl/plan/draft.h"

// Static bindings. Jool takes one only inside pool4, and removing a pool4 range ends the bindings
// in it, static ones too: those go before pool4 shrinks and come back after it grew.

namespace gate64::nat64ctl::plan {
namespace {

bool is_in(const jool::BibEntry& bib, const std::vector<jool::Pool4Entry>& entries) {
    return std::any_of(entries.begin(), entries.end(), [&](const jool::Pool4Entry& entry) {
        return entry.protocol == bib.protocol && entry.prefix.contains(bib.src4.address) &&
               entry.port_min <= bib.src4.port && bib.src4.port <= entry.port_max;
    });
}

bool is_same(const jool::BibEntry& a, const jool::BibEntry& b) noexcept {
    return a.protocol == b.protocol && a.src6 == b.src6 && a.src4 == b.src4;
}

/// The live ones that the steps leave alone, and their rollback too: one that stood in an empty
/// pool4 would end with the range that was added around it.
std::vector<jool::BibEntry> undisturbed(const Input& input) {
    std::vector<jool::BibEntry> result;
    for (const jool::BibEntry& bib : input.live->static_bib) {
        if (!is_in(bib, input.pool4.removed) && !is_in(bib, input.pool4.added))
            result.push_back(bib);
    }
    return result;
}

}  // namespace

std::vector<jool::BibEntry> missing_from(const std::vector<jool::BibEntry>& all,
                                         const std::vector<jool::BibEntry>& other) {
    std::vector<jool::BibEntry> result;
    for (const jool::BibEntry& bib : all) {
        const bool is_there = std::any_of(other.begin(), other.end(),
                                          [&](const auto& one) { return is_same(one, bib); });
        if (!is_there) result.push_back(bib);
    }
    return result;
}

void plan_bib_removal(const Input& input, Draft& draft) {
    if (!input.is_kept()) return;
    const auto staying =
        missing_from(undisturbed(input), missing_from(undisturbed(input), input.wanted.bib));
    for (const jool::BibEntry& bib : missing_from(input.live->static_bib, staying))
        draft.add(RemoveBib{input.wanted.instance, bib}, {}, "ends its sessions");
}

void plan_bib(const Input& input, Draft& draft) {
    if (!input.is_kept()) return;
    for (const jool::BibEntry& bib : missing_from(input.wanted.bib, undisturbed(input)))
        draft.add(AddBib{input.wanted.instance, bib});
}

}  // namespace gate64::nat64ctl::plan
