// SPDX-License-Identifier: Apache-2.0
#pragma once
// The module files of one kernel's folder, by libkmod: what modprobe would load and what modinfo
// says of it, compressed files included. Private to this folder. One thread.

#include <libkmod.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

struct ModuleFile {
    std::string path;
    std::string version;               ///< as modinfo prints it; "" when it has none
    std::vector<std::string> depends;  ///< names of modules it needs directly
};

class ModuleFiles {
  public:
    /// `folder`: /lib/modules/RELEASE. Errors only when memory runs out.
    [[nodiscard]] static base::Result<ModuleFiles> open(const std::string& folder);

    /// Nothing when this kernel has no file for the module: built in, or not there.
    [[nodiscard]] std::optional<ModuleFile> find(const std::string& name) const;

    /// Loads the module and what it depends on; 0 or an errno value.
    [[nodiscard]] int load(const std::string& name) const;

  private:
    struct Free {
        void operator()(kmod_ctx* context) const noexcept { kmod_unref(context); }
    };
    explicit ModuleFiles(kmod_ctx* context) noexcept : context_(context) {}
    std::unique_ptr<kmod_ctx, Free> context_;
};

}  // namespace gate64::nat64ctl::system
