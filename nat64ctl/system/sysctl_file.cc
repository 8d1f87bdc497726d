// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/sysctl_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "nat64ctl/system/safe_file.h"
#include "nat64ctl/system/small_file.h"
#include "nat64ctl/system/sysctl.h"

namespace gate64::nat64ctl::system {
namespace {

std::string path_below(const std::string& root) {
    return root + std::string(sysctl_file_path);
}

base::Result<void> check(std::span<const SysctlSetting> settings) {
    for (const SysctlSetting& setting : settings) {
        if (!is_sysctl_key(setting.key) || setting.value.find('\n') != std::string::npos) {
            return base::fail("a setting that no line of a sysctl file can hold", EINVAL);
        }
    }
    return {};
}

}  // namespace

std::string sysctl_file_text(std::span<const SysctlSetting> settings) {
    std::string text =
        "# Made by `nat64ctl tune`, which also takes it back: `nat64ctl tune --revert`.\n"
        "# Changes by hand are lost with the next run.\n";
    for (const SysctlSetting& setting : settings) {
        text += setting.key + " = " + setting.value + '\n';
    }
    return text;
}

base::Result<std::vector<SysctlSetting>> read_sysctl_file(const std::string& root) {
    std::vector<SysctlSetting> settings;
    const auto content = read_small_file(path_below(root), trusted_file_octets_max);
    if (!content && content.error().errno_value == ENOENT) return settings;
    if (!content) return std::unexpected(content.error());
    std::string_view rest(*content);
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const std::string_view line = trimmed(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const auto equals = line.find('=');
        if (line.empty() || line[0] == '#' || line[0] == ';') continue;
        if (equals == std::string_view::npos) continue;
        settings.push_back({std::string(trimmed(line.substr(0, equals))),
                            std::string(trimmed(line.substr(equals + 1)))});
    }
    return settings;
}

base::Result<void> write_sysctl_file(std::span<const SysctlSetting> settings,
                                     const std::string& root) {
    if (settings.empty()) {
        const auto removed = remove_sysctl_file(root);
        if (!removed) return std::unexpected(removed.error());
        return {};
    }
    if (const auto good = check(settings); !good) return good;
    const std::string folder = root + "/etc/sysctl.d";
    if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
        return base::fail_errno("cannot make " + folder, errno);
    }
    return replace_file(path_below(root), sysctl_file_text(settings));
}

base::Result<bool> remove_sysctl_file(const std::string& root) {
    const std::string path = path_below(root);
    if (::unlink(path.c_str()) == 0) return true;
    if (errno == ENOENT) return false;
    return base::fail_errno("cannot remove " + path, errno);
}

}  // namespace gate64::nat64ctl::system
