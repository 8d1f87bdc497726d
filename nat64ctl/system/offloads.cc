// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/offloads.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::system {
namespace {

// The kernel's structures here are rows of 32-bit words; lengths are in words.
using Words = std::vector<std::uint32_t>;
constexpr std::size_t features_max = 1024;
constexpr std::size_t name_words = ETH_GSTRING_LEN / sizeof(std::uint32_t);
constexpr std::size_t set_info_words = sizeof(ethtool_sset_info) / sizeof(std::uint32_t);
constexpr std::size_t strings_words = sizeof(ethtool_gstrings) / sizeof(std::uint32_t);
constexpr std::size_t features_words = sizeof(ethtool_gfeatures) / sizeof(std::uint32_t);
constexpr std::size_t block_words = sizeof(ethtool_get_features_block) / sizeof(std::uint32_t);

class Ethtool {
  public:
    explicit Ethtool(const std::string& interface)
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        interface.copy(request_.ifr_name, IFNAMSIZ - 1);
    }
    [[nodiscard]] bool run(Words& words) {
        request_.ifr_data = reinterpret_cast<char*>(words.data());
        return socket_.valid() && ::ioctl(socket_.get(), SIOCETHTOOL, &request_) == 0;
    }

  private:
    base::UniqueFd socket_;
    ifreq request_{};
};

std::uint32_t feature_count(Ethtool& ethtool) {
    Words words(set_info_words + 1);
    ethtool_sset_info info{};
    info.cmd = ETHTOOL_GSSET_INFO;
    info.sset_mask = std::uint64_t{1} << ETH_SS_FEATURES;
    std::memcpy(words.data(), &info, sizeof info);
    if (!ethtool.run(words)) return 0;
    std::memcpy(&info, words.data(), sizeof info);
    const std::uint32_t count = words[set_info_words];
    return info.sset_mask != 0 && count <= features_max ? count : 0;
}

/// Every feature's name, 32 octets each, NUL filled.
Words feature_names(Ethtool& ethtool, std::uint32_t count) {
    Words words(strings_words + count * name_words);
    words[0] = ETHTOOL_GSTRINGS;
    words[1] = ETH_SS_FEATURES;
    words[2] = count;
    if (!ethtool.run(words)) return {};
    words.erase(words.begin(), words.begin() + strings_words);
    return words;
}

/// Blocks of four words: available, requested, active, never changed.
Words feature_blocks(Ethtool& ethtool, std::uint32_t count) {
    const std::uint32_t blocks = (count + 31) / 32;
    Words words(features_words + blocks * block_words);
    words[0] = ETHTOOL_GFEATURES;
    words[1] = blocks;
    if (!ethtool.run(words)) return {};
    words.erase(words.begin(), words.begin() + features_words);
    return words;
}

std::string_view name_at(const Words& names, std::size_t index) {
    const std::string_view field(reinterpret_cast<const char*>(names.data() + index * name_words),
                                 ETH_GSTRING_LEN);
    return field.substr(0, field.find('\0'));
}

}  // namespace

model::Offloads read_offloads(const std::string& interface) {
    model::Offloads offloads;
    Ethtool ethtool(interface);
    const std::uint32_t count = feature_count(ethtool);
    if (count == 0) return offloads;
    const Words names = feature_names(ethtool, count);
    const Words blocks = feature_blocks(ethtool, count);
    if (names.empty() || blocks.empty()) return offloads;
    constexpr std::size_t active = offsetof(ethtool_get_features_block, active) / 4;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view name = name_at(names, i);
        const bool is_on = (blocks[i / 32 * block_words + active] >> (i % 32) & 1U) != 0;
        if (name == "rx-gro") offloads.gro = is_on;
        if (name == "rx-gro-list") offloads.gro_list = is_on;
        if (name == "rx-lro") offloads.lro = is_on;
    }
    return offloads;
}

}  // namespace gate64::nat64ctl::system
