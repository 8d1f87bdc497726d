// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/opener.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstring>

#include "shared/config/parse.h"

namespace gate64::dns64d::process {

namespace {

/// SCM_MAX_FD: what one message may carry.
constexpr std::size_t descriptors_max = 253;
constexpr std::size_t request_bytes_max = PATH_MAX + 64;

/// The answer to a request: descriptors beside it, or why there are none.
struct Reply {
    std::array<char, 512> error{};  ///< a sentence; empty: all is well
    int errno_value = 0;
};

Reply error_reply(const base::Error& error) {
    Reply reply;
    reply.errno_value = error.errno_value;
    error.message.copy(reply.error.data(), reply.error.size() - 1);
    return reply;
}

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

bool names_file(const std::string& config_file, const std::string& path) {
    if (path == config_file) return true;
    const auto config = config::load(config_file);
    if (!config) return false;
    return std::any_of(
        config->locals.begin(), config->locals.end(),
        [&](const config::Local& local) { return local.file && local.file->value == path; });
}

bool names_address(const std::string& config_file, const net::Endpoint& endpoint) {
    const auto config = config::load(config_file);
    if (!config) return false;
    const auto& listen = config->dns64d.listen;
    return std::any_of(listen.begin(), listen.end(),
                       [&](const auto& entry) { return entry.value == endpoint; });
}

void send_reply(int socket, Reply reply, const std::vector<base::UniqueFd>& descriptors) {
    iovec part{.iov_base = &reply, .iov_len = sizeof reply};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * descriptors_max)> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (!descriptors.empty()) {
        const std::size_t size = sizeof(int) * descriptors.size();
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(size);
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(size);
        for (std::size_t i = 0; i < descriptors.size(); ++i) {
            const int fd = descriptors[i].get();
            std::memcpy(CMSG_DATA(header) + i * sizeof fd, &fd, sizeof fd);
        }
    }
    (void)sendmsg(socket, &message, MSG_NOSIGNAL);
}

using Descriptors = base::Result<std::vector<base::UniqueFd>>;

Descriptors serve_file(const std::string& config_file, const std::string& path) {
    if (!names_file(config_file, path)) {
        return base::fail(path + ": the configuration does not name this file", EPERM);
    }
    base::UniqueFd fd(open_for_reading(path.c_str()));
    if (!fd.valid()) return base::fail_errno("opening " + path, errno);
    std::vector<base::UniqueFd> descriptors;
    descriptors.push_back(std::move(fd));
    return descriptors;
}

/// `request`: "SHARDS ENDPOINT".
Descriptors serve_listener(const std::string& config_file, const std::string& request) {
    const auto space = request.find(' ');
    const auto endpoint = net::Endpoint::parse(request.substr(space + 1), 0);
    std::uint32_t shards = 0;
    (void)std::from_chars(request.data(), request.data() + std::min(space, request.size()), shards);
    if (!endpoint || shards == 0 || shards > descriptors_max / 2) {
        return base::fail("the opener cannot serve \"" + request + "\"");
    }
    if (!names_address(config_file, *endpoint)) {
        return base::fail(endpoint->text() + ": the configuration does not listen there", EPERM);
    }
    auto listeners = io::open_listeners({&*endpoint, 1}, shards, {});
    if (!listeners) return std::unexpected(listeners.error());
    std::vector<base::UniqueFd> descriptors;
    for (auto& shard : *listeners) {
        descriptors.push_back(std::move(shard[0].udp));
        descriptors.push_back(std::move(shard[0].tcp));
    }
    return descriptors;
}

/// The opener's whole life. A request is one letter and its argument.
void serve(int socket, const std::string& config_file) {
    std::array<char, request_bytes_max> buffer{};
    for (;;) {
        const ssize_t got = recv(socket, buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        const std::string argument(buffer.data() + 1, static_cast<std::size_t>(got) - 1);
        const Descriptors opened = buffer[0] == 'F' ? serve_file(config_file, argument)
                                                    : serve_listener(config_file, argument);
        if (opened) {
            send_reply(socket, {}, *opened);
        } else {
            send_reply(socket, error_reply(opened.error()), {});
        }
    }
}

}  // namespace

base::Result<std::string> read_whole_file(const std::string& path) {
    const base::UniqueFd fd(open_for_reading(path.c_str()));
    if (!fd.valid()) return base::fail_errno("opening " + path, errno);
    return read_descriptor(fd, path);
}

base::Result<Opener> Opener::start(const std::string& config_file) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return base::fail_errno("starting the opener", errno);
    }
    base::UniqueFd ours(ends[0]);
    base::UniqueFd theirs(ends[1]);
    const pid_t child = fork();
    if (child < 0) return base::fail_errno("starting the opener", errno);
    if (child == 0) {
        ours.reset();
        (void)prctl(PR_SET_NAME, "dns64d-opener");
        // The terminal's and the service manager's signals are the daemon's; end of file ends us.
        for (const int number : {SIGINT, SIGTERM, SIGHUP})
            (void)std::signal(number, SIG_IGN);
        serve(theirs.get(), config_file);
        _exit(0);
    }
    return Opener(std::move(ours));
}

base::Result<std::vector<base::UniqueFd>> Opener::ask(const std::string& request) const {
    if (send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) {
        return base::fail_errno("asking the opener", errno);
    }
    Reply reply;
    iovec part{.iov_base = &reply, .iov_len = sizeof reply};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * descriptors_max)> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
    if (got != sizeof reply) return base::fail("the opener is gone; restart the service");
    if (reply.error[0] != 0) return base::fail(reply.error.data(), reply.errno_value);
    std::vector<base::UniqueFd> descriptors;
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return descriptors;
    for (std::size_t at = CMSG_LEN(0); at + sizeof(int) <= header->cmsg_len; at += sizeof(int)) {
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(header) + (at - CMSG_LEN(0)), sizeof fd);
        descriptors.emplace_back(fd);
    }
    return descriptors;
}

base::Result<std::string> Opener::read(const std::string& path) const {
    const auto descriptors = ask("F" + path);
    if (!descriptors) return std::unexpected(descriptors.error());
    if (descriptors->size() != 1) return base::fail("the opener sent no descriptor for " + path);
    return read_descriptor(descriptors->front(), path);
}

base::Result<std::vector<io::ListenerSockets>> Opener::listen(const net::Endpoint& endpoint,
                                                              std::uint32_t shard_count) const {
    auto descriptors = ask("L" + std::to_string(shard_count) + " " + endpoint.text());
    if (!descriptors) return std::unexpected(descriptors.error());
    if (descriptors->size() != std::size_t{shard_count} * 2) {
        return base::fail("the opener sent too few sockets for " + endpoint.text());
    }
    std::vector<io::ListenerSockets> sockets;
    for (std::size_t i = 0; i < descriptors->size(); i += 2) {
        sockets.push_back({.endpoint = endpoint,
                           .udp = std::move((*descriptors)[i]),
                           .tcp = std::move((*descriptors)[i + 1])});
    }
    return sockets;
}

}  // namespace gate64::dns64d::process
