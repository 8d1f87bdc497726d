// SPDX-License-Identifier: Apache-2.0
#pragma once
// The forms a text value can have: from the text alone to a value of the model. Shared by the
// file's rows and the command line. Every error quotes what it refuses. Pure, any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/error.h"
#include "shared/config/model.h"

namespace gate64::config {

/// Where to listen for DNS; port 53 when absent; not port 0 and no multicast address.
[[nodiscard]] base::Result<net::Endpoint> parse_listen(std::string_view text);
/// A server to ask; port 53 when absent; a unicast address.
[[nodiscard]] base::Result<net::Endpoint> parse_server(std::string_view text);
/// Port 9464 when absent; "" is off.
[[nodiscard]] base::Result<std::optional<net::Endpoint>> parse_metrics(std::string_view text);

/// An entry of a list of clients: both families.
[[nodiscard]] base::Result<net::AclEntry> parse_client_entry(std::string_view text);
/// An entry of `mapped`: IPv4 only.
[[nodiscard]] base::Result<net::AclEntry> parse_ipv4_entry(std::string_view text);
/// An entry of `exclude`: IPv6 only.
[[nodiscard]] base::Result<net::AclEntry> parse_ipv6_entry(std::string_view text);

/// Lengths and the rest are judged with the suffix, by the checks of the whole file.
[[nodiscard]] base::Result<net::Ipv6Prefix> parse_ipv6_prefix(std::string_view text);
[[nodiscard]] base::Result<net::Ipv4Address> parse_ipv4(std::string_view text);
[[nodiscard]] base::Result<net::Ipv6Address> parse_ipv6(std::string_view text);

[[nodiscard]] base::Result<dns::Name> parse_domain(std::string_view text);
/// A user name of the system, at most 32 octets, or "".
[[nodiscard]] base::Result<std::string> parse_user(std::string_view text);
/// An absolute path, without control characters.
[[nodiscard]] base::Result<std::string> parse_path(std::string_view text);
/// An absolute path that fits a local socket's address (107 octets), or "".
[[nodiscard]] base::Result<std::string> parse_socket_path(std::string_view text);

/// [A-Za-z0-9_-]{1,15}
[[nodiscard]] base::Result<std::string> parse_instance(std::string_view text);
/// A /24 or longer of unicast addresses.
[[nodiscard]] base::Result<net::Ipv4Prefix> parse_pool4(std::string_view text);
/// "61000-65535" or "80"; from 1.
[[nodiscard]] base::Result<PortRange> parse_ports(std::string_view text);
/// Address and port of a binding, each of its family, both needed.
[[nodiscard]] base::Result<net::Endpoint> parse_bib_ipv6(std::string_view text);
[[nodiscard]] base::Result<net::Endpoint> parse_bib_ipv4(std::string_view text);

}  // namespace gate64::config
