// SPDX-License-Identifier: Apache-2.0
#pragma once
// One pipeline in a world without sockets: a clock that only moves when told, an upstream that
// follows the script, and clients whose answers are kept.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "dns64d/pipeline/pipeline.h"
#include "shared/dns/message.h"
#include "tests/scenarios/script.h"

namespace gate64::scenarios {

/// Numbers that are the same in every run.
class FixedRandom final : public base::Random {
  public:
    [[nodiscard]] std::uint64_t next() noexcept override {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return state_ ^ (state_ >> 29);
    }

  private:
    std::uint64_t state_ = 64;
};

struct Received {
    std::vector<std::uint8_t> message;
    base::Duration after{0};
};

class World final : public dns64d::pipeline::Effects {
  public:
    explicit World(std::shared_ptr<const dns64d::model::Settings> settings);

    void set_replies(const Replies& replies);
    void apply(std::shared_ptr<const dns64d::model::Settings> settings);
    void flush(const dns::Name& name) { (void)pipeline_.flush(name); }
    /// Sends a query and lets time pass until it is answered, at most ten seconds.
    [[nodiscard]] std::optional<Received> ask(const dns64d::pipeline::ReplyPath& path,
                                              base::Bytes query);
    /// The same for an explanation; what it says is in told().
    [[nodiscard]] std::optional<Received> explain(const dns64d::pipeline::Question& question);
    /// "stage: text" of the last explanation.
    [[nodiscard]] const std::vector<std::string>& told() const { return told_; }
    void wait(base::Duration duration);
    /// How often upstream was asked "name. TYPE"; with " cd", " do", " tcp" or " @SERVER" behind
    /// it, how often so.
    [[nodiscard]] unsigned asked(const std::string& question) const;

    // What the pipeline wants done.
    void reply(const dns64d::pipeline::ReplyPath& path, base::Bytes message) override;
    [[nodiscard]] bool mail(std::uint16_t shard,
                            std::unique_ptr<dns64d::pipeline::Mail> mail) override;
    void explained(std::uint64_t id, std::unique_ptr<dns64d::pipeline::Trace> trace,
                   base::Bytes message) override;
    [[nodiscard]] dns64d::upstream::PathId pick_udp(const net::Endpoint& server) override;
    void send_udp(dns64d::upstream::PathId path, base::Bytes message) override;
    [[nodiscard]] dns64d::upstream::PathId open_tcp(const net::Endpoint& server,
                                                    base::Bytes message) override;
    void close_tcp(dns64d::upstream::PathId path) override { closed_.insert(path); }

  private:
    struct Delivery {
        dns64d::upstream::PathId path;
        std::vector<std::uint8_t> message;  ///< empty: the path failed
    };
    [[nodiscard]] Reply reply_to(const dns::Query& query, const std::string& server);
    void script(dns64d::upstream::PathId path, base::Bytes message, bool stream);
    [[nodiscard]] std::optional<Received> answer_since(base::Instant asked_at);
    void advance(base::Instant until, bool stop_at_answer);

    FixedRandom random_;
    dns64d::metrics::Counters counters_;
    base::Instant now_{base::Duration(1'000'000)};
    Replies replies_;
    std::map<std::string, unsigned> asked_;
    std::multimap<base::Instant, Delivery> deliveries_;
    std::set<dns64d::upstream::PathId> closed_;
    std::map<dns64d::upstream::PathId, std::string> servers_;  ///< "@ADDRESS" of each path
    dns64d::upstream::PathId next_path_ = 1;
    std::optional<Received> received_;
    std::vector<std::string> told_;
    dns64d::pipeline::Pipeline pipeline_;
};

}  // namespace gate64::scenarios
