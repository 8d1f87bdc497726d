// SPDX-License-Identifier: Apache-2.0
#include "shared/net/acl.h"

#include <algorithm>
#include <limits>

namespace gate64::net {
namespace {

constexpr std::size_t no_entry = std::numeric_limits<std::size_t>::max();

/// A prefix with its place in the list; the lower place decides where prefixes nest.
struct Placed {
    Ipv6Prefix prefix;
    std::size_t place;
    bool is_wall = false;  ///< not from the list: inside it what encloses it does not count
};

/// The block that holds IPv4, closed to wider IPv6 prefixes.
Placed ipv4_wall() noexcept {
    return {IpPrefix(Ipv4Prefix()).v6(), no_entry, true};
}

/// The address after `address`; nothing after the last one.
std::optional<Ipv6Address> successor(const Ipv6Address& address) noexcept {
    Ipv6Address::Octets octets = address.octets();
    for (std::size_t i = octets.size(); i-- > 0;) {
        if (++octets[i] != 0) return Ipv6Address(octets);
    }
    return {};
}

/// Prefixes either nest or do not meet, so one walk in address order with a stack of the open ones
/// sees every place where the answer can change.
template <typename Emit>
class Sweep {
  public:
    explicit Sweep(Emit emit) : emit_(emit) {}

    void open(const Placed& placed) {
        close_before(placed.prefix.first());
        const bool alone = open_.empty() || placed.is_wall;
        const std::size_t outer = alone ? no_entry : open_.back().best;
        open_.push_back({placed.prefix.last(), std::min(outer, placed.place)});
        emit_(placed.prefix.first(), open_.back().best);
    }
    void close_all() {
        while (!open_.empty())
            close_one();
    }

  private:
    struct Open {
        Ipv6Address last;
        std::size_t best;  // the first entry of the list that covers this prefix
    };

    void close_before(const Ipv6Address& start) {
        while (!open_.empty() && open_.back().last < start)
            close_one();
    }
    void close_one() {
        const Ipv6Address last = open_.back().last;
        open_.pop_back();
        if (const auto next = successor(last)) {
            emit_(*next, open_.empty() ? no_entry : open_.back().best);
        }
    }

    Emit emit_;
    std::vector<Open> open_;
};

}  // namespace

base::Result<AclEntry> AclEntry::parse(std::string_view text) {
    AclEntry entry;
    std::string_view rest = text;
    if (rest.starts_with('!')) {
        entry.allow = false;
        rest.remove_prefix(1);
    }
    if (rest == "any" || rest == "none") {
        entry.any = true;
        if (rest == "none") entry.allow = !entry.allow;
        return entry;
    }
    const auto prefix = IpPrefix::parse(rest);
    if (!prefix) return std::unexpected(prefix.error());
    entry.prefix = *prefix;
    return entry;
}

std::string AclEntry::text() const {
    if (any) return allow ? "any" : "none";
    return (allow ? "" : "!") + prefix.text();
}

Acl::Acl(std::span<const AclEntry> entries, AclSubject subject) {
    // Nothing behind the first "any" (or "none") can decide.
    const auto end = std::find_if(entries.begin(), entries.end(),
                                  [](const AclEntry& entry) { return entry.any; });
    const bool otherwise = end != entries.end() && end->allow;
    std::vector<Placed> placed;
    placed.reserve(static_cast<std::size_t>(end - entries.begin()) + 1);
    for (auto it = entries.begin(); it != end; ++it)
        placed.push_back({it->prefix.v6(), placed.size()});
    if (subject == AclSubject::hosts) placed.push_back(ipv4_wall());
    // Address order, the enclosing prefix before what it encloses: the order of Ipv6Prefix.
    std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        return a.is_wall != b.is_wall ? a.is_wall : a.place < b.place;
    });

    const auto emit = [&](const Ipv6Address& start, std::size_t best) {
        const bool allow = best == no_entry ? otherwise : entries[best].allow;
        // A later change at the same address replaces the earlier one.
        if (!ranges_.empty() && ranges_.back().start == start) ranges_.pop_back();
        if (!ranges_.empty() && ranges_.back().allow == allow) return;
        ranges_.push_back({start, allow});
    };
    emit(Ipv6Address(), no_entry);
    Sweep sweep(emit);
    for (const Placed& one : placed)
        sweep.open(one);
    sweep.close_all();
    ranges_.shrink_to_fit();
}

bool Acl::allows(const IpAddress& address) const noexcept {
    const auto after = std::upper_bound(
        ranges_.begin(), ranges_.end(), address.v6(),
        [](const Ipv6Address& wanted, const Range& range) { return wanted < range.start; });
    return after != ranges_.begin() && std::prev(after)->allow;
}

std::size_t Acl::memory_bytes() const noexcept {
    return ranges_.capacity() * sizeof(Range);
}

}  // namespace gate64::net
