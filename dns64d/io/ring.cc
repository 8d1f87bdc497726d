// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/ring.h"

#include <liburing.h>

#include <cerrno>

#include "dns64d/io/probe.h"
#include "dns64d/io/ring_flags.h"
#include "dns64d/io/ring_restrictions.h"

namespace gate64::dns64d::io {
namespace {

/// How long the end of a ring waits for operations to notice that they are cancelled.
constexpr long long cancel_wait_ns_max = 1'000'000'000;

__kernel_timespec timespec_of(base::Duration duration) noexcept {
    const auto ms = duration.count() < 0 ? 0 : duration.count();
    return {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1'000'000};
}

}  // namespace

bool Completion::more() const noexcept {
    return (flags & IORING_CQE_F_MORE) != 0;
}

bool Completion::has_buffer() const noexcept {
    return (flags & IORING_CQE_F_BUFFER) != 0;
}

std::uint16_t Completion::buffer() const noexcept {
    return static_cast<std::uint16_t>(flags >> IORING_CQE_BUFFER_SHIFT);
}

base::Result<std::unique_ptr<Ring>> Ring::create(const RingSizes& sizes) {
    auto native = std::make_unique<::io_uring>();
    ::io_uring_params params{};
    params.flags = ring_setup_flags | IORING_SETUP_R_DISABLED;
    params.cq_entries = sizes.completions;
    const int error = ::io_uring_queue_init_params(sizes.submissions, native.get(), &params);
    if (error < 0)
        return base::fail(explain_setup_failure(-error, io_uring_disabled_sysctl()), -error);
    auto ring = std::make_unique<Ring>(std::move(native));
    if (const int refused = restrict_operations(*ring->ring_); refused < 0) {
        return base::fail_errno("cannot restrict io_uring to what is needed", -refused);
    }
    if (const int refused = enable(*ring->ring_); refused < 0) {
        return base::fail_errno("cannot enable io_uring", -refused);
    }
    return ring;
}

Ring::Ring(std::unique_ptr<::io_uring> ring) noexcept : ring_(std::move(ring)) {}

Ring::~Ring() {
    ::io_uring_sync_cancel_reg everything{};
    everything.fd = -1;
    everything.flags = IORING_ASYNC_CANCEL_ANY | IORING_ASYNC_CANCEL_ALL;
    everything.timeout.tv_sec = 0;
    everything.timeout.tv_nsec = cancel_wait_ns_max - 1;
    (void)::io_uring_register_sync_cancel(ring_.get(), &everything);
    // Cancelled operations finish in deferred work, which runs only when this thread asks for it.
    (void)submit_and_wait(base::Duration{0});
    ::io_uring_queue_exit(ring_.get());
}

int Ring::fd() const noexcept {
    return ring_->ring_fd;
}

::io_uring_sqe* Ring::next_sqe() noexcept {
    if (::io_uring_sqe* sqe = ::io_uring_get_sqe(ring_.get())) return sqe;
    if (::io_uring_submit(ring_.get()) < 0) return nullptr;
    return ::io_uring_get_sqe(ring_.get());
}

bool Ring::accept_multishot(int fd, UserData data) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    ::io_uring_prep_multishot_accept(sqe, fd, nullptr, nullptr, SOCK_CLOEXEC);
    ::io_uring_sqe_set_data64(sqe, data.pack());
    return true;
}

bool Ring::receive(int fd, std::uint16_t group, UserData data) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    ::io_uring_prep_recv(sqe, fd, nullptr, 0, 0);
    ::io_uring_sqe_set_flags(sqe, IOSQE_BUFFER_SELECT);
    sqe->buf_group = group;
    ::io_uring_sqe_set_data64(sqe, data.pack());
    return true;
}

bool Ring::receive_multishot(int fd, std::uint16_t group, UserData data) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    ::io_uring_prep_recv_multishot(sqe, fd, nullptr, 0, 0);
    ::io_uring_sqe_set_flags(sqe, IOSQE_BUFFER_SELECT);
    sqe->buf_group = group;
    ::io_uring_sqe_set_data64(sqe, data.pack());
    return true;
}

bool Ring::receive_messages(int fd, const ::msghdr& shape, std::uint16_t group,
                            UserData data) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    // The kernel only reads the shape; liburing's parameter lacks the const.
    ::io_uring_prep_recvmsg_multishot(sqe, fd, const_cast<::msghdr*>(&shape), 0);
    ::io_uring_sqe_set_flags(sqe, IOSQE_BUFFER_SELECT);
    sqe->buf_group = group;
    ::io_uring_sqe_set_data64(sqe, data.pack());
    return true;
}

bool Ring::send_message(int fd, const ::msghdr& message, UserData data) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    ::io_uring_prep_sendmsg(sqe, fd, &message, MSG_NOSIGNAL);
    ::io_uring_sqe_set_data64(sqe, data.pack());
    return true;
}

bool Ring::connect(int fd, const ::sockaddr* address, ::socklen_t length, UserData data) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    ::io_uring_prep_connect(sqe, fd, address, length);
    ::io_uring_sqe_set_data64(sqe, data.pack());
    return true;
}

bool Ring::read(int fd, base::MutableBytes space, UserData data) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    ::io_uring_prep_read(sqe, fd, space.data(), static_cast<unsigned>(space.size()), 0);
    ::io_uring_sqe_set_data64(sqe, data.pack());
    return true;
}

bool Ring::ring_doorbell(int target_fd, UserData theirs, UserData ours) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    ::io_uring_prep_msg_ring(sqe, target_fd, 0, theirs.pack(), 0);
    ::io_uring_sqe_set_data64(sqe, ours.pack());
    return true;
}

bool Ring::cancel(UserData target, UserData data) noexcept {
    ::io_uring_sqe* sqe = next_sqe();
    if (sqe == nullptr) return false;
    ::io_uring_prep_cancel64(sqe, target.pack(), 0);
    ::io_uring_sqe_set_data64(sqe, data.pack());
    return true;
}

int Ring::submit_and_wait(base::Duration timeout) noexcept {
    if (::io_uring_cq_has_overflow(ring_.get())) ++overflows_;
    __kernel_timespec wait = timespec_of(timeout);
    ::io_uring_cqe* first = nullptr;
    const int result = ::io_uring_submit_and_wait_timeout(ring_.get(), &first, 1, &wait, nullptr);
    if (result >= 0 || result == -ETIME || result == -EINTR || result == -EAGAIN) return 0;
    // The backlog of completions must shrink first; the caller reaps and comes back.
    if (result == -EBUSY) {
        ++overflows_;
        return 0;
    }
    return result;
}

std::span<const Completion> Ring::reap(std::span<Completion> space) noexcept {
    std::size_t count = 0;
    unsigned head = 0;
    ::io_uring_cqe* cqe = nullptr;
    io_uring_for_each_cqe(ring_.get(), head, cqe) {
        if (count == space.size()) break;
        space[count++] = {
            .data = UserData::unpack(cqe->user_data), .result = cqe->res, .flags = cqe->flags};
    }
    ::io_uring_cq_advance(ring_.get(), static_cast<unsigned>(count));
    return space.first(count);
}

}  // namespace gate64::dns64d::io
