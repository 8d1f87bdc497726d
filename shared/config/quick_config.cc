// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "shared/config/parse.h"
#include "shared/config/schema.h"
#include "shared/config/texts.h"
#include "shared/config/units.h"
#include "shared/config/validate.h"

namespace gate64::config {
namespace {

struct FlagOfKey {
    std::string_view key;
    std::string_view flag;
};

// validate() speaks of keys; on the command line they are flags.
constexpr std::array flags = {
    FlagOfKey{"listen", "--listen"},
    FlagOfKey{"servers", "--upstream"},
    FlagOfKey{"prefix", "--prefix"},
};

std::string as_flag(const std::string& message) {
    for (const FlagOfKey& known : flags) {
        if (message.starts_with(std::string(known.key) + ':')) {
            return std::string(known.flag) + message.substr(known.key.size());
        }
    }
    return message;
}

// Each of `values` through `parse` to `store`; errors name `flag`.
template <typename Parse, typename Store>
void take(std::string_view flag, const std::vector<std::string>& values, Parse parse, Store store,
          DiagnosticSink& sink) {
    for (const std::string& value : values) {
        auto parsed = parse(value);
        if (parsed) {
            store(*parsed);
        } else {
            sink.error({}, std::string(flag) + ": " + parsed.error().message);
        }
    }
}

void take_shards(const std::string& text, Config& config, DiagnosticSink& sink) {
    if (text.empty()) return;
    const auto rows = dns64d_settings();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [](const Setting& setting) { return setting.key == "shards"; });
    const auto shards = parse_decimal(text);
    if (!shards || *shards > row->max) {
        sink.error({}, "--shards: \"" + text + "\" is not a number from " + range_text(*row));
        return;
    }
    config.dns64d.shards = static_cast<std::uint32_t>(*shards);
}

}  // namespace

base::Result<Config> quick_config(const QuickArguments& arguments) {
    DiagnosticSink sink("");
    Config config;
    config.dns64d.user.clear();
    config.dns64d.control.clear();
    config.dns64d.metrics.reset();
    if (!arguments.listen.empty()) config.dns64d.listen.clear();
    take(
        "--listen", arguments.listen, parse_listen,
        [&](const net::Endpoint& at) { config.dns64d.listen.push_back({at, {}}); }, sink);
    if (!arguments.upstream.empty()) config.upstreams.emplace_back();
    take(
        "--upstream", arguments.upstream, parse_server,
        [&](const net::Endpoint& at) { config.upstreams.front().servers.push_back({at, {}}); },
        sink);
    take(
        "--prefix", arguments.prefix, parse_ipv6_prefix,
        [&](const net::Ipv6Prefix& prefix) { config.dns64.emplace_back().prefix.value = prefix; },
        sink);
    take_shards(arguments.shards, config, sink);
    BadSettings bad;
    if (!sink.empty()) bad = {"dns64d.listen", "upstream.servers"};
    validate(config, bad, sink);
    if (sink.empty()) return config;
    std::string message;
    for (const Diagnostic& diagnostic : sink.take()) {
        message += (message.empty() ? "" : "; ") + as_flag(diagnostic.text());
    }
    return base::fail(std::move(message));
}

}  // namespace gate64::config
