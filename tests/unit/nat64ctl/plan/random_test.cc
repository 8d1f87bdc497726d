// SPDX-License-Identifier: Apache-2.0
// From any live state to any wanted one: the plan can be done, leaves nothing to do, and the
// inverses of its steps in reverse order lead back to where it began, from wherever it stopped.
#include <gmock/gmock.h>

#include <random>

#include "nat64ctl/plan/snapshot.h"
#include "shared/config/parse.h"
#include "tests/unit/nat64ctl/plan/kit.h"

namespace gate64::nat64ctl::plan {
namespace {

using nat64ctl::test::bare_box;
using nat64ctl::test::SimulatedBox;

constexpr jool::Version versions[] = {{4, 1, 9, 0}, {4, 1, 13, 0}, {4, 1, 15, 0}};

class Random {
  public:
    explicit Random(unsigned seed) : engine_(seed) {}
    unsigned below(unsigned bound) {
        return std::uniform_int_distribution<unsigned>(0, bound - 1)(engine_);
    }
    template <typename T>
    const T& one_of(const std::vector<T>& list) {
        return list[below(static_cast<unsigned>(list.size()))];
    }

  private:
    std::mt19937 engine_;
};

/// Marks have addresses of their own, so that most of these are no refusal.
std::string random_pool4(Random& random) {
    static const std::vector<std::vector<std::string>> addresses = {
        {"192.0.2.1", "198.51.100.0/30", "198.51.100.2"}, {"192.0.2.2", "203.0.113.0/31"}};
    const unsigned mark = random.below(2);
    const unsigned first = 1024 + random.below(60000);
    const unsigned last = std::min(65535U, first + random.below(5000));
    return "[[nat64.pool4]]\naddress = \"" + random.one_of(addresses[mark]) + "\"\nports = \"" +
           std::to_string(first) + '-' + std::to_string(last) + "\"\nprotocols = [" +
           random.one_of<std::string>({R"("tcp")", R"("udp", "icmp")", R"("tcp", "udp", "icmp")"}) +
           "]\nmark = " + std::to_string(mark) + '\n';
}

std::string random_bib(unsigned number) {
    const std::string text = std::to_string(number);
    return "[[nat64.bib]]\nprotocol = \"tcp\"\nipv6 = \"[2001:db8::" + text + "]:80\"\nipv4 = \"" +
           (number % 2 == 0 ? "192.0.2.1" : "192.0.2.2") + ":10" + text + "\"\n";
}

std::optional<Wanted> random_wanted(Random& random) {
    const std::string pool6 = random.below(4) == 0 ? "2001:db8:64::/96" : "64:ff9b::/96";
    std::string text = "[[dns64]]\nprefix = \"" + pool6 + "\"\n[nat64]\nframework = \"" +
                       random.one_of<std::string>({"netfilter", "iptables"}) +
                       "\"\nguard = " + random.one_of<std::string>({"true", "false"}) + '\n';
    for (unsigned i = random.below(5); i > 0; --i)
        text += random_pool4(random);
    for (unsigned i = 1; i < 4; ++i)
        if (random.below(2) == 0) text += random_bib(i);
    if (random.below(2) == 0)
        text += "[nat64.settings]\nudp-timeout = \"" +
                random.one_of<std::string>({"3m", "5m", "10m"}) + "\"\nlogging-bib = true\n";
    const auto config = config::parse(text, "f");
    if (!config) return std::nullopt;  // two entries that meet, a binding outside pool4
    return wanted_from(*config).value_or(Wanted());
}

TEST(RandomPlans, LeadToTheWantedStateAndBack) {
    unsigned planned = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        Random random(seed);
        SimulatedBox box(bare_box(versions[random.below(3)]));
        for (int round = 0; round < 3; ++round) {
            const auto wanted = random_wanted(random);
            if (!wanted) continue;
            const auto plan = make_plan(*wanted, box.box());
            if (!plan) continue;
            ++planned;
            const Snapshot before = snapshot_of(box.box());
            const auto stop = random.below(static_cast<unsigned>(plan->steps.size()) + 1);
            SimulatedBox copy = box;
            for (unsigned i = 0; i < stop; ++i)
                ASSERT_TRUE(copy.perform(plan->steps[i].change)) << seed;
            for (unsigned i = stop; i > 0; --i) {
                const auto inverse = inverse_of(plan->steps[i - 1].change);
                if (!inverse) continue;
                ASSERT_TRUE(copy.perform(*inverse)) << seed << ": " << text_of(*inverse);
            }
            EXPECT_THAT(differences(before, snapshot_of(copy.box())), testing::IsEmpty()) << seed;

            for (const Step& step : plan->steps) {
                const auto done = box.perform(step.change);
                ASSERT_TRUE(done) << seed << ": " << text_of(step.change) << ": "
                                  << done.error().message;
            }
            const auto again = make_plan(*wanted, box.box());
            ASSERT_TRUE(again) << seed << ": " << again.error().message;
            EXPECT_THAT(test::texts_of(*again), testing::IsEmpty()) << seed;
        }
    }
    EXPECT_GT(planned, 500U) << "most seeds must get past the refusals";
}

}  // namespace
}  // namespace gate64::nat64ctl::plan
