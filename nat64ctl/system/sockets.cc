// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/sockets.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <set>
#include <tuple>

#include "nat64ctl/system/small_file.h"
#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::system {
namespace {

constexpr std::uint32_t state_listen = 0x0A;  // TCP_LISTEN of the kernel's tcp_states.h
constexpr std::size_t line_octets_max = 4096;

struct ByPort {
    bool operator()(const model::SocketFact& a, const model::SocketFact& b) const noexcept {
        return std::tie(a.protocol, a.port, a.address) < std::tie(b.protocol, b.port, b.address);
    }
};
using Found = std::set<model::SocketFact, ByPort>;

struct Table {
    const char* name;
    jool::Protocol protocol;
};
constexpr Table tables[] = {
    {"tcp", jool::Protocol::tcp},
    {"tcp6", jool::Protocol::tcp},
    {"udp", jool::Protocol::udp},
    {"udp6", jool::Protocol::udp},
};

std::string_view take_word(std::string_view& line) {
    line = trimmed(line);
    const auto end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(word.size());
    return word;
}

std::optional<std::uint32_t> hex(std::string_view text) {
    std::uint32_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

/// 32-bit words, each printed as a number of the host's byte order.
std::optional<net::IpAddress> address_of(std::string_view text) {
    std::array<std::uint8_t, 16> octets{};
    if (text.size() != 8 && text.size() != 32) return std::nullopt;
    for (std::size_t i = 0; i < text.size() / 8; ++i) {
        const auto word = hex(text.substr(i * 8, 8));
        if (!word) return std::nullopt;
        std::memcpy(octets.data() + i * 4, &*word, 4);
    }
    if (text.size() == 8) return net::Ipv4Address::from_wire(octets.data());
    return net::Ipv6Address(octets);
}

/// Line by line, so that a table of any length takes one buffer. A longer line is cut.
template <typename Visit>
base::Result<void> each_line(const std::string& path, const Visit& visit) {
    const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) return base::fail_errno("cannot read " + path, errno);
    std::array<char, 65536> piece{};
    std::string line;
    for (;;) {
        const ssize_t got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return base::fail_errno("cannot read " + path, errno);
        if (got == 0) return {};
        for (const char c : std::string_view(piece.data(), static_cast<std::size_t>(got))) {
            if (c != '\n') {
                if (line.size() < line_octets_max) line += c;
                continue;
            }
            visit(line);
            line.clear();
        }
    }
}

}  // namespace

std::optional<model::SocketFact> parse_socket_line(std::string_view line, jool::Protocol protocol) {
    take_word(line);  // the row's number
    const std::string_view local = take_word(line);
    take_word(line);  // the other end
    const auto state = hex(take_word(line));
    const auto colon = local.find(':');
    if (!state || colon == std::string_view::npos) return std::nullopt;
    if (protocol == jool::Protocol::tcp && *state != state_listen) return std::nullopt;
    const auto address = address_of(local.substr(0, colon));
    const auto port = hex(local.substr(colon + 1));
    if (!address || !port || *port == 0 || *port > 65535) return std::nullopt;
    return model::SocketFact{protocol, *address, static_cast<std::uint16_t>(*port)};
}

base::Result<std::vector<model::SocketFact>> read_sockets(const model::PortSet& tcp,
                                                          const model::PortSet& udp,
                                                          const std::string& root) {
    Found found;
    for (const Table& table : tables) {
        const model::PortSet& ports = table.protocol == jool::Protocol::tcp ? tcp : udp;
        if (ports.empty()) continue;
        const auto read =
            each_line(root + "/proc/thread-self/net/" + table.name, [&](std::string_view line) {
                const auto socket = parse_socket_line(line, table.protocol);
                if (!socket || !model::contains(ports, socket->port)) return;
                if (found.size() < sockets_max) found.insert(*socket);
            });
        // A kernel without IPv6 has no tables of it.
        if (!read && read.error().errno_value != ENOENT) return std::unexpected(read.error());
    }
    return std::vector<model::SocketFact>(found.begin(), found.end());
}

}  // namespace gate64::nat64ctl::system
