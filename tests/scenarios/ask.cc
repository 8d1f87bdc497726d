// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/ask.h"

#include <map>

#include "shared/dns/message.h"
#include "shared/dns/writer.h"
#include "tests/scenarios/script.h"

namespace gate64::scenarios {

namespace {

namespace pipeline = dns64d::pipeline;

constexpr std::uint16_t query_id = 0x6464;
/// Octets of an OPT record without options, and where its version is.
constexpr std::size_t opt_bytes = 11;
constexpr std::size_t opt_version_offset = 6;

struct Options {
    std::uint16_t flags = dns::flag::rd;
    std::uint16_t klass = dns::klass::in;
    std::uint8_t version = 0;
    bool edns = true;
    dns::OptFields opt;
};

bool apply_number(const std::string& key, const std::string& text, Options& options) {
    const auto number = static_cast<std::uint16_t>(std::stoi(text));
    if (key == "size")
        options.opt.udp_size = number;
    else if (key == "class")
        options.klass = number;
    else if (key == "opcode")
        options.flags |= static_cast<std::uint16_t>(number << 11);
    else if (key == "version")
        options.version = static_cast<std::uint8_t>(number);
    else
        return false;
    return true;
}

bool apply_word(const std::string& word, Options& options, pipeline::ReplyPath& path) {
    const std::map<std::string, std::uint16_t> bits = {{"cd", dns::flag::cd},
                                                       {"ad", dns::flag::ad},
                                                       {"qr", dns::flag::qr},
                                                       {"tc", dns::flag::tc},
                                                       {"aa", dns::flag::aa}};
    if (const auto bit = bits.find(word); bit != bits.end()) {
        options.flags |= bit->second;
    } else if (word == "do") {
        options.opt.dnssec_ok = true;
    } else if (word == "nord") {
        options.flags &= static_cast<std::uint16_t>(~dns::flag::rd);
    } else if (word == "noedns") {
        options.edns = false;
    } else if (word == "tcp") {
        path.transport = pipeline::Transport::tcp;
    } else if (word.starts_with("client=")) {
        const auto client = net::IpAddress::parse(word.substr(7));
        if (!client) return false;
        path.peer.address = *client;
    } else {
        const auto equals = word.find('=');
        return equals != std::string::npos &&
               apply_number(word.substr(0, equals), word.substr(equals + 1), options);
    }
    return true;
}

}  // namespace

base::Result<Ask> make_ask(const std::string& text) {
    const auto words = split_words(text);
    if (words.size() < 2) return base::fail("expected NAME TYPE");
    const auto name = dns::Name::parse(words[0]);
    const auto type = dns::parse_type(words[1]);
    if (!name || !type) return base::fail("bad name or type");
    Ask ask;
    ask.path.peer = {*net::IpAddress::parse("2001:db8::1"), 5353, 0};
    Options options;
    for (std::size_t i = 2; i < words.size(); ++i) {
        if (!apply_word(words[i], options, ask.path)) {
            return base::fail("unknown word \"" + words[i] + "\"");
        }
    }
    ask.message.resize(dns::message_bytes_max);
    dns::MessageWriter writer(ask.message);
    writer.start(query_id, options.flags);
    writer.question(*name, *type, options.klass);
    if (options.edns) (void)writer.opt(options.opt);
    ask.message.resize(writer.message().size());
    if (options.edns) {
        ask.message[ask.message.size() - opt_bytes + opt_version_offset] = options.version;
    }
    ask.question = {.name = *name,
                    .type = *type,
                    .flags = {.rd = (options.flags & dns::flag::rd) != 0,
                              .cd = (options.flags & dns::flag::cd) != 0,
                              .dnssec_ok = options.opt.dnssec_ok,
                              .ad = (options.flags & dns::flag::ad) != 0},
                    .client = ask.path.peer.address};
    return ask;
}

}  // namespace gate64::scenarios
