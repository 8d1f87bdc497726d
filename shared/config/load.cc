// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "shared/config/document.h"
#include "shared/config/parse.h"

namespace gate64::config {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// The text of the file at `path`, at most one octet more than file_size_bytes_max, which is
// enough for parse() to refuse it.
base::Result<std::string> read_file(const std::string& path) {
    // Without waiting: a FIFO would keep a start or a reload for ever.
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return base::fail_errno("cannot be read", errno);
    if (!S_ISREG(status.st_mode)) return base::fail("cannot be read: not a regular file");
    const File file(std::fopen(path.c_str(), "rbe"));
    if (!file) return base::fail_errno("cannot be read", errno);
    std::string text(file_size_bytes_max + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return base::fail_errno("cannot be read", errno);
    return text;
}

}  // namespace

std::expected<Config, Diagnostics> load(const std::string& path) {
    const auto text = read_file(path);
    if (text) return parse(*text, path);
    std::string hint;
    if (path == default_file) hint = "--config FILE names another file";
    return std::unexpected(Diagnostics{{path, 0, 0, text.error().message, hint}});
}

}  // namespace gate64::config
