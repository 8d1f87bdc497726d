// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/pool_file.h"

#include "nat64ctl/system/safe_file.h"
#include "shared/config/edit.h"

namespace gate64::nat64ctl::commands {

base::Result<void> FileEdit::write() const {
    if (!changes) return {};
    return system::replace_file(path, text);
}

base::Result<FileEdit> edit_pools(const std::string& path, PoolEdit edit,
                                  const PoolRequest& request) {
    const auto before = system::read_trusted_file(path);
    if (!before) return std::unexpected(before.error());
    std::string text = *before;
    for (const model::PortRange& range : request.ports) {
        config::Pool4 entry;
        entry.address.value = request.prefix;
        entry.ports = {range.first, range.last};
        entry.protocols.clear();
        for (const jool::Protocol protocol : request.protocols)
            entry.protocols.push_back(static_cast<config::Protocol>(protocol));
        entry.mark = request.mark;
        auto edited = edit == PoolEdit::add ? config::with_pool4(text, entry)
                                            : config::without_pool4(text, entry);
        if (!edited) return base::fail("--persist: " + path + ": " + edited.error().message);
        text = std::move(*edited);
    }
    const bool changes = text != *before;
    return FileEdit{path, std::move(text), changes};
}

}  // namespace gate64::nat64ctl::commands
