// SPDX-License-Identifier: Apache-2.0
// Any text as a configuration: it parses or it is refused with errors that stand inside it. What
// parses keeps the promises of the model, and parses the same again behind a comment line.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/check.h"
#include "shared/config/parse.h"

namespace {

using gate64::config::Config;
using gate64::config::Diagnostic;

void check_errors(const gate64::config::Diagnostics& errors, std::string_view text) {
    const auto lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n')) + 2;
    CHECK(!errors.empty());
    for (const Diagnostic& error : errors) {
        CHECK(!error.message.empty());
        CHECK(error.line <= lines);
        CHECK(!error.text().empty());
    }
}

void check_config(const Config& config) {
    CHECK(!config.dns64d.listen.empty());
    for (const auto& listen : config.dns64d.listen)
        CHECK(listen.value.port != 0);
    CHECK(config.dns64d.edns_size >= 512 && config.dns64d.edns_size <= 1232);
    for (const auto& upstream : config.upstreams) {
        CHECK(!upstream.zone || !upstream.servers.empty());
    }
    for (const auto& policy : config.dns64) {
        CHECK(policy.pref64.prefix() == policy.prefix.value);
        CHECK(policy.pref64.prefix().address()[8] == 0 || policy.prefix.value.length() <= 64);
    }
    if (!config.nat64) return;
    CHECK(config.nat64->pool6.has_value());
    CHECK(!config.nat64->instance.empty() && config.nat64->instance.size() <= 15);
    for (const auto& pool : config.nat64->pool4)
        CHECK(pool.ports.first <= pool.ports.last);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto config = gate64::config::parse(text, "fuzz");
    if (!config) {
        check_errors(config.error(), text);
        return 0;
    }
    check_config(*config);
    const bool marked = text.starts_with("\xEF\xBB\xBF");
    const auto again =
        gate64::config::parse("# the same\n" + (marked ? text.substr(3) : text), "fuzz");
    CHECK(again.has_value() && *again == *config);
    CHECK(gate64::config::changed_at_start_only(*config, *again).empty());
    return 0;
}
