// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the tests of this folder stand on: a folder of their own that is gone at the end, and a
// network namespace of their own in which links, addresses and routes are made over netlink.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/net/address.h"

namespace gate64::nat64ctl::system::test {

/// A new folder below the system's temporary one.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// Makes the file with the folders above it. `name` starts with '/'. The whole path.
    std::string put(const std::string& name, std::string_view content) const;
    [[nodiscard]] std::string read(const std::string& name) const;

  private:
    std::string path_;
};

/// Runs `work` on a thread in a fresh network namespace, which goes with the thread. False: this
/// user may not make one.
[[nodiscard]] bool in_own_namespace(const std::function<void()>& work);

// In the calling thread's namespace; a failure fails the test.
void add_veth(const std::string& name, const std::string& peer);
void set_up(const std::string& name);
void add_address(const std::string& interface, const net::IpAddress& address, unsigned length);
struct Route {
    net::IpAddress destination;
    unsigned length = 0;
    std::uint8_t type = 1;      ///< RTN_UNICAST
    std::uint8_t protocol = 4;  ///< RTPROT_STATIC
    std::string interface{};
    std::optional<net::IpAddress> gateway{};
};
void add_route(const Route& route);

}  // namespace gate64::nat64ctl::system::test
