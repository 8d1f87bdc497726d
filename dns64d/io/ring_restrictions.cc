// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/ring_restrictions.h"

#include <liburing.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace gate64::dns64d::io {
namespace {

constexpr std::array operations{IORING_OP_ACCEPT,       IORING_OP_RECV,     IORING_OP_RECVMSG,
                                IORING_OP_SENDMSG,      IORING_OP_CONNECT,  IORING_OP_READ,
                                IORING_OP_ASYNC_CANCEL, IORING_OP_MSG_RING, IORING_OP_NOP};
constexpr std::array registrations{
    static_cast<int>(IORING_REGISTER_ENABLE_RINGS), static_cast<int>(IORING_REGISTER_PBUF_RING),
    static_cast<int>(IORING_UNREGISTER_PBUF_RING), static_cast<int>(IORING_REGISTER_SYNC_CANCEL)};

/// liburing 2.3 has functions for both uses but its shared library does not export them.
int register_with(const ::io_uring& ring, int operation, void* argument,
                  std::size_t count) noexcept {
    const long result = ::syscall(__NR_io_uring_register, ring.ring_fd, operation, argument, count);
    return result < 0 ? -errno : 0;
}

}  // namespace

int restrict_operations(::io_uring& ring) noexcept {
    std::array<::io_uring_restriction, operations.size() + registrations.size() + 1> rules{};
    std::size_t next = 0;
    for (const auto operation : operations) {
        rules[next].opcode = IORING_RESTRICTION_SQE_OP;
        rules[next++].sqe_op = static_cast<std::uint8_t>(operation);
    }
    for (const int registration : registrations) {
        rules[next].opcode = IORING_RESTRICTION_REGISTER_OP;
        rules[next++].register_op = static_cast<std::uint8_t>(registration);
    }
    rules[next].opcode = IORING_RESTRICTION_SQE_FLAGS_ALLOWED;
    rules[next].sqe_flags = IOSQE_BUFFER_SELECT;
    return register_with(ring, IORING_REGISTER_RESTRICTIONS, rules.data(), rules.size());
}

int enable(::io_uring& ring) noexcept {
    return register_with(ring, IORING_REGISTER_ENABLE_RINGS, nullptr, 0);
}

}  // namespace gate64::dns64d::io
