// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/file_opener.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>

#include "shared/config/parse.h"

namespace gate64::dns64d::process {

namespace {

/// The answer to a request: an errno, and with 0 a descriptor beside it.
struct Reply {
    int error = 0;
};

base::Result<std::string> read_descriptor(const base::UniqueFd& fd, const std::string& path) {
    struct stat info{};
    if (fstat(fd.get(), &info) != 0) return base::fail_errno("reading " + path, errno);
    if (!S_ISREG(info.st_mode)) return base::fail(path + " is not a regular file");
    if (static_cast<std::size_t>(info.st_size) > opened_file_bytes_max) {
        return base::fail(path + " is larger than 64 MiB");
    }
    std::string text;
    std::array<char, 65536> chunk{};
    while (text.size() <= opened_file_bytes_max) {
        const ssize_t got = ::read(fd.get(), chunk.data(), chunk.size());
        if (got == 0) return text;
        if (got < 0 && errno != EINTR) return base::fail_errno("reading " + path, errno);
        if (got > 0) text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return base::fail(path + " is larger than 64 MiB");
}

/// Non-blocking, so that a FIFO in the file's place cannot hold us up.
int open_for_reading(const char* path) {
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

bool named_by_configuration(const std::string& config_file, const std::string& path) {
    if (path == config_file) return true;
    const auto config = config::load(config_file);
    if (!config) return false;
    return std::any_of(
        config->locals.begin(), config->locals.end(),
        [&](const config::Local& local) { return local.file && local.file->value == path; });
}

void send_reply(int socket, Reply reply, int fd) {
    iovec part{.iov_base = &reply, .iov_len = sizeof reply};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (fd >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
    }
    (void)sendmsg(socket, &message, MSG_NOSIGNAL);
}

/// The opener's whole life.
void serve(int socket, const std::string& config_file) {
    std::array<char, PATH_MAX> buffer{};
    for (;;) {
        const ssize_t got = recv(socket, buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        const std::string path(buffer.data(), static_cast<std::size_t>(got));
        if (!named_by_configuration(config_file, path)) {
            send_reply(socket, {.error = EPERM}, -1);
            continue;
        }
        const base::UniqueFd fd(open_for_reading(path.c_str()));
        send_reply(socket, {.error = fd.valid() ? 0 : errno}, fd.get());
    }
}

}  // namespace

base::Result<std::string> read_whole_file(const std::string& path) {
    const base::UniqueFd fd(open_for_reading(path.c_str()));
    if (!fd.valid()) return base::fail_errno("opening " + path, errno);
    return read_descriptor(fd, path);
}

base::Result<FileOpener> FileOpener::start(const std::string& config_file) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return base::fail_errno("starting the file opener", errno);
    }
    base::UniqueFd ours(ends[0]);
    base::UniqueFd theirs(ends[1]);
    const pid_t child = fork();
    if (child < 0) return base::fail_errno("starting the file opener", errno);
    if (child == 0) {
        ours.reset();
        (void)prctl(PR_SET_NAME, "dns64d-opener");
        // The terminal's and the service manager's signals are the daemon's; end of file ends us.
        for (const int number : {SIGINT, SIGTERM, SIGHUP})
            (void)std::signal(number, SIG_IGN);
        serve(theirs.get(), config_file);
        _exit(0);
    }
    return FileOpener(std::move(ours));
}

base::Result<std::string> FileOpener::read(const std::string& path) const {
    if (send(socket_.get(), path.data(), path.size(), MSG_NOSIGNAL) < 0) {
        return base::fail_errno("asking the file opener for " + path, errno);
    }
    Reply reply;
    iovec part{.iov_base = &reply, .iov_len = sizeof reply};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
    if (got != sizeof reply) return base::fail("the file opener is gone; restart the service");
    if (reply.error != 0) return base::fail_errno("opening " + path, reply.error);
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_type != SCM_RIGHTS) {
        return base::fail("the file opener sent no descriptor for " + path);
    }
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return read_descriptor(base::UniqueFd(fd), path);
}

}  // namespace gate64::dns64d::process
