// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/nat64ctl/plan/kit.h"

#include <gtest/gtest.h>

#include "shared/config/parse.h"

namespace gate64::nat64ctl::plan::test {

jool::Pool4Entry pool4(std::string_view prefix, std::uint16_t first, std::uint16_t last,
                       jool::Protocol protocol, std::uint32_t mark) {
    return {mark, protocol, net::Ipv4Prefix::parse(prefix).value(), first, last, std::nullopt};
}

Wanted wanted(std::string_view toml) {
    const auto config = config::parse(toml, "f");
    EXPECT_TRUE(config) << config::to_text(config.error());
    auto result = wanted_from(config.value_or(config::Config()));
    EXPECT_TRUE(result) << result.error().message;
    return result.value_or(Wanted());
}

Wanted usual(std::string_view more) {
    return wanted("[[dns64]]\n[nat64]\n" + std::string(more) +
                  "\n[[nat64.pool4]]\naddress = \"192.0.2.1\"\n");
}

Plan planned(const Wanted& wanted, const model::Box& box) {
    auto plan = make_plan(wanted, box);
    EXPECT_TRUE(plan) << plan.error().message;
    return plan.value_or(Plan());
}

std::string refused(const Wanted& wanted, const model::Box& box) {
    const auto plan = make_plan(wanted, box);
    EXPECT_FALSE(plan);
    return plan ? std::string() : plan.error().message;
}

std::vector<std::string> texts_of(const Plan& plan) {
    std::vector<std::string> texts;
    for (const Step& step : plan.steps)
        texts.push_back(text_of(step.change));
    return texts;
}

void perform(nat64ctl::test::SimulatedBox& box, const Plan& plan) {
    for (const Step& step : plan.steps) {
        const auto done = box.perform(step.change);
        EXPECT_TRUE(done) << text_of(step.change) << ": " << done.error().message;
    }
}

nat64ctl::test::SimulatedBox box_with(const Wanted& wanted, const jool::Version& module) {
    nat64ctl::test::SimulatedBox box(nat64ctl::test::bare_box(module));
    perform(box, planned(wanted, box.box()));
    return box;
}

}  // namespace gate64::nat64ctl::plan::test
