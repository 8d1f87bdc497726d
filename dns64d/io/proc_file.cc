// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/proc_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "shared/base/unique_fd.h"

namespace gate64::dns64d::io {
namespace {

constexpr std::size_t proc_file_octets_max = 65536;

}  // namespace

std::optional<std::string> read_proc_file(const char* path) {
    const base::UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return std::nullopt;
    std::string content;
    std::array<char, 4096> piece{};
    while (content.size() < proc_file_octets_max) {
        const auto count = ::read(file.get(), piece.data(), piece.size());
        if (count < 0) return std::nullopt;
        if (count == 0) break;
        content.append(piece.data(), static_cast<std::size_t>(count));
    }
    return content;
}

}  // namespace gate64::dns64d::io
