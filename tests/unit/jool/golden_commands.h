// SPDX-License-Identifier: Apache-2.0
#pragma once
// The reference command's words as the request that our codecs make of them. Only as much of its
// grammar as the recordings use; for the golden tests.

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "shared/jool/bib_codec.h"
#include "shared/jool/global_codec.h"
#include "shared/jool/instance_codec.h"
#include "shared/jool/pool4_codec.h"
#include "shared/jool/session_codec.h"
#include "shared/jool/stats.h"
#include "shared/jool/stats_codec.h"
#include "tests/unit/jool/golden.h"

namespace gate64::jool::golden {

class Command {
  public:
    explicit Command(const Exchange& exchange) : words_(exchange.words) {
        target_ = {exchange.family, exchange.version, "default"};
        if (const auto name = option("-i")) target_.instance = *name;
        for (const auto& word : words_)
            if (!word.starts_with("-")) plain_.push_back(word);
    }

    [[nodiscard]] const Target& target() const { return target_; }
    [[nodiscard]] std::string verb() const { return plain_.at(0) + " " + plain_.at(1); }
    [[nodiscard]] Protocol protocol() const {
        if (has("--udp")) return Protocol::udp;
        return has("--icmp") ? Protocol::icmp : Protocol::tcp;
    }

    /// The request of a command that is one request; nothing for others.
    [[nodiscard]] std::optional<Octets> request() {
        const auto made = encode();
        if (!made) return std::nullopt;
        return made->value();
    }

  private:
    [[nodiscard]] bool has(const std::string& word) const {
        return std::find(words_.begin(), words_.end(), word) != words_.end();
    }
    /// Takes "--name value" out of the words.
    std::optional<std::string> option(const std::string& name) {
        const auto at = std::find(words_.begin(), words_.end(), name);
        if (at == words_.end()) return std::nullopt;
        const std::string value = *(at + 1);
        words_.erase(at, at + 2);
        return value;
    }
    [[nodiscard]] std::string argument(std::size_t i) const { return plain_.at(2 + i); }

    std::optional<base::Result<Octets>> encode() {
        const std::string what = verb();
        if (what == "instance display") return encode_instance_foreach(target_);
        if (what == "instance flush") return encode_instance_flush(target_);
        if (what == "instance status") return encode_instance_hello(target_);
        if (what == "instance add") return instance_add();
        if (what == "instance remove") {
            target_.instance = argument(0);
            return encode_instance_rm(target_);
        }
        if (what == "global display") return encode_global_foreach(target_);
        if (what == "global update") return global_update();
        if (what == "stats display") return encode_stats_foreach(target_);
        if (what == "pool4 display") return encode_pool4_foreach(target_, protocol());
        if (what == "pool4 flush") return encode_pool4_flush(target_, has("--quick"));
        if (what == "pool4 add") return encode_pool4_add(target_, pool4(), false);
        if (what == "pool4 remove") return encode_pool4_rm(target_, pool4(), has("--quick"));
        if (what == "bib display") return encode_bib_foreach(target_, protocol());
        if (what == "bib add") return encode_bib_add(target_, bib());
        // With one address only, which is a form of the request that we do not use.
        if (what == "bib remove" && plain_.size() == 4) return encode_bib_rm(target_, bib());
        if (what == "session display") return encode_session_foreach(target_, protocol());
        if (what == "joold advertise") return encode_joold_advertise(target_);
        return std::nullopt;
    }

    base::Result<Octets> instance_add() {
        const std::string pool6 = words_.back();
        target_.instance = argument(0);
        return encode_instance_add(target_,
                                   has("--iptables") ? Framework::iptables : Framework::netfilter,
                                   net::Ipv6Prefix::parse(pool6).value());
    }

    /// "0:06:40" or "1500", which are seconds and milliseconds, are "400000ms" and "1500ms".
    static std::string our_form(const Global& global, const std::string& value) {
        if (global.kind != GlobalKind::duration) return value;
        std::istringstream parts(value);
        std::uint64_t seconds = 0;
        if (value.find(':') == std::string::npos) return value + "ms";
        for (std::string part; std::getline(parts, part, ':');)
            seconds = seconds * 60 + std::stoul(part);
        return std::to_string(seconds) + "s";
    }

    base::Result<Octets> global_update() const {
        const Global& global = *find_global(argument(0));
        const auto value = parse_global(global, our_form(global, argument(1)));
        if (!value) return std::unexpected(value.error());
        const GlobalSetting setting{global.id, *value};
        return encode_global_update(target_, {&setting, 1});
    }

    Pool4Entry pool4() {
        Pool4Entry entry{.mark = 0, .protocol = protocol(), .prefix = {}, .iterations = {}};
        if (const auto mark = option("--mark"))
            entry.mark = static_cast<std::uint32_t>(std::stoul(*mark));
        if (const auto count = option("--max-iterations")) {
            entry.iterations = MaxIterations{MaxIterations::Mode::count,
                                             static_cast<std::uint32_t>(std::stoul(*count))};
        }
        std::vector<std::string> plain;
        for (const auto& word : words_)
            if (!word.starts_with("-")) plain.push_back(word);
        entry.prefix = net::Ipv4Prefix::parse(plain.at(2)).value();
        const std::string& range = plain.at(3);
        entry.port_min = static_cast<std::uint16_t>(std::stoul(range));
        entry.port_max = static_cast<std::uint16_t>(std::stoul(range.substr(range.find('-') + 1)));
        return entry;
    }

    BibEntry bib() const {
        const auto split = [](const std::string& text) {
            const std::size_t at = text.find('#');
            return std::pair(text.substr(0, at),
                             static_cast<std::uint16_t>(std::stoul(text.substr(at + 1))));
        };
        const auto [six, six_port] = split(argument(0));
        const auto [four, four_port] = split(argument(1));
        return {.protocol = protocol(),
                .src6 = {net::Ipv6Address::parse(six).value(), six_port},
                .src4 = {net::Ipv4Address::parse(four).value(), four_port}};
    }

    Target target_;
    std::vector<std::string> words_;
    std::vector<std::string> plain_;
};

}  // namespace gate64::jool::golden
