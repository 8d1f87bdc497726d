// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/probe.h"

#include <liburing.h>
#include <sys/socket.h>
#include <sys/utsname.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/proc_file.h"
#include "dns64d/io/ring.h"
#include "dns64d/io/ring_flags.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::io {
namespace {

std::string running_kernel() {
    ::utsname names{};
    return ::uname(&names) == 0 ? std::string(names.release) : std::string("unknown");
}

std::unexpected<base::Error> missing(std::string_view feature, std::string_view since) {
    std::string text = "io_uring of this kernel (" + running_kernel() + ") lacks ";
    text += feature;
    text += ", which Linux ";
    text += since;
    text += " brought; gate64 needs Linux 6.1 or newer";
    return base::fail(std::move(text));
}

/// A plain ring first, so that "no io_uring" and "an old io_uring" read differently.
base::Result<void> probe_setup() {
    ::io_uring ring{};
    int error = ::io_uring_queue_init(2, &ring, 0);
    if (error < 0)
        return base::fail(explain_setup_failure(-error, io_uring_disabled_sysctl()), -error);
    const bool timed_wait = (ring.features & IORING_FEAT_EXT_ARG) != 0;
    const bool keeps_overflow = (ring.features & IORING_FEAT_NODROP) != 0;
    ::io_uring_queue_exit(&ring);
    if (!keeps_overflow) return missing("completions that are never dropped (NODROP)", "5.5");
    if (!timed_wait) return missing("timed waits (EXT_ARG)", "5.11");

    ::io_uring_params params{};
    params.flags = ring_setup_flags;
    params.cq_entries = 8;
    error = ::io_uring_queue_init_params(2, &ring, &params);
    if (error == -EINVAL) return missing("DEFER_TASKRUN with SINGLE_ISSUER", "6.1");
    if (error < 0)
        return base::fail(explain_setup_failure(-error, io_uring_disabled_sysctl()), -error);
    std::unique_ptr<::io_uring_probe, decltype(&::io_uring_free_probe)> known(
        ::io_uring_get_probe_ring(&ring), &::io_uring_free_probe);
    ::io_uring_queue_exit(&ring);
    if (!known) return missing("the list of its operations", "5.6");
    if (::io_uring_opcode_supported(known.get(), IORING_OP_MSG_RING) == 0) {
        return missing("messages between rings (MSG_RING)", "5.18");
    }
    return {};
}

/// One datagram through a socket pair, received the way the shards do.
base::Result<void> probe_receive() {
    auto ring = Ring::create({.submissions = 8, .completions = 16});
    if (!ring) return std::unexpected(std::move(ring.error()));
    std::array<int, 2> pair{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
        return base::fail_errno("cannot make a socket pair to try io_uring with", errno);
    }
    const base::UniqueFd receiver(pair[0]);
    const base::UniqueFd sender(pair[1]);
    auto buffers = BufferRing::create(**ring, {.group = 0, .count = 2, .size = 512});
    if (!buffers) return missing("rings of provided buffers", "5.19");

    // The ring ends before the buffers do: it is destroyed here whatever happens.
    const std::unique_ptr<Ring> owned = std::move(*ring);
    const ::msghdr shape{};
    std::array<Completion, 4> space{};
    const std::uint8_t octet = 1;
    if (::send(sender.get(), &octet, 1, MSG_NOSIGNAL) != 1 ||
        !owned->receive_messages(receiver.get(), shape, 0, {})) {
        return base::fail("cannot try io_uring with a socket pair");
    }
    (void)owned->submit_and_wait(base::Duration{1000});
    const auto done = owned->reap(space);
    if (done.empty() || done[0].result < 0 || !done[0].has_buffer() || !done[0].more()) {
        return missing("multishot recvmsg", "6.0");
    }
    return {};
}

}  // namespace

int io_uring_disabled_sysctl() {
    const auto text = read_proc_file("/proc/sys/kernel/io_uring_disabled");
    if (!text || text->empty() || text->front() < '0' || text->front() > '9') return -1;
    return text->front() - '0';
}

std::string explain_setup_failure(int errno_value, int disabled_sysctl) {
    switch (errno_value) {
        case ENOSYS:
            return "this kernel (" + running_kernel() +
                   ") has no io_uring, or a sandbox hides it; gate64 needs Linux 6.1 or newer "
                   "built with CONFIG_IO_URING";
        case EPERM:
        case EACCES:
            if (disabled_sysctl > 0) {
                return "io_uring is switched off: sysctl kernel.io_uring_disabled is " +
                       std::to_string(disabled_sysctl) +
                       "; set it to 0 (or to 1 and put the service's group into "
                       "kernel.io_uring_group)";
            }
            return "io_uring is forbidden here, probably by a container's or service's system "
                   "call filter; allow io_uring_setup, io_uring_enter and io_uring_register";
        case ENOMEM:
            return "not enough memory for io_uring; raise the locked memory limit "
                   "(LimitMEMLOCK, ulimit -l) or the memory limit of the service";
        case EMFILE:
        case ENFILE:
            return "no file descriptor left for io_uring; raise LimitNOFILE (ulimit -n)";
        default:
            return "cannot set up io_uring: " + std::generic_category().message(errno_value);
    }
}

base::Result<void> probe() {
    if (auto setup = probe_setup(); !setup) return setup;
    return probe_receive();
}

}  // namespace gate64::dns64d::io
