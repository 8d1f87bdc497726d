// SPDX-License-Identifier: Apache-2.0
#pragma once
// Notices when an address of this host comes or goes (RTM_NEWADDR, RTM_DELADDR): what may never be
// synthesized and who is directly connected depend on it. Main thread only.

#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::process {

class AddressWatch {
  public:
    [[nodiscard]] static base::Result<AddressWatch> start();

    /// Readable when something changed.
    [[nodiscard]] int fd() const noexcept { return socket_.get(); }
    /// Takes all notices there are. Whether an address changed; overflow counts as a change.
    [[nodiscard]] bool changed() const noexcept;

  private:
    explicit AddressWatch(base::UniqueFd socket) noexcept : socket_(std::move(socket)) {}
    base::UniqueFd socket_;
};

}  // namespace gate64::dns64d::process
