// SPDX-License-Identifier: Apache-2.0
#pragma once
// A fixed pool of objects whose address space is taken once at start; pages are touched as slots
// are first used, so a generous limit costs no memory until it is needed. A Handle is an index and
// a generation: after the object is released the handle stops resolving, so a late completion can
// never touch a successor. Single-threaded. Full means create() returns an invalid handle; the
// caller counts and refuses.

#include <cstdint>
#include <cstdlib>
#include <new>
#include <utility>

#include "shared/base/check.h"

namespace gate64::base {

struct Handle {
    std::uint32_t index = 0xFFFFFFFF;
    std::uint32_t generation = 0;

    [[nodiscard]] constexpr bool valid() const noexcept { return index != 0xFFFFFFFF; }
    [[nodiscard]] constexpr std::uint64_t pack() const noexcept {
        return (std::uint64_t{generation} << 32) | index;
    }
    [[nodiscard]] static constexpr Handle unpack(std::uint64_t packed) noexcept {
        return {static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)};
    }
    friend constexpr bool operator==(Handle, Handle) noexcept = default;
};

template <typename T>
class Slab {
  public:
    explicit Slab(std::uint32_t capacity)
        // calloc, because its zero pages are not touched before use.
        : slots_(static_cast<Slot*>(std::calloc(capacity > 0 ? capacity : 1, sizeof(Slot)))),
          capacity_(capacity) {
        CHECK(slots_ != nullptr);
    }
    Slab(const Slab&) = delete;
    Slab& operator=(const Slab&) = delete;
    ~Slab() {
        for (std::uint32_t i = 0; i < fresh_; ++i) {
            if (slots_[i].used) slots_[i].object()->~T();
        }
        std::free(slots_);
    }

    /// Constructs an object in place; an invalid handle when the slab is full.
    template <typename... Args>
    [[nodiscard]] Handle create(Args&&... args) {
        std::uint32_t index = free_;
        if (index != none) {
            free_ = slots_[index].next_free;
        } else if (fresh_ < capacity_) {
            index = fresh_++;
            slots_[index].generation = 1;  // so that no handle packs to 0, which means "none"
        } else {
            return {};
        }
        Slot& slot = slots_[index];
        ::new (static_cast<void*>(slot.storage)) T(std::forward<Args>(args)...);
        slot.used = true;
        ++size_;
        return {index, slot.generation};
    }
    /// The object, or nullptr when the handle is invalid or its object was released.
    [[nodiscard]] T* get(Handle handle) noexcept {
        if (handle.index >= fresh_) return nullptr;
        Slot& slot = slots_[handle.index];
        return slot.used && slot.generation == handle.generation ? slot.object() : nullptr;
    }
    [[nodiscard]] const T* get(Handle handle) const noexcept {
        if (handle.index >= fresh_) return nullptr;
        const Slot& slot = slots_[handle.index];
        return slot.used && slot.generation == handle.generation ? slot.object() : nullptr;
    }
    /// Destroys the object; the handle and its copies stop resolving. Unknown handles are ignored.
    void release(Handle handle) noexcept {
        T* object = get(handle);
        if (object == nullptr) return;
        object->~T();
        Slot& slot = slots_[handle.index];
        slot.used = false;
        ++slot.generation;
        slot.next_free = free_;
        free_ = handle.index;
        --size_;
    }
    /// The live object at `index`, or nullptr; with capacity(), for walking them all.
    [[nodiscard]] T* at(std::uint32_t index) noexcept {
        return index < fresh_ && slots_[index].used ? slots_[index].object() : nullptr;
    }
    [[nodiscard]] Handle handle_at(std::uint32_t index) const noexcept {
        return {index, slots_[index].generation};
    }
    [[nodiscard]] std::uint32_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint32_t capacity() const noexcept { return capacity_; }

  private:
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    struct Slot {
        alignas(T) unsigned char storage[sizeof(T)];
        std::uint32_t generation;
        std::uint32_t next_free;
        bool used;
        [[nodiscard]] T* object() noexcept { return std::launder(reinterpret_cast<T*>(storage)); }
        [[nodiscard]] const T* object() const noexcept {
            return std::launder(reinterpret_cast<const T*>(storage));
        }
    };

    Slot* slots_;
    std::uint32_t capacity_;
    std::uint32_t fresh_ = 0;  ///< slots from here on were never used
    std::uint32_t size_ = 0;
    std::uint32_t free_ = none;
};

}  // namespace gate64::base
