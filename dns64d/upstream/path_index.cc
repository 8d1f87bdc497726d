// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/path_index.h"

#include "shared/base/check.h"
#include "shared/base/siphash.h"

namespace gate64::dns64d::upstream {
namespace {

/// A path carries the questions of about 32 uses of a socket, so chains by path are short.
constexpr std::uint32_t buckets = 4096;

constexpr std::uint32_t make_ref(const Ask& ask, unsigned attempt) noexcept {
    return ask.self.index * attempts_max + attempt;
}

}  // namespace

PathIndex::PathIndex(AskTable& asks, const base::HashKey& key)
    : asks_(asks), key_(key), buckets_(buckets, no_index) {}

std::uint64_t PathIndex::hash(PathId path, std::uint16_t id) const noexcept {
    std::array<std::uint8_t, 10> bytes{};
    base::ByteWriter writer(bytes);
    writer.u32(static_cast<std::uint32_t>(path >> 32));
    writer.u32(static_cast<std::uint32_t>(path));
    writer.u16(id);
    return base::siphash13(key_, bytes);
}

std::uint32_t& PathIndex::bucket(PathId path) noexcept {
    return buckets_[hash(path, 0) % buckets_.size()];
}

PathIndex::Found PathIndex::resolve(std::uint32_t ref) noexcept {
    Ask* ask = asks_.at(ref / attempts_max);
    CHECK(ask != nullptr);
    return {ask, ref % attempts_max, ask->self};
}

void PathIndex::add(Ask& ask, unsigned attempt) noexcept {
    Attempt& added = ask.attempts[attempt];
    std::uint32_t& head = bucket(added.path);
    const std::uint32_t ref = make_ref(ask, attempt);
    added.previous = no_index;
    added.next = head;
    if (head != no_index) resolve(head).get().previous = ref;
    head = ref;
}

void PathIndex::remove(Ask& ask, unsigned attempt) noexcept {
    const Attempt& removed = ask.attempts[attempt];
    if (removed.next != no_index) resolve(removed.next).get().previous = removed.previous;
    if (removed.previous != no_index) {
        resolve(removed.previous).get().next = removed.next;
    } else {
        bucket(removed.path) = removed.next;
    }
    closed_[hash(removed.path, removed.id) % closed_.size()] = {removed.path, removed.id};
}

PathIndex::Found PathIndex::find(PathId path, std::uint16_t id) noexcept {
    for (std::uint32_t ref = bucket(path); ref != no_index;) {
        const Found found = resolve(ref);
        if (found.get().path == path && found.get().id == id) return found;
        ref = found.get().next;
    }
    return {};
}

void PathIndex::collect(PathId path, std::vector<Found>& found) noexcept {
    found.clear();
    for (std::uint32_t ref = bucket(path); ref != no_index;) {
        const Found here = resolve(ref);
        if (here.get().path == path) found.push_back(here);
        ref = here.get().next;
    }
}

bool PathIndex::was_closed(PathId path, std::uint16_t id) const noexcept {
    const Closed& closed = closed_[hash(path, id) % closed_.size()];
    return closed.path == path && closed.id == id;
}

bool PathIndex::pick_id(PathId path, base::Random& random, std::uint16_t& id) noexcept {
    constexpr unsigned picks_max = 64;
    for (unsigned i = 0; i < picks_max; ++i) {
        id = random.next_u16();
        if (find(path, id).ask == nullptr) return true;
    }
    return false;
}

}  // namespace gate64::dns64d::upstream
