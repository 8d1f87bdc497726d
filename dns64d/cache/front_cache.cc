// SPDX-License-Identifier: Apache-2.0
#include "dns64d/cache/front_cache.h"

#include "dns64d/cache/entry_time.h"

namespace gate64::dns64d::cache {
namespace {

/// What is kept of an answer; the TTL offsets, the name in wire form and the message follow.
struct Stored {
    Lifetime life;
    std::string_view ede_text;  // static storage
    std::uint32_t policy_set = 0;
    std::uint16_t type = 0;
    std::uint16_t ttl_offset_count = 0;
    dns::Ede ede{};
    std::uint8_t flags = 0;
    std::uint8_t reason = 0;
    std::uint8_t name_bytes = 0;
    bool stale = false;
    bool refresh_asked = false;

    [[nodiscard]] std::size_t offsets_bytes() const noexcept {
        return ttl_offset_count * sizeof(std::uint16_t);
    }
};

Stored load(base::Bytes payload) noexcept {
    Stored stored;
    std::memcpy(&stored, payload.data(), sizeof stored);
    return stored;
}

bool is_for(const Stored& stored, base::Bytes payload, const FrontKey& key) noexcept {
    if (stored.type != key.type || stored.policy_set != key.policy_set ||
        stored.flags != key.flags.bits()) {
        return false;
    }
    const base::Bytes name =
        payload.subspan(sizeof stored + stored.offsets_bytes(), stored.name_bytes);
    return dns::NameView::trusted(name) == key.name;
}

/// The name may have many entries here, so all of the key goes into the hash, under the secret.
std::uint64_t hash_of(const FrontKey& key, const base::HashKey& secret) noexcept {
    const std::uint64_t name = key.name.hash(secret);
    std::array<std::uint8_t, 15> whole{};
    base::store_be32(whole.data(), static_cast<std::uint32_t>(name >> 32));
    base::store_be32(whole.data() + 4, static_cast<std::uint32_t>(name));
    base::store_be32(whole.data() + 8, key.policy_set);
    base::store_be16(whole.data() + 12, key.type);
    whole[14] = key.flags.bits();
    return base::siphash13(secret, whole);
}

/// The stored offsets as what they are. They were copied to an aligned place as these integers.
std::span<const std::uint16_t> offsets_of(base::Bytes payload, const Stored& stored) noexcept {
    const void* start = payload.data() + sizeof stored;
    return {static_cast<const std::uint16_t*>(start), stored.ttl_offset_count};
}

}  // namespace

FrontCache::FrontCache(std::size_t bytes, const base::HashKey& key) : store_(bytes), key_(key) {}

std::optional<FrontCache::Hit> FrontCache::find(const FrontKey& key, base::Instant now) noexcept {
    const base::MutableBytes found = store_.find(hash_of(key, key_), [&](base::Bytes payload) {
        const Stored stored = load(payload);
        return stored.life.is_fresh(now) && is_for(stored, payload, key);
    });
    if (found.empty()) return {};
    Stored stored = load(found);
    const std::size_t head = sizeof stored + stored.offsets_bytes() + stored.name_bytes;
    Hit hit{.answer = {.message = found.subspan(head),
                       .ttl_offsets = offsets_of(found, stored),
                       .ttl = stored.life.ttl,
                       .age = stored.life.age(now),
                       .ede = stored.ede,
                       .ede_text = stored.ede_text,
                       .reason = stored.reason,
                       .stale = stored.stale}};
    if (!stored.refresh_asked && stored.life.is_in_last_tenth(now)) {
        stored.refresh_asked = hit.refresh = true;
        std::memcpy(found.data(), &stored, sizeof stored);
    }
    return hit;
}

void FrontCache::insert(const FrontKey& key, const FinishedAnswer& answer,
                        base::Instant now) noexcept {
    if (answer.ttl == 0 || answer.message.size() > front_message_bytes_max) return;
    const std::uint64_t hash = hash_of(key, key_);
    store_.remove(
        hash, [&](base::Bytes payload) noexcept { return is_for(load(payload), payload, key); });
    const Stored stored{.life = Lifetime::from(now, answer.ttl),
                        .ede_text = answer.ede_text,
                        .policy_set = key.policy_set,
                        .type = key.type,
                        .ttl_offset_count = static_cast<std::uint16_t>(answer.ttl_offsets.size()),
                        .ede = answer.ede,
                        .flags = key.flags.bits(),
                        .reason = answer.reason,
                        .name_bytes = static_cast<std::uint8_t>(key.name.size()),
                        .stale = answer.stale};
    const base::MutableBytes space = store_.insert(
        hash, sizeof stored + stored.offsets_bytes() + key.name.size() + answer.message.size());
    if (space.empty()) return;
    std::memcpy(space.data(), &stored, sizeof stored);
    if (!answer.ttl_offsets.empty()) {
        std::memcpy(space.data() + sizeof stored, answer.ttl_offsets.data(),
                    stored.offsets_bytes());
    }
    base::ByteWriter writer(space.subspan(sizeof stored + stored.offsets_bytes()));
    writer.bytes(key.name.wire());
    writer.bytes(answer.message);
}

void FrontCache::clear() noexcept {
    store_.clear();
}

}  // namespace gate64::dns64d::cache
