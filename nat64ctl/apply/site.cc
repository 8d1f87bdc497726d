// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/site.h"

namespace gate64::nat64ctl::apply {

base::Result<Site> make_site(const std::string& instance, const std::string& netns) {
    auto key = system::state_key(instance);
    if (!key) return std::unexpected(key.error());
    Site site;
    site.key = std::move(*key);
    site.netns = netns;
    return site;
}

}  // namespace gate64::nat64ctl::apply
