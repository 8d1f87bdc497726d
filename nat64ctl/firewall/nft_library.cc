// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/nft_library.h"

#include <nftables/libnftables.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>

namespace gate64::nat64ctl::firewall {
namespace {

constexpr unsigned text_flags = NFT_CTX_OUTPUT_NUMERIC_ALL | NFT_CTX_OUTPUT_TERSE;

/// The library tells the kernel's reason in words alone.
int reason_in(const std::string& text) {
    for (const int reason : {EPERM, ENOENT, EOPNOTSUPP})
        if (text.find(std::generic_category().message(reason)) != std::string::npos) return reason;
    return 0;
}

}  // namespace

void NftLibrary::Free::operator()(nft_ctx* context) const noexcept {
    nft_ctx_free(context);
}

base::Result<NftLibrary> NftLibrary::open() {
    nft_ctx* context = nft_ctx_new(NFT_CTX_DEFAULT);
    if (context == nullptr) return base::fail_errno("cannot start libnftables", errno);
    NftLibrary library(context);
    if (nft_ctx_buffer_output(context) != 0 || nft_ctx_buffer_error(context) != 0)
        return base::fail_errno("cannot start libnftables", ENOMEM);
    return library;
}

base::Result<std::string> NftLibrary::run(const std::string& commands) {
    return run(commands, text_flags);
}

base::Result<std::string> NftLibrary::run(const std::string& commands, unsigned flags) {
    nft_ctx_output_set_flags(context_.get(), flags);
    const int failed = nft_run_cmd_from_buffer(context_.get(), commands.c_str());
    // Reading a buffer empties it for the next call.
    const std::string output = nft_ctx_get_output_buffer(context_.get());
    const std::string words = nft_ctx_get_error_buffer(context_.get());
    if (failed == 0) return output;
    const int reason = reason_in(words);
    if (reason == EPERM)
        return base::fail("nftables: not permitted; run as root or with CAP_NET_ADMIN", EPERM);
    return base::fail("nftables refused: " + words, reason);
}

base::Result<nlohmann::json> NftLibrary::list(const std::string& command) {
    const base::Result<std::string> text = run(command, text_flags | NFT_CTX_OUTPUT_JSON);
    if (!text) return std::unexpected(text.error());
    const nlohmann::json document = nlohmann::json::parse(*text, nullptr, false);
    const auto items = document.is_object() ? document.find("nftables") : document.end();
    if (items == document.end() || !items->is_array())
        return base::fail("libnftables answered \"" + command + "\" with something not understood");
    return *items;
}

}  // namespace gate64::nat64ctl::firewall
