// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/ask.h"

#include <algorithm>
#include <bit>

namespace gate64::dns64d::upstream {
namespace {

constexpr std::uint32_t probes_max = 64;

bool is_for(const Ask& ask, const model::SourceKey& key) noexcept {
    return ask.type == key.type && ask.cd == key.cd && ask.set_key == key.upstream_key &&
           ask.name.view() == key.name;
}

}  // namespace

Tries Ask::tries() const noexcept {
    Tries tries{};
    for (unsigned i = 0; i < sends; ++i)
        ++tries[attempts[i].server];
    return tries;
}

base::Instant Ask::due() const noexcept {
    base::Instant due = std::min(deadline, next_try);
    for (unsigned i = 0; i < sends; ++i) {
        if (attempts[i].state == Attempt::State::waiting) due = std::min(due, attempts[i].due);
    }
    return due;
}

AskTable::AskTable(std::uint32_t asks_max, const base::HashKey& key)
    : asks_(asks_max),
      probes_(probes_max),
      buckets_(std::bit_ceil(std::max(asks_max, 16U)), no_index),
      key_(key) {}

std::uint64_t AskTable::hash(const model::SourceKey& key) const noexcept {
    std::array<std::uint8_t, 15> rest{};
    base::ByteWriter writer(rest);
    const std::uint64_t name = key.name.hash(key_);
    writer.u32(static_cast<std::uint32_t>(name >> 32));
    writer.u32(static_cast<std::uint32_t>(name));
    writer.u16(key.type);
    writer.u8(key.cd ? 1 : 0);
    writer.u32(key.upstream_key);
    return base::siphash13(key_, rest);
}

Ask* AskTable::find(const model::SourceKey& key) noexcept {
    const std::uint64_t hash_value = hash(key);
    std::uint32_t index = buckets_[hash_value & (buckets_.size() - 1)];
    while (index != no_index) {
        Ask* ask = asks_.at(index);
        if (ask->hash == hash_value && is_for(*ask, key)) return ask;
        index = ask->next_in_bucket;
    }
    return nullptr;
}

Ask* AskTable::create(const model::SourceKey& key) noexcept {
    const base::Handle handle = asks_.create();
    Ask* ask = asks_.get(handle);
    if (ask == nullptr) return nullptr;
    ask->self = handle;
    ask->name = key.name;
    ask->type = key.type;
    ask->cd = key.cd;
    ask->set_key = key.upstream_key;
    ask->hash = hash(key);
    std::uint32_t& head = buckets_[ask->hash & (buckets_.size() - 1)];
    ask->next_in_bucket = head;
    head = handle.index;
    return ask;
}

Ask* AskTable::create_probe(const Ask& of) noexcept {
    const base::Handle handle = probes_.create();
    Ask* ask = probes_.get(handle);
    if (ask == nullptr) return nullptr;
    ask->self = {handle.index + asks_.capacity(), handle.generation};
    ask->probe = true;
    ask->name = of.name;
    ask->type = of.type;
    ask->cd = of.cd;
    ask->set_key = of.set_key;
    return ask;
}

void AskTable::unlink(const Ask& ask) noexcept {
    std::uint32_t* link = &buckets_[ask.hash & (buckets_.size() - 1)];
    while (*link != no_index) {
        if (*link == ask.self.index) {
            *link = ask.next_in_bucket;
            return;
        }
        link = &asks_.at(*link)->next_in_bucket;
    }
}

void AskTable::release(const Ask& ask) noexcept {
    if (ask.probe) {
        probes_.release({ask.self.index - asks_.capacity(), ask.self.generation});
    } else {
        asks_.release(ask.self);
    }
}

}  // namespace gate64::dns64d::upstream
