// SPDX-License-Identifier: Apache-2.0
#pragma once
// The kernel behind a generic netlink socket. The socket works in the network namespace of the
// thread that calls, so open and use it on one thread (namespace_thread.h).

#include <chrono>
#include <memory>
#include <string>

#include "shared/jool_client/transport.h"

struct nl_sock;

namespace gate64::jool {

struct SocketOptions {
    /// Where the loaded module says its version; tests give another place.
    std::string version_file = "/sys/module/jool/version";
    /// The family to talk to; tests take one that every kernel has.
    std::string family_name = "Jool";
    /// How long a reply may take. The kernel answers before sendmsg() returns, but waits its turn
    /// behind every other user of generic netlink.
    std::chrono::milliseconds reply_timeout{5'000};
};

/// Jool's module in the running kernel.
class SocketTransport final : public Transport {
  public:
    /// ENOENT: the module is not loaded. EPERM: sockets of this kind are forbidden. EPROTO: the
    /// module does not say its version.
    [[nodiscard]] static base::Result<std::unique_ptr<SocketTransport>> open(
        const SocketOptions& options = {});

    [[nodiscard]] const TransportFacts& facts() const noexcept override { return facts_; }
    /// Looks the family up once more when the module was loaded anew meanwhile. ETIMEDOUT: no
    /// reply; EMSGSIZE: a reply larger than any the module sends.
    [[nodiscard]] base::Result<std::vector<std::uint8_t>> exchange(base::Bytes request,
                                                                   bool expects_reply) override;

  private:
    struct SocketDeleter {
        void operator()(nl_sock* socket) const noexcept;
    };
    using SocketPtr = std::unique_ptr<nl_sock, SocketDeleter>;

    SocketTransport(SocketPtr socket, const TransportFacts& facts, SocketOptions options) noexcept
        : socket_(std::move(socket)), facts_(facts), options_(std::move(options)) {}
    [[nodiscard]] base::Result<std::vector<std::uint8_t>> exchange_once(base::Bytes request,
                                                                        bool expects_reply);
    [[nodiscard]] base::Result<void> send(base::Bytes request, std::uint32_t sequence);
    [[nodiscard]] base::Result<std::vector<std::uint8_t>> receive(std::uint32_t sequence);

    SocketPtr socket_;
    TransportFacts facts_;
    SocketOptions options_;
};

/// What /sys/module/jool/version holds. ENOENT: the module is not loaded.
[[nodiscard]] base::Result<Version> read_module_version(const std::string& version_file);

}  // namespace gate64::jool
