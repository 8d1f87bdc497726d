// SPDX-License-Identifier: Apache-2.0
#pragma once
// Buffers lent to the kernel: it takes one only when data is there, so a thousand idle sockets
// share a few hundred buffers. Whoever handles a completion gives its buffer back in the same turn.
// One thread, that of its Ring. Memory is taken at start and pages are touched as they are used.

#include <cstdint>

#include "dns64d/io/ring.h"
#include "shared/base/bytes.h"
#include "shared/base/error.h"

struct io_uring_buf_ring;

namespace gate64::dns64d::io {

struct BufferRingShape {
    std::uint16_t group = 0;    ///< names it in the ring's operations
    std::uint16_t count = 256;  ///< a power of two, at most 32768
    std::uint32_t size = 2048;  ///< octets each
};

class BufferRing {
  public:
    [[nodiscard]] static base::Result<BufferRing> create(Ring& ring, const BufferRingShape& shape);
    BufferRing(BufferRing&& other) noexcept;
    BufferRing(const BufferRing&) = delete;
    BufferRing& operator=(const BufferRing&) = delete;
    BufferRing& operator=(BufferRing&&) = delete;
    /// The ring must have ended before: the kernel may write here until then.
    ~BufferRing();

    [[nodiscard]] std::uint16_t group() const noexcept { return shape_.group; }
    /// The first `length` octets of a buffer (at most its size).
    [[nodiscard]] base::MutableBytes bytes(std::uint16_t id, std::size_t length) noexcept;
    /// Lends the buffer to the kernel again.
    void give_back(std::uint16_t id) noexcept;

  private:
    explicit BufferRing(const BufferRingShape& shape) noexcept : shape_(shape) {}

    BufferRingShape shape_;
    std::uint8_t* memory_ = nullptr;  ///< the entries, then the buffers
    std::size_t memory_size_ = 0;
    std::size_t data_offset_ = 0;
    ::io_uring_buf_ring* entries_ = nullptr;
};

}  // namespace gate64::dns64d::io
