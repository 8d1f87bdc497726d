// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include "dns64d/control/verbs.h"
#include "shared/base/clock.h"

namespace gate64::dns64d::control {

namespace {

constexpr int backlog = 16;
constexpr base::Duration accept_pause{100};

base::Result<sockaddr_un> socket_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        return base::fail("control socket path " + path + " is longer than 107 octets");
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

/// Removes the socket that a dead server left behind, and nothing else.
base::Result<void> free_path(const std::string& path, const sockaddr_un& address,
                             const std::string& what) {
    struct stat info{};
    if (lstat(path.c_str(), &info) != 0) {
        return errno == ENOENT ? base::Result<void>() : base::fail_errno(what, errno);
    }
    if (!S_ISSOCK(info.st_mode)) return base::fail(what + ": something else is at this path");
    const base::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return base::fail_errno(what, errno);
    if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        return base::fail(what + ": another dns64d answers there");
    }
    if (errno != ECONNREFUSED) return base::fail_errno(what, errno);
    if (unlink(path.c_str()) != 0) return base::fail_errno(what, errno);
    return {};
}

bool wait_for(int fd, short events, base::Instant deadline) {
    const auto left = (deadline - base::now()).count();
    pollfd entry{.fd = fd, .events = events, .revents = 0};
    return left > 0 && poll(&entry, 1, static_cast<int>(left)) > 0;
}

/// One line, or what came before the end; empty on silence or excess.
std::string read_request(int fd) {
    const base::Instant deadline = base::now() + base::Duration(request_timeout_ms);
    std::string text;
    std::array<char, 1024> chunk{};
    while (text.size() <= request_bytes_max && wait_for(fd, POLLIN, deadline)) {
        const ssize_t got = recv(fd, chunk.data(), chunk.size(), 0);
        if (got <= 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(got));
        if (text.find('\n') != std::string::npos) return text;
    }
    return {};
}

void write_answer(int fd, const std::string& text) {
    const base::Instant deadline = base::now() + base::Duration(request_timeout_ms);
    std::size_t sent = 0;
    while (sent < text.size() && wait_for(fd, POLLOUT, deadline)) {
        const ssize_t put =
            send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put <= 0) return;
        sent += static_cast<std::size_t>(put);
    }
}

}  // namespace

base::Result<base::UniqueFd> open_control_socket(const std::string& path) {
    const auto address = socket_address(path);
    if (!address) return std::unexpected(address.error());
    const std::string what = "control socket " + path;
    base::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return base::fail_errno(what, errno);
    if (auto freed = free_path(path, *address, what); !freed) {
        return std::unexpected(freed.error());
    }
    const std::string folder = path.substr(0, path.rfind('/'));
    if (!folder.empty()) (void)mkdir(folder.c_str(), 0755);
    // The mode is set by the umask, so that there is no moment in which others may connect.
    const mode_t old_mask = umask(0177);
    const int bound = bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
    const int bind_errno = errno;
    (void)umask(old_mask);
    if (bound != 0) return base::fail_errno(what, bind_errno);
    if (listen(fd.get(), backlog) != 0) return base::fail_errno(what, errno);
    return fd;
}

struct Server::Impl {
    base::UniqueFd listener;
    base::UniqueFd stop;
    VerbContext context;
    std::thread thread;

    void run() {
        for (;;) {
            std::array<pollfd, 2> entries{{{.fd = listener.get(), .events = POLLIN, .revents = 0},
                                           {.fd = stop.get(), .events = POLLIN, .revents = 0}}};
            if (poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR) return;
            if (entries[1].revents != 0) return;
            if ((entries[0].revents & POLLIN) != 0) serve_one();
        }
    }

    void serve_one() {
        const base::UniqueFd fd(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!fd.valid()) {
            // Out of descriptors: the connection stays readable, so wait a little.
            (void)wait_for(stop.get(), POLLIN, base::now() + accept_pause);
            return;
        }
        const std::string request = read_request(fd.get());
        if (request.empty()) return;
        // Names from the network may hold octets that are not UTF-8; they are replaced.
        write_answer(fd.get(),
                     run_request(context, request)
                             .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
                         "\n");
    }
};

base::Result<std::unique_ptr<Server>> Server::start(base::UniqueFd listener, shard::Shards& shards,
                                                    Reloader& reloader) {
    base::UniqueFd stop(eventfd(0, EFD_CLOEXEC));
    if (!stop.valid()) return base::fail_errno("control socket", errno);
    std::unique_ptr<Impl> impl(new Impl{.listener = std::move(listener),
                                        .stop = std::move(stop),
                                        .context = {shards, reloader},
                                        .thread = {}});
    impl->thread = std::thread([self = impl.get()] { self->run(); });
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

Server::~Server() {
    (void)eventfd_write(impl_->stop.get(), 1);
    impl_->thread.join();
}

}  // namespace gate64::dns64d::control
