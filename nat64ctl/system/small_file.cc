// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::system {
namespace {

constexpr std::size_t piece_octets = std::size_t{256} << 10;

}  // namespace

base::Result<std::string> read_small_file(const std::string& path, std::size_t octets_max) {
    const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid()) return base::fail_errno("cannot read " + path, errno);
    return read_descriptor(file.get(), path, octets_max);
}

base::Result<std::string> read_descriptor(int fd, const std::string& path, std::size_t octets_max) {
    std::string content;
    // Some of the kernel's lists (ip_local_reserved_ports) are cut to what one read takes, and say
    // nothing more to the next. An octet beyond the limit shows that there was more.
    std::vector<char> piece(std::min(octets_max, piece_octets) + 1);
    for (;;) {
        const ssize_t got = ::read(fd, piece.data(), piece.size());
        if (got == 0) return content;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return base::fail_errno("cannot read " + path, errno);
        content.append(piece.data(), static_cast<std::size_t>(got));
        if (content.size() > octets_max) {
            return base::fail(path + " is larger than " + std::to_string(octets_max) + " octets",
                              EFBIG);
        }
    }
}

base::Result<void> write_descriptor(int fd, std::string_view text, const std::string& path) {
    while (!text.empty()) {
        const ssize_t put = ::write(fd, text.data(), text.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return base::fail_errno("cannot write " + path, errno);
        text.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view white_space = " \t\r\n";
    const auto first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

}  // namespace gate64::nat64ctl::system
