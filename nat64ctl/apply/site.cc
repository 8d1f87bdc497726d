// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/site.h"

namespace gate64::nat64ctl::apply {
namespace {

constexpr std::string_view journal_suffix = ".jsonl";

/// A namespace's name may be a path; a file's name may not.
std::string file_name_of(const std::string& netns) {
    std::string name;
    for (const char c : netns) {
        if (c == '/') {
            name += "%2F";
        } else if (c == '%') {
            name += "%25";
        } else {
            name += c;
        }
    }
    return name;
}

}  // namespace

std::string journal_path_of(const std::string& netns) {
    std::string path = journal_path;
    if (netns.empty()) return path;
    path.resize(path.size() - journal_suffix.size());
    return path + '-' + file_name_of(netns) + std::string(journal_suffix);
}

base::Result<Site> make_site(const std::string& instance, const std::string& netns) {
    auto key = system::state_key(instance);
    if (!key) return std::unexpected(key.error());
    Site site;
    site.key = std::move(*key);
    site.netns = netns;
    site.journal_path = journal_path_of(netns);
    return site;
}

}  // namespace gate64::nat64ctl::apply
