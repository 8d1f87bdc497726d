// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/session_filter.h"

#include "nat64ctl/commands/arguments.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr jool::TcpState states[] = {
    jool::TcpState::established, jool::TcpState::v6_init,    jool::TcpState::v4_init,
    jool::TcpState::v4_fin_rcv,  jool::TcpState::v6_fin_rcv, jool::TcpState::v4_fin_v6_fin_rcv,
    jool::TcpState::trans,
};

// "V4_FIN_RCV" and "v4-fin-rcv" alike.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '_') {
            out += '-';
        } else {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        }
    }
    return out;
}

base::Result<jool::TcpState> parse_state(std::string_view text) {
    std::string known;
    for (const jool::TcpState state : states) {
        const std::string word = plain(name_of(state));
        if (word == plain(text)) return state;
        known += (known.empty() ? "" : ", ") + word;
    }
    return base::fail("\"" + std::string(text) + "\" is no state: " + known);
}

std::unexpected<base::Error> wrong(std::string_view option, const base::Error& error) {
    return base::fail(std::string(option) + ": " + error.message);
}

}  // namespace

base::Result<SessionFilter> SessionFilter::make(const FilterTexts& texts) {
    SessionFilter filter;
    if (!texts.client.empty()) {
        const auto client = net::Ipv6Prefix::parse(texts.client);
        if (!client) return wrong("--client", client.error());
        filter.client_ = *client;
    }
    if (!texts.server.empty()) {
        const auto server = net::IpPrefix::parse(texts.server);
        if (!server) return wrong("--server", server.error());
        filter.server_ = *server;
    }
    if (!texts.protocol.empty()) {
        const auto protocol = parse_protocol(texts.protocol);
        if (!protocol) return wrong("--protocol", protocol.error());
        filter.protocol_ = *protocol;
    }
    if (!texts.state.empty()) {
        const auto state = parse_state(texts.state);
        if (!state) return wrong("--state", state.error());
        filter.state_ = *state;
    }
    return filter;
}

bool SessionFilter::wants(jool::Protocol protocol) const noexcept {
    if (state_ && protocol != jool::Protocol::tcp) return false;
    return !protocol_ || *protocol_ == protocol;
}

bool SessionFilter::matches(const jool::Session& session) const noexcept {
    if (!wants(session.protocol)) return false;
    if (client_ && !client_->contains(session.src6.address)) return false;
    if (server_ && !server_->contains(session.dst4.address) &&
        !server_->contains(session.dst6.address)) {
        return false;
    }
    return !state_ || *state_ == session.state;
}

bool SessionFilter::matches(const jool::BibEntry& entry) const noexcept {
    return (!protocol_ || *protocol_ == entry.protocol) &&
           (!client_ || client_->contains(entry.src6.address));
}

std::vector<std::string> session_state_words() {
    std::vector<std::string> words;
    for (const jool::TcpState state : states)
        words.push_back(plain(name_of(state)));
    return words;
}

}  // namespace gate64::nat64ctl::commands
