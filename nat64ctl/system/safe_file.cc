// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/safe_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "nat64ctl/system/small_file.h"
#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::system {
namespace {

namespace fs = std::filesystem;

struct FreeText {
    void operator()(char* text) const noexcept { std::free(text); }
};

base::Result<std::string> real_path(const std::string& path) {
    const std::unique_ptr<char, FreeText> real(::realpath(path.c_str(), nullptr));
    if (!real) return base::fail_errno("cannot read " + path, errno);
    return std::string(real.get());
}

base::Result<std::string> absolute(const std::string& path) {
    std::error_code error;
    const fs::path whole = fs::absolute(path, error);
    if (error) return base::fail_errno("cannot read " + path, error.value());
    return whole.string();
}

/// One file, folder or link on the way.
base::Result<void> check_one(const std::string& path, const struct stat& info) {
    if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
        return base::fail(path +
                              " belongs to another user, who could change what is done here; "
                              "give it to root: chown root " +
                              path,
                          EACCES);
    }
    // A link has no mode of its own.
    const bool is_open = !S_ISLNK(info.st_mode) && (info.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    const bool is_sticky_folder = S_ISDIR(info.st_mode) && (info.st_mode & S_ISVTX) != 0;
    if (is_open && !is_sticky_folder) {
        return base::fail(path +
                              " can be written by other users, who could change what is done "
                              "here; take that away: chmod go-w " +
                              path,
                          EACCES);
    }
    return {};
}

/// Every folder and link that leads to `path`, and `path`. REQUIRES: absolute.
base::Result<void> check_way(const std::string& path) {
    fs::path way;
    for (const fs::path& part : fs::path(path)) {
        way /= part;
        struct stat info{};
        if (::lstat(way.c_str(), &info) != 0) {
            return base::fail_errno("cannot read " + way.string(), errno);
        }
        if (auto good = check_one(way.string(), info); !good) return good;
    }
    return {};
}

/// The real path of what may be trusted.
base::Result<std::string> trusted_path(const std::string& path) {
    const auto whole = absolute(path);
    if (!whole) return std::unexpected(whole.error());
    if (const auto good = check_way(*whole); !good) return std::unexpected(good.error());
    auto real = real_path(*whole);
    if (!real) return real;
    if (const auto good = check_way(*real); !good) return std::unexpected(good.error());
    return real;
}

/// Opened and checked once more by its descriptor: what is checked is what is read.
base::Result<base::UniqueFd> open_trusted(const std::string& path) {
    const auto real = trusted_path(path);
    if (!real) return std::unexpected(real.error());
    base::UniqueFd file(::open(real->c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    struct stat info{};
    if (!file.valid() || ::fstat(file.get(), &info) != 0) {
        return base::fail_errno("cannot read " + path, errno);
    }
    if (!S_ISREG(info.st_mode)) return base::fail(path + " is not a regular file", EINVAL);
    if (const auto good = check_one(*real, info); !good) return std::unexpected(good.error());
    return file;
}

/// A new file beside another one; gone again unless it was moved.
class NewFile {
  public:
    explicit NewFile(const std::string& target)
        : path_(target + ".new-XXXXXX"), file_(::mkostemp(path_.data(), O_CLOEXEC)) {}
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (file_.valid() && !moved_) ::unlink(path_.c_str());
    }

    [[nodiscard]] int fd() const noexcept { return file_.get(); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] bool move_to(const std::string& target) noexcept {
        moved_ = ::rename(path_.c_str(), target.c_str()) == 0;
        return moved_;
    }

  private:
    std::string path_;
    base::UniqueFd file_;
    bool moved_ = false;
};

/// Owner and mode of the file that is replaced, else `mode`.
bool take_attributes(int fd, const std::string& target, mode_t mode) {
    struct stat old{};
    if (::stat(target.c_str(), &old) != 0) return errno == ENOENT && ::fchmod(fd, mode) == 0;
    const bool is_owner_kept = (old.st_uid == ::geteuid() && old.st_gid == ::getegid()) ||
                               ::fchown(fd, old.st_uid, old.st_gid) == 0;
    return is_owner_kept && ::fchmod(fd, old.st_mode & 07777U) == 0;
}

base::Result<void> sync_folder(const std::string& path) {
    const std::string folder = fs::path(path).parent_path().string();
    const base::UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid() || ::fsync(fd.get()) != 0) {
        return base::fail_errno("cannot sync the folder of " + path, errno);
    }
    return {};
}

}  // namespace

base::Result<void> check_trusted(const std::string& path) {
    const auto file = open_trusted(path);
    if (!file) return std::unexpected(file.error());
    return {};
}

base::Result<std::string> read_trusted_file(const std::string& path) {
    const auto file = open_trusted(path);
    if (!file) return std::unexpected(file.error());
    return read_descriptor(file->get(), path, trusted_file_octets_max);
}

base::Result<void> replace_file(const std::string& path, std::string_view content, mode_t mode) {
    auto whole = absolute(path);
    if (!whole) return std::unexpected(whole.error());
    // What a symbolic link names is replaced, not the link.
    std::string target = real_path(*whole).value_or(*whole);
    NewFile file(target);
    if (file.fd() < 0) return base::fail_errno("cannot make a file beside " + path, errno);
    if (!take_attributes(file.fd(), target, mode)) {
        return base::fail_errno("cannot give the new " + path + " the owner and mode of the old",
                                errno);
    }
    if (auto written = write_descriptor(file.fd(), content, file.path()); !written) return written;
    if (::fsync(file.fd()) != 0) return base::fail_errno("cannot sync " + path, errno);
    if (!file.move_to(target)) return base::fail_errno("cannot replace " + path, errno);
    return sync_folder(target);
}

}  // namespace gate64::nat64ctl::system
