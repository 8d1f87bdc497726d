// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/module_files.h"

#include <cerrno>
#include <string_view>

namespace gate64::nat64ctl::system {
namespace {

struct FreeModule {
    void operator()(kmod_module* module) const noexcept { kmod_module_unref(module); }
};
using Module = std::unique_ptr<kmod_module, FreeModule>;

struct FreeInfo {
    void operator()(kmod_list* list) const noexcept { kmod_module_info_free_list(list); }
};

Module module_of(kmod_ctx* context, const std::string& name) {
    kmod_module* module = nullptr;
    if (kmod_module_new_from_name(context, name.c_str(), &module) < 0) return nullptr;
    return Module(module);
}

std::vector<std::string> parts_of(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const auto comma = list.find(',');
        parts.emplace_back(list.substr(0, comma));
        list.remove_prefix(comma == list.npos ? list.size() : comma + 1);
    }
    return parts;
}

}  // namespace

base::Result<ModuleFiles> ModuleFiles::open(const std::string& folder) {
    // No configuration at all: its "install" lines would be run by a shell.
    const char* const no_configuration[] = {nullptr};
    kmod_ctx* context = kmod_new(folder.c_str(), no_configuration);
    if (context == nullptr) return base::fail_errno("reading " + folder, ENOMEM);
    // libkmod would write to standard error.
    kmod_set_log_priority(context, 0);
    return ModuleFiles(context);
}

std::optional<ModuleFile> ModuleFiles::find(const std::string& name) const {
    const Module module = module_of(context_.get(), name);
    const char* path = module ? kmod_module_get_path(module.get()) : nullptr;
    if (path == nullptr) return std::nullopt;
    ModuleFile file{path, {}, {}};
    kmod_list* list = nullptr;
    if (kmod_module_get_info(module.get(), &list) < 0) return file;
    const std::unique_ptr<kmod_list, FreeInfo> owner(list);
    kmod_list* entry = nullptr;
    kmod_list_foreach(entry, list) {
        const std::string_view key = kmod_module_info_get_key(entry);
        if (key == "version") file.version = kmod_module_info_get_value(entry);
        if (key == "depends") file.depends = parts_of(kmod_module_info_get_value(entry));
    }
    return file;
}

int ModuleFiles::load(const std::string& name) const {
    const Module module = module_of(context_.get(), name);
    if (!module) return EINVAL;
    const int result = kmod_module_probe_insert_module(module.get(), KMOD_PROBE_IGNORE_COMMAND,
                                                       nullptr, nullptr, nullptr, nullptr);
    return result < 0 ? -result : 0;
}

}  // namespace gate64::nat64ctl::system
