// SPDX-License-Identifier: Apache-2.0
#pragma once
// libnftables in this process: text in, text or JSON out, one call one transaction. Knows nothing
// of gate64's rules. Bound to the network namespace of the thread that opened it.

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "shared/base/error.h"

struct nft_ctx;

namespace gate64::nat64ctl::firewall {

class NftLibrary {
  public:
    [[nodiscard]] static base::Result<NftLibrary> open();

    /// Runs `commands` and gives what they print, as the program nft would, without the elements
    /// of named sets. The error has the library's words; errno EPERM, ENOENT or 0.
    [[nodiscard]] base::Result<std::string> run(const std::string& commands);
    /// The array "nftables" of what `command` lists.
    [[nodiscard]] base::Result<nlohmann::json> list(const std::string& command);

  private:
    struct Free {
        void operator()(nft_ctx* context) const noexcept;
    };
    explicit NftLibrary(nft_ctx* context) noexcept : context_(context) {}
    [[nodiscard]] base::Result<std::string> run(const std::string& commands, unsigned flags);

    std::unique_ptr<nft_ctx, Free> context_;
};

}  // namespace gate64::nat64ctl::firewall
