// SPDX-License-Identifier: Apache-2.0
#pragma once
// A netfilter netlink socket: sends what nf_messages made and hands over the answers. Bound to the
// network namespace of the thread that opened it; one request at a time.

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "shared/base/error.h"

struct mnl_socket;
struct nlmsghdr;

namespace gate64::nat64ctl::firewall {

class NfSocket {
  public:
    [[nodiscard]] static base::Result<NfSocket> open();

    /// Sends a transaction; the kernel does all of it or gives the reason of the first refusal.
    [[nodiscard]] base::Result<void> commit(const std::vector<std::uint8_t>& batch);

    /// Sends a dump request and shows every answer to `see`. errno EINTR: the rules changed
    /// meanwhile, ask again.
    [[nodiscard]] base::Result<void> dump(const std::vector<std::uint8_t>& request,
                                          const std::function<void(const nlmsghdr*)>& see);

  private:
    struct Close {
        void operator()(mnl_socket* socket) const noexcept;
    };
    explicit NfSocket(mnl_socket* socket) noexcept : socket_(socket) {}

    std::unique_ptr<mnl_socket, Close> socket_;
};

}  // namespace gate64::nat64ctl::firewall
