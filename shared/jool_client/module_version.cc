// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "shared/base/unique_fd.h"
#include "shared/jool_client/socket_transport.h"

namespace gate64::jool {

base::Result<Version> read_module_version(const std::string& version_file) {
    const base::UniqueFd file(::open(version_file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) {
        if (errno == ENOENT) {
            return base::fail("Jool's kernel module is not loaded (no " + version_file +
                                  "): try nat64ctl up, or modprobe jool",
                              ENOENT);
        }
        return base::fail_errno("cannot read " + version_file, errno);
    }
    std::array<char, 64> text{};
    const ssize_t count = ::read(file.get(), text.data(), text.size());
    if (count < 0) return base::fail_errno("cannot read " + version_file, errno);
    const auto version = Version::parse({text.data(), static_cast<std::size_t>(count)});
    if (!version) return base::fail(version_file + " holds no version of Jool", EPROTO);
    return *version;
}

}  // namespace gate64::jool
