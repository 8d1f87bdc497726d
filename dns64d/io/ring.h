// SPDX-License-Identifier: Apache-2.0
#pragma once
// One io_uring: operations in, completions out. Acting on a completion is not done here: reap()
// copies a batch, the owner looks at it in one place. Only this folder knows liburing.
// The thread that creates a Ring is the only one that may use it (SINGLE_ISSUER), and the kernel
// works for it only inside submit_and_wait() (DEFER_TASKRUN).

#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <span>

#include "dns64d/io/user_data.h"
#include "shared/base/bytes.h"
#include "shared/base/clock.h"
#include "shared/base/error.h"

struct io_uring;
struct io_uring_sqe;

namespace gate64::dns64d::io {

struct Completion {
    UserData data;
    std::int32_t result = 0;  ///< bytes, a descriptor, or a negative errno
    std::uint32_t flags = 0;

    /// A multishot operation goes on; without it the operation has ended and must be armed again.
    [[nodiscard]] bool more() const noexcept;
    /// The kernel took a provided buffer; it must be given back whatever `result` says.
    [[nodiscard]] bool has_buffer() const noexcept;
    [[nodiscard]] std::uint16_t buffer() const noexcept;
};

struct RingSizes {
    std::uint32_t submissions = 2048;
    /// Room for what can complete between two turns; beyond it the kernel keeps a slower list.
    std::uint32_t completions = 16384;
};

class Ring {
  public:
    /// On the thread that will use it.
    [[nodiscard]] static base::Result<std::unique_ptr<Ring>> create(const RingSizes& sizes);
    explicit Ring(std::unique_ptr<::io_uring> ring) noexcept;  ///< use create()
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;
    /// Cancels what is under way and waits for it, so that buffers may be freed afterwards.
    ~Ring();

    /// Where another ring's ring_doorbell() goes.
    [[nodiscard]] int fd() const noexcept;

    // Each of these queues one operation; it starts with the next submit_and_wait(). False means
    // that the queue is full and the kernel takes nothing at the moment: try again next turn.
    // Pointers must stay valid until the submission, buffers until the completion.

    /// A completion with a descriptor for each connection. The descriptors are blocking ones.
    [[nodiscard]] bool accept_multishot(int fd, UserData data) noexcept;
    /// One receive into a buffer of `group`.
    [[nodiscard]] bool receive(int fd, std::uint16_t group, UserData data) noexcept;
    /// A completion for each datagram, in a buffer of `group`.
    [[nodiscard]] bool receive_multishot(int fd, std::uint16_t group, UserData data) noexcept;
    /// Like receive_multishot(), with peer and control data laid out as `shape` says.
    [[nodiscard]] bool receive_messages(int fd, const ::msghdr& shape, std::uint16_t group,
                                        UserData data) noexcept;
    [[nodiscard]] bool send_message(int fd, const ::msghdr& message, UserData data) noexcept;
    [[nodiscard]] bool connect(int fd, const ::sockaddr* address, ::socklen_t length,
                               UserData data) noexcept;
    [[nodiscard]] bool read(int fd, base::MutableBytes space, UserData data) noexcept;
    /// A completion with `theirs` appears on the ring `target_fd`; here one with `ours`.
    [[nodiscard]] bool ring_doorbell(int target_fd, UserData theirs, UserData ours) noexcept;
    /// Ends the operation that was started with `target`; it completes with -ECANCELED.
    [[nodiscard]] bool cancel(UserData target, UserData data) noexcept;

    /// Submits what is queued and waits until something completes, at most `timeout`. 0: does not
    /// wait. The result is 0 or a negative errno that is worth counting; time-outs and signals are
    /// neither.
    int submit_and_wait(base::Duration timeout) noexcept;
    /// Copies up to `space.size()` completions, oldest first, and frees their places.
    [[nodiscard]] std::span<const Completion> reap(std::span<Completion> space) noexcept;
    /// How often completions had to wait because their queue was full.
    [[nodiscard]] std::uint64_t overflows() const noexcept { return overflows_; }

    /// For BufferRing.
    [[nodiscard]] ::io_uring* native() noexcept { return ring_.get(); }

  private:
    [[nodiscard]] ::io_uring_sqe* next_sqe() noexcept;

    std::unique_ptr<::io_uring> ring_;
    std::uint64_t overflows_ = 0;
};

}  // namespace gate64::dns64d::io
