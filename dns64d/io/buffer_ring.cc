// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/buffer_ring.h"

#include <liburing.h>
#include <sys/mman.h>

#include <bit>
#include <cerrno>
#include <new>
#include <utility>

#include "shared/base/check.h"

namespace gate64::dns64d::io {
namespace {

constexpr std::size_t page_size = 4096;

constexpr std::size_t round_to_page(std::size_t size) noexcept {
    return (size + page_size - 1) / page_size * page_size;
}

}  // namespace

base::Result<BufferRing> BufferRing::create(Ring& ring, const BufferRingShape& shape) {
    CHECK(std::has_single_bit(shape.count) && shape.count <= 32768);
    BufferRing made(shape);
    made.data_offset_ = round_to_page(shape.count * sizeof(::io_uring_buf));
    made.memory_size_ = made.data_offset_ + round_to_page(std::size_t{shape.count} * shape.size);
    void* memory = ::mmap(nullptr, made.memory_size_, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return base::fail_errno("cannot take receive buffers", errno);
    made.memory_ = static_cast<std::uint8_t*>(memory);
    made.entries_ = std::launder(static_cast<::io_uring_buf_ring*>(memory));

    ::io_uring_buf_reg registration{};
    registration.ring_addr = std::bit_cast<std::uintptr_t>(memory);
    registration.ring_entries = shape.count;
    registration.bgid = shape.group;
    const int error = ::io_uring_register_buf_ring(ring.native(), &registration, 0);
    if (error < 0) return base::fail_errno("cannot register receive buffers with io_uring", -error);

    ::io_uring_buf_ring_init(made.entries_);
    for (std::uint16_t id = 0; id < shape.count; ++id)
        made.give_back(id);
    return made;
}

BufferRing::BufferRing(BufferRing&& other) noexcept
    : shape_(other.shape_),
      memory_(std::exchange(other.memory_, nullptr)),
      memory_size_(std::exchange(other.memory_size_, 0)),
      data_offset_(other.data_offset_),
      entries_(std::exchange(other.entries_, nullptr)) {}

BufferRing::~BufferRing() {
    if (memory_ != nullptr) (void)::munmap(memory_, memory_size_);
}

base::MutableBytes BufferRing::bytes(std::uint16_t id, std::size_t length) noexcept {
    CHECK(id < shape_.count);
    const std::size_t shown = length < shape_.size ? length : shape_.size;
    return {memory_ + data_offset_ + std::size_t{id} * shape_.size, shown};
}

void BufferRing::give_back(std::uint16_t id) noexcept {
    CHECK(id < shape_.count);
    ::io_uring_buf_ring_add(entries_, bytes(id, shape_.size).data(), shape_.size, id,
                            ::io_uring_buf_ring_mask(shape_.count), 0);
    ::io_uring_buf_ring_advance(entries_, 1);
}

}  // namespace gate64::dns64d::io
