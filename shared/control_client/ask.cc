// SPDX-License-Identifier: Apache-2.0
#include "shared/control_client/ask.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "shared/base/unique_fd.h"

namespace gate64::control_client {

namespace {

base::Result<base::UniqueFd> connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return base::fail("path too long: " + path);
    std::memcpy(address.sun_path, path.data(), path.size());
    base::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return base::fail_errno("opening a socket", errno);
    const timeval timeout{.tv_sec = answer_silence_max_s, .tv_usec = 0};
    (void)setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return base::fail_errno("connecting to " + path +
                                    " (is dns64d running, and with `control` "
                                    "set in its configuration?)",
                                errno);
    }
    return fd;
}

}  // namespace

base::Result<std::string> ask(const std::string& path, const std::string& request) {
    const auto fd = connect_to(path);
    if (!fd) return std::unexpected(fd.error());
    if (send(fd->get(), request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
        return base::fail_errno("writing to " + path, errno);
    }
    std::string answer;
    std::array<char, 4096> chunk{};
    for (;;) {
        const ssize_t got = recv(fd->get(), chunk.data(), chunk.size(), 0);
        if (got < 0) return base::fail_errno("waiting for " + path, errno);
        if (got == 0) return answer;
        answer.append(chunk.data(), static_cast<std::size_t>(got));
        if (answer.size() > answer_bytes_max) {
            return base::fail("the answer of " + path + " does not end");
        }
    }
}

}  // namespace gate64::control_client
