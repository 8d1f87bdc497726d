// SPDX-License-Identifier: Apache-2.0
#pragma once
// A Jool module in memory, for tests: it reads the very octets a Client sends, keeps instances with
// their settings, pool4, bindings and sessions, and answers in octets as the kernel does (fused
// ranges, pages of about 3.7 KB, both kinds of refusal). Its state is public, so that a test sets a
// scene and looks at the result. Nothing is translated. One thread.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/jool/globals.h"
#include "shared/jool/message.h"
#include "shared/jool/pool_set.h"
#include "shared/jool_client/client.h"
#include "shared/jool_client/transport.h"

namespace gate64::jool {

struct FakeInstance {
    std::uint32_t ns = 1;
    Framework framework = Framework::netfilter;
    std::map<std::uint16_t, GlobalValue> globals;  ///< all that the version has
    PoolSet pool4;
    std::vector<BibEntry> bib;      ///< in any order; listed sorted
    std::vector<Session> sessions;  ///< likewise
    std::map<std::uint16_t, std::uint64_t> counters;
    int advertised = 0;  ///< times JOOLD_ADVERTISE came

    /// Sessions beside those of `sessions`, made when they are listed: number `i` of
    /// `generated_count`, in the kernel's order, so that a million cost no memory.
    std::function<Session(std::size_t i)> generate_session;
    std::size_t generated_count = 0;
    std::function<BibEntry(std::size_t i)> generate_bib;
    std::size_t generated_bib_count = 0;
};

class FakeJool {
  public:
    explicit FakeJool(Version module = {4, 1, 9, 0}) : version(module) {}

    /// A client that talks to this fake, which must outlive it.
    [[nodiscard]] std::unique_ptr<Client> connect();
    /// The scene: an instance with default settings. Replaces one of that name.
    FakeInstance& add(const std::string& name, const std::string& pool6 = "64:ff9b::/96",
                      Framework framework = Framework::netfilter);
    /// REQUIRES: there is one.
    [[nodiscard]] FakeInstance& at(const std::string& name) { return instances.at(name); }

    // What goes wrong. Requests are counted from 1.
    /// Request number `nth` from now on is refused as by Jool, with no effect.
    void fail(std::size_t nth, int errno_value, const std::string& words = "");
    /// ... as by netlink itself (NLMSG_ERROR).
    void fail_in_netlink(std::size_t nth, int errno_value);
    /// ... is done, but its reply is lost.
    void lose_reply(std::size_t nth);
    /// Runs before request number `nth` from now is handled: somebody else changes the table.
    void before(std::size_t nth, std::function<void()> action);

    /// The whole kernel: a request's octets to the reply's.
    [[nodiscard]] base::Result<Octets> handle(base::Bytes request);

    Version version;
    std::uint16_t family = 0x20;
    std::map<std::string, FakeInstance> instances;  ///< of this namespace
    std::vector<Instance> elsewhere;                ///< of other namespaces; listed, never found
    bool may_write = true;                          ///< false: EPERM for all but statistics
    std::size_t page_bytes = 3700;                  ///< attributes of one reply
    /// ip_local_port_range; from 4.1.15 on, pool4 that overlaps it needs `force`.
    std::uint16_t ephemeral_min = 32768;
    std::uint16_t ephemeral_max = 60999;
    std::vector<MessageHead> requests;  ///< all that came
    bool keeps_requests = true;         ///< false for tests of constant memory

  private:
    friend class FakeHandler;
    struct Candidate {
        std::optional<FakeInstance> instance;
        std::string name;
    };
    struct Fault {
        int errno_value = 0;
        std::string words{};
        bool is_netlink = false;
        bool is_lost = false;
        std::function<void()> action{};
    };

    std::size_t count_ = 0;
    std::map<std::size_t, Fault> faults_;  ///< by request number
    Candidate candidate_;                  ///< of the atomic configuration under way
};

/// A transport that answers from a list of replies, or by a function. For what the fake cannot do:
/// replies that make no sense.
class RecordedTransport final : public Transport {
  public:
    using Handler = std::function<base::Result<Octets>(base::Bytes request)>;
    RecordedTransport(TransportFacts facts, Handler handler)
        : facts_(facts), handler_(std::move(handler)) {}

    [[nodiscard]] const TransportFacts& facts() const noexcept override { return facts_; }
    [[nodiscard]] base::Result<std::vector<std::uint8_t>> exchange(base::Bytes request,
                                                                   bool) override {
        return handler_(request);
    }

  private:
    TransportFacts facts_;
    Handler handler_;
};

/// Replies as the kernel writes them, to `head` (a request's).
[[nodiscard]] Octets jool_error(const MessageHead& head, int errno_value, const std::string& words);
[[nodiscard]] Octets netlink_error(base::Bytes request, int errno_value);

}  // namespace gate64::jool
