// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/modules.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "nat64ctl/system/capabilities.h"
#include "nat64ctl/system/module_files.h"
#include "nat64ctl/system/small_file.h"

namespace gate64::nat64ctl::system {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t module_name_octets_max = 55;  // MODULE_NAME_LEN of 64-bit kernels
constexpr std::size_t kernels_max = 256;

base::Result<std::string> running_kernel() {
    utsname names{};
    if (::uname(&names) != 0) return base::fail_errno("asking for the kernel's release", errno);
    return std::string(names.release);
}

bool is_module_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= module_name_octets_max &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
           });
}

bool exists(const std::string& path) {
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<ModuleFile> file_of(const std::string& root, const std::string& release,
                                  const std::string& name) {
    const auto files = ModuleFiles::open(root + "/lib/modules/" + release);
    if (!files) return std::nullopt;
    return files->find(name);
}

void read_other_kernels(model::ModuleFacts& facts, const std::string& root) {
    std::size_t seen = 0;
    for (const std::string& release : names_in(root + "/lib/modules")) {
        const bool has_modules = exists(root + "/lib/modules/" + release + "/modules.dep.bin");
        if (release == facts.kernel_release || !has_modules || ++seen > kernels_max) continue;
        const bool has_jool = file_of(root, release, "jool").has_value();
        (has_jool ? facts.other_kernels : facts.kernels_lacking_module).push_back(release);
    }
}

bool lists_target(const std::string& root) {
    const auto targets = read_small_file(root + "/proc/thread-self/net/ip_tables_targets");
    return targets && ("\n" + *targets).find("\nJOOL\n") != std::string::npos;
}

/// The kernel lists targets for root alone and only once iptables is in use. That the module holds
/// x_tables says the same, where x_tables is a module itself.
void read_xtables_target(model::ModuleFacts& facts, const std::optional<ModuleFile>& disk,
                         const std::string& root) {
    const bool is_modular = file_of(root, facts.kernel_release, "x_tables").has_value();
    if (lists_target(root)) {
        facts.has_xtables_target = true;
    } else if (facts.is_loaded) {
        facts.has_xtables_target = exists(root + "/sys/module/x_tables/holders/jool");
    } else if (disk) {
        facts.has_xtables_target = std::find(disk->depends.begin(), disk->depends.end(),
                                             "x_tables") != disk->depends.end();
    }
    facts.is_xtables_target_known =
        facts.has_xtables_target || (is_modular && (facts.is_loaded || disk));
}

bool is_jool_service_enabled(const std::string& root) {
    const std::string units = root + "/etc/systemd/system/";
    // The unit starts nothing without the file.
    if (!exists(root + "/etc/jool/jool.conf")) return false;
    for (const std::string& folder : names_in(units)) {
        if (folder.ends_with(".wants") && exists(units + folder + "/jool.service")) return true;
    }
    return false;
}

}  // namespace

bool is_secure_boot(const std::string& root) {
    // Four octets of attributes, then the value (UEFI 2.10, 3.3 and 8.2).
    const auto variable = read_small_file(root +
                                          "/sys/firmware/efi/efivars/SecureBoot-"
                                          "8be4df61-93ca-11d2-aa0d-00e098032b8c");
    return variable && variable->size() == 5 && (*variable)[4] == 1;
}

base::Error load_error(std::string_view name, int errno_value, bool may_load_modules,
                       bool is_secure_boot) {
    const std::string what = "cannot load the kernel module " + std::string(name);
    const std::string signing =
        " Secure Boot takes signed modules only: enrol the key that DKMS signs with (mokutil "
        "--import /var/lib/dkms/mok.pub, then restart), or turn Secure Boot off in the firmware.";
    std::string hint;
    switch (errno_value) {
        case ENOENT:
            hint = " There is none for this kernel: run scripts/setup-jool.sh.";
            break;
        case EPERM:
            if (!may_load_modules) {
                hint = " It needs CAP_SYS_MODULE: run as root, or load it before.";
            } else if (is_secure_boot) {
                hint = signing;
            } else {
                hint =
                    " The kernel takes no modules any more (kernel.modules_disabled, or "
                    "lockdown): set that aside and restart.";
            }
            break;
        case EKEYREJECTED:
        case ENOKEY:
            hint = is_secure_boot ? signing
                                  : std::string(
                                        " Its signature is missing or not known to this kernel: "
                                        "sign it, or start without module.sig_enforce.");
            break;
        case ENOEXEC:
            hint = " It was built for another kernel: run scripts/setup-jool.sh to build it anew.";
            break;
        case ENOSYS:
        case EOPNOTSUPP:
            hint = " This kernel has no loadable modules.";
            break;
        default:
            break;
    }
    base::Error error = base::fail_errno(what, errno_value).error();
    error.message += '.' + hint;
    return error;
}

base::Result<void> load_module(const std::string& name) {
    if (!is_module_name(name)) return base::fail("not the name of a kernel module", EINVAL);
    const auto release = running_kernel();
    if (!release) return std::unexpected(release.error());
    const auto files = ModuleFiles::open("/lib/modules/" + *release);
    if (!files) return std::unexpected(files.error());
    const int failure = files->load(name);
    if (failure == 0 || failure == EEXIST) return {};
    return std::unexpected(
        load_error(name, failure, has(Capability::sys_module), is_secure_boot()));
}

base::Result<model::ModuleFacts> read_module_facts(const std::string& root,
                                                   std::string kernel_release) {
    model::ModuleFacts facts;
    facts.kernel_release = std::move(kernel_release);
    if (facts.kernel_release.empty()) {
        auto release = running_kernel();
        if (!release) return std::unexpected(release.error());
        facts.kernel_release = std::move(*release);
    }
    facts.is_loaded = exists(root + "/sys/module/jool");
    if (const auto version = read_small_file(root + "/sys/module/jool/version"); version) {
        facts.loaded_version = jool::Version::parse(trimmed(*version));
    }
    const auto disk = file_of(root, facts.kernel_release, "jool");
    if (disk) {
        facts.disk_path = disk->path;
        facts.disk_version = jool::Version::parse(disk->version);
    }
    read_other_kernels(facts, root);
    read_xtables_target(facts, disk, root);
    facts.is_secure_boot = is_secure_boot(root);
    facts.is_jool_service_enabled = is_jool_service_enabled(root);
    return facts;
}

}  // namespace gate64::nat64ctl::system
