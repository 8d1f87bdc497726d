// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/session_rows.h"

#include "nat64ctl/commands/arguments.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr cli::Column text_columns[] = {
    {"protocol", "PROTOCOL"}, {"client", "CLIENT"},
    {"pool4", "THROUGH"},     {"server", "SERVER"},
    {"state", "STATE"},       {"expires", "EXPIRES", cli::Column::Align::right},
};
constexpr cli::Column data_columns[] = {
    {"protocol", ""}, {"client", ""},      {"client_port", ""}, {"pool4", ""}, {"pool4_port", ""},
    {"server", ""},   {"server_port", ""}, {"server6", ""},     {"state", ""}, {"expires_ms", ""},
};

// UDP and ICMP have one state only; the kernel calls it established.
cli::Cell state_of(const jool::Session& session) {
    if (session.protocol != jool::Protocol::tcp) return nullptr;
    return name_of(session.state);
}

}  // namespace

std::string time_left_text(std::uint32_t ms) {
    const std::uint32_t seconds = ms / 1000;
    if (seconds >= 3600) {
        return std::to_string(seconds / 3600) + 'h' + std::to_string(seconds / 60 % 60) + 'm';
    }
    if (seconds >= 60)
        return std::to_string(seconds / 60) + 'm' + std::to_string(seconds % 60) + 's';
    return std::to_string(seconds) + 's';
}

SessionRows::SessionRows(cli::Output& out) : out_(out) {
    if (out.format() == cli::Format::text) {
        out.begin_table(text_columns);
    } else {
        out.begin_table(data_columns);
    }
}

void SessionRows::add(const jool::Session& session) {
    ++count_;
    if (out_.format() == cli::Format::text) {
        const cli::Cell cells[] = {name_of(session.protocol), text_of(session.src6),
                                   text_of(session.src4),     text_of(session.dst4),
                                   state_of(session),         time_left_text(session.expires_ms)};
        out_.row(cells);
        return;
    }
    const cli::Cell cells[] = {name_of(session.protocol), session.src6.address.text(),
                               session.src6.port,         session.src4.address.text(),
                               session.src4.port,         session.dst4.address.text(),
                               session.dst4.port,         session.dst6.address.text(),
                               state_of(session),         session.expires_ms};
    out_.row(cells);
}

}  // namespace gate64::nat64ctl::commands
