// SPDX-License-Identifier: Apache-2.0
#include "dns64d/cache/source_cache.h"

#include "dns64d/cache/entry_time.h"
#include "shared/dns/types.h"

namespace gate64::dns64d::cache {
namespace {

/// What is kept of an outcome; the name in wire form and the records follow.
struct Stored {
    Lifetime life;
    std::uint32_t upstream_key = 0;
    std::uint16_t type = 0;
    dns::Rcode rcode{};
    dns::Ede ede{};
    model::OutcomeKind kind{};
    model::Security security{};
    model::Failure failure{};
    bool cd = false;
    bool local = false;
    std::uint8_t name_bytes = 0;
};

Stored load(base::Bytes payload) noexcept {
    Stored stored;
    std::memcpy(&stored, payload.data(), sizeof stored);
    return stored;
}

dns::NameView name_of(base::Bytes payload, const Stored& stored) noexcept {
    return dns::NameView::trusted(payload.subspan(sizeof stored, stored.name_bytes));
}

bool is_for(const Stored& stored, base::Bytes payload, const model::SourceKey& key) noexcept {
    return stored.type == key.type && stored.cd == key.cd &&
           stored.upstream_key == key.upstream_key && name_of(payload, stored) == key.name;
}

bool failed(const Stored& stored) noexcept {
    return stored.kind == model::OutcomeKind::failure;
}

bool may_be_stale(const Stored& stored) noexcept {
    return !failed(stored) && !stored.local && stored.security != model::Security::bogus;
}

model::OutcomeView view_of(base::Bytes payload, base::Instant now) noexcept {
    const Stored stored = load(payload);
    return {.kind = stored.kind,
            .rcode = stored.rcode,
            .security = stored.security,
            .failure = stored.failure,
            .ede = stored.ede,
            .local = stored.local,
            .stale = !stored.life.is_fresh(now),
            .ttl = stored.life.ttl,
            .age = stored.life.age(now),
            .records = dns::RecordSpan(payload.subspan(sizeof stored + stored.name_bytes))};
}

/// Another key than the one that chooses the shard, or each shard would fill a slice of its index.
base::HashKey index_key(const base::HashKey& key) noexcept {
    return {key.k0 ^ 0x736f757263655f30, key.k1 ^ 0x736f757263655f31};
}

/// Drops one outcome of a name that has as many as it may have.
void thin_out(LogStore& store, std::uint64_t hash, dns::NameView name) noexcept {
    std::size_t count = 0;
    const std::uint8_t* oldest = nullptr;
    const std::uint8_t* oldest_other = nullptr;  // neither A nor AAAA
    (void)store.find(hash, [&](base::Bytes payload) noexcept {
        const Stored stored = load(payload);
        if (name_of(payload, stored) != name) return false;
        ++count;
        oldest = payload.data();
        if (stored.type != dns::rr::a && stored.type != dns::rr::aaaa) oldest_other = oldest;
        return false;
    });
    if (count < source_outcomes_per_name_max) return;
    const std::uint8_t* victim = oldest_other != nullptr ? oldest_other : oldest;
    store.remove(hash, [victim](base::Bytes payload) { return payload.data() == victim; });
}

}  // namespace

SourceCache::SourceCache(std::size_t bytes, const base::HashKey& key)
    : store_(bytes), key_(index_key(key)) {}

std::optional<model::OutcomeView> SourceCache::find(const model::SourceKey& key, base::Instant now,
                                                    base::Duration stale_max) noexcept {
    const std::uint64_t hash = key.name.hash(key_);
    const base::Bytes kept = store_.find(hash, [&](base::Bytes payload) noexcept {
        const Stored stored = load(payload);
        const bool usable = stored.life.is_fresh(now) ||
                            (may_be_stale(stored) && stored.life.is_within(now, stale_max));
        return usable && !failed(stored) && is_for(stored, payload, key);
    });
    std::optional<model::OutcomeView> outcome;
    if (!kept.empty()) outcome = view_of(kept, now);
    if (outcome && !outcome->stale) return outcome;
    const base::Bytes failure = store_.find(hash, [&](base::Bytes payload) noexcept {
        const Stored stored = load(payload);
        return failed(stored) && stored.life.is_fresh(now) && is_for(stored, payload, key);
    });
    if (failure.empty()) return outcome;
    if (!outcome) return view_of(failure, now);
    outcome->failing = true;
    outcome->failing_age = load(failure).life.age(now);
    return outcome;
}

bool SourceCache::insert(const model::SourceKey& key, const model::OutcomeView& outcome,
                         base::Instant now) noexcept {
    const base::Bytes records = outcome.records.bytes();
    const std::size_t size = sizeof(Stored) + key.name.size() + records.size();
    const std::uint64_t hash = key.name.hash(key_);
    const bool keep = outcome.ttl > 0;
    // An answer ends a failure, even an answer that is not kept. What else it would replace stays
    // when it is not kept itself.
    if (size > source_entry_bytes_max || size > store_.entry_bytes_max()) return false;
    store_.remove(hash, [&](base::Bytes payload) noexcept {
        const Stored old = load(payload);
        const bool replaced = outcome.failed() ? keep && failed(old) : keep || failed(old);
        return replaced && is_for(old, payload, key);
    });
    if (!keep) return true;
    thin_out(store_, hash, key.name);
    const base::MutableBytes space = store_.insert(hash, size);
    if (space.empty()) return false;
    const Stored stored{.life = Lifetime::from(now, outcome.ttl),
                        .upstream_key = key.upstream_key,
                        .type = key.type,
                        .rcode = outcome.rcode,
                        .ede = outcome.ede,
                        .kind = outcome.kind,
                        .security = outcome.security,
                        .failure = outcome.failure,
                        .cd = key.cd,
                        .local = outcome.local,
                        .name_bytes = static_cast<std::uint8_t>(key.name.size())};
    std::memcpy(space.data(), &stored, sizeof stored);
    base::ByteWriter writer(space.subspan(sizeof stored));
    writer.bytes(key.name.wire());
    writer.bytes(records);
    return true;
}

std::size_t SourceCache::flush(dns::NameView name) noexcept {
    return store_.remove(name.hash(key_), [&](base::Bytes payload) noexcept {
        return name_of(payload, load(payload)) == name;
    });
}

void SourceCache::clear() noexcept {
    store_.clear();
}

}  // namespace gate64::dns64d::cache
