// SPDX-License-Identifier: Apache-2.0
// The rules once more, written plainly from RFC 6147 as one long list over simple values, and held
// against the real ones with random outcome shapes. Any difference is a bug in one of the two.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/unit/dns64/kit.h"

namespace gate64::dns64d::dns64::test {
namespace {

enum class Shape { answer, nodata, nxdomain, servfail, bogus, timeout, absent };

/// What a leg is, in the plain model's words.
struct Plain {
    Shape shape = Shape::absent;
    bool chain = false;
    bool has_signatures = false;
    int soa_ttl = 0, soa_minimum = 0;  ///< 0: no SOA
    int chain_ttl = 0;
    std::vector<std::string> addresses;
    int ttl = 0;
    std::string owner;

    [[nodiscard]] bool is(Shape s) const { return shape == s; }
    [[nodiscard]] bool failed() const {
        return is(Shape::servfail) || is(Shape::bogus) || is(Shape::timeout);
    }
};

struct World {
    Plain main, a, main_cd;
    bool wants_do = false, cd = false, rd = true;
    model::NameMode mode = model::NameMode::normal;
    bool break_dnssec = false, recursive_only = false, error_fails = false, private_allowed = false;
};

const std::vector<std::string> aaaa_pool = {"2001:db8::1", "2001:db8::2", "64:ff9b::1",
                                            "64:ff9b::7f00:1", "::ffff:192.0.2.1"};
const std::vector<std::string> a_pool = {"192.0.2.33", "198.51.100.7", "10.0.0.1", "127.0.0.1",
                                         "203.0.113.1"};

class Dice {
  public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }
    bool one_in(int n) { return below(n) == 0; }
    int ttl() {
        static constexpr int ttls[] = {1, 20, 45, 60, 300, 599, 600, 601, 3600, 86400};
        return ttls[below(10)];
    }

  private:
    std::mt19937 engine_;
};

Plain random_leg(Dice& dice, bool for_a) {
    static constexpr Shape shapes[] = {Shape::answer,   Shape::answer,   Shape::answer,
                                       Shape::nodata,   Shape::nodata,   Shape::nodata,
                                       Shape::nxdomain, Shape::servfail, Shape::bogus,
                                       Shape::timeout,  Shape::absent};
    Plain leg;
    leg.shape = shapes[dice.below(11)];
    leg.chain = dice.one_in(3);
    leg.owner = leg.chain ? (dice.one_in(2) ? "one.example." : "two.example.") : "www.example.";
    leg.chain_ttl = dice.ttl();
    leg.has_signatures = dice.one_in(4);
    leg.ttl = dice.ttl();
    if (!dice.one_in(4)) {
        leg.soa_ttl = dice.ttl();
        leg.soa_minimum = dice.ttl();
    }
    std::vector<std::string> pool = for_a ? a_pool : aaaa_pool;
    for (int i = 0; i <= dice.below(3); ++i) {
        const int pick = dice.below(static_cast<int>(pool.size()));
        leg.addresses.push_back(pool[static_cast<std::size_t>(pick)]);
        pool.erase(pool.begin() + pick);
    }
    return leg;
}

World random_world(unsigned seed) {
    Dice dice(seed);
    World world;
    world.main = random_leg(dice, false);
    world.a = random_leg(dice, true);
    world.main_cd = random_leg(dice, false);
    world.wants_do = dice.one_in(3);
    world.cd = dice.one_in(10);
    world.rd = !dice.one_in(10);
    if (dice.one_in(5)) {
        world.mode = dice.one_in(2) ? model::NameMode::never : model::NameMode::always;
    }
    world.break_dnssec = dice.one_in(2);
    world.recursive_only = dice.one_in(5);
    world.error_fails = dice.one_in(3);
    world.private_allowed = dice.one_in(3);
    return world;
}

std::string leg_text(const Plain& leg, const std::string& type) {
    std::string text;
    const std::string chain =
        leg.chain ? "; www.example. " + std::to_string(leg.chain_ttl) + " CNAME " + leg.owner : "";
    const std::string soa = leg.soa_ttl == 0 ? ""
                                             : "; !example. " + std::to_string(leg.soa_ttl) +
                                                   " SOA " + std::to_string(leg.soa_minimum);
    const std::string soa_signature =
        leg.has_signatures && leg.soa_ttl != 0
            ? "; !example. " + std::to_string(leg.soa_ttl) + " RRSIG SOA"
            : "";
    switch (leg.shape) {
        case Shape::absent:
            return "unasked";
        case Shape::servfail:
            return "servfail ttl=5";
        case Shape::bogus:
            return "servfail ttl=5 ede=6";
        case Shape::timeout:
            return "timeout ttl=5";
        case Shape::nodata:
            return "nodata" + chain + soa + soa_signature;
        case Shape::nxdomain:
            return "nxdomain" + chain + soa + soa_signature;
        case Shape::answer:
            break;
    }
    text = "answer" + chain;
    for (const std::string& address : leg.addresses)
        text += "; " + leg.owner + " " + std::to_string(leg.ttl) + " " + type + " " + address;
    if (leg.has_signatures) {
        text += "; " + leg.owner + " " + std::to_string(leg.ttl) + " RRSIG " + type;
    }
    return text;
}

bool is_excluded_plainly(const std::string& address) {
    return address.starts_with("64:ff9b::") || address.starts_with("::ffff:");
}

bool is_mapped_plainly(const World& world, const std::string& address) {
    if (address == "127.0.0.1" || address == "203.0.113.1") return false;
    return address != "10.0.0.1" || world.private_allowed;
}

std::string embedded(const std::string& address) {
    return net::Pref64().embed(v4(address)).text();
}

bool has_signed_data(const Plain& leg) {
    if (leg.failed() || leg.is(Shape::absent) || !leg.has_signatures) return false;
    return leg.is(Shape::answer) || leg.soa_ttl != 0;
}

/// Expects "wait", or the rcode and the answer section. Reasons, EDE, authority and the TTL of the
/// whole are not modelled.
class Model {
  public:
    explicit Model(const World& world) : w_(world) {}

    std::string run() {
        if (w_.cd || (w_.recursive_only && !w_.rd)) return pass(false);
        if (w_.mode == model::NameMode::never) return pass(true);
        if (w_.mode == model::NameMode::always) {
            if (w_.a.is(Shape::absent)) return "wait";
            if (!blocked(w_.a) && !mapped().empty() && w_.a.is(Shape::answer))
                return synthetic(false);
            if (w_.main.is(Shape::answer) && usable()) return pass(true);
        }
        return normal();
    }

  private:
    std::string normal() {
        if (w_.main.is(Shape::absent)) return "wait";
        if (w_.main.is(Shape::nxdomain)) return pass(true);
        if (w_.main.is(Shape::bogus)) return "SERVFAIL";
        if (w_.main.is(Shape::answer) && usable()) return pass(true);
        if (w_.main.failed()) {
            if (w_.error_fails) return "SERVFAIL";
            if (w_.main.is(Shape::servfail)) {
                if (w_.main_cd.is(Shape::absent)) return "wait";
                if (!w_.main_cd.failed()) return "SERVFAIL";
            }
        } else if (blocked(w_.main)) {
            return pass(true);
        }
        const bool error = w_.main.failed();
        if (w_.a.is(Shape::absent)) return "wait";
        if (w_.a.failed()) return "SERVFAIL";
        if (w_.a.is(Shape::nxdomain)) return "NXDOMAIN" + chain(w_.a);
        if (w_.a.is(Shape::nodata) || blocked(w_.a) || mapped().empty()) {
            return error ? "SERVFAIL" : pass(true);
        }
        return synthetic(error);
    }

    [[nodiscard]] bool blocked(const Plain& leg) const {
        return w_.wants_do && !w_.break_dnssec && has_signed_data(leg);
    }
    [[nodiscard]] bool usable() const {
        return std::any_of(w_.main.addresses.begin(), w_.main.addresses.end(),
                           [](const std::string& a) { return !is_excluded_plainly(a); });
    }
    [[nodiscard]] std::vector<std::string> mapped() const {
        std::vector<std::string> good;
        for (const std::string& address : w_.a.addresses) {
            if (is_mapped_plainly(w_, address)) good.push_back(address);
        }
        return good;
    }
    static std::string chain(const Plain& leg) {
        if (!leg.chain) return "";
        return "; www.example. " + std::to_string(leg.chain_ttl) + " CNAME " + leg.owner;
    }
    [[nodiscard]] std::string pass(bool filter) const {
        const Plain& leg = w_.main;
        if (leg.is(Shape::absent)) return "wait";
        if (leg.failed()) return "SERVFAIL";
        if (leg.is(Shape::nxdomain)) return "NXDOMAIN" + chain(leg);
        std::string text = "NOERROR" + chain(leg);
        if (!leg.is(Shape::answer)) return text;
        bool changed = false;
        for (const std::string& address : leg.addresses) {
            if (filter && is_excluded_plainly(address)) {
                changed = true;
            } else {
                text += "; " + leg.owner + " " + std::to_string(leg.ttl) + " AAAA " +
                        net::Ipv6Address::parse(address)->text();
            }
        }
        if (leg.has_signatures && w_.wants_do && !changed) {
            text += "; " + leg.owner + " " + std::to_string(leg.ttl) + " RRSIG AAAA";
        }
        return text;
    }
    [[nodiscard]] std::string synthetic(bool error) const {
        int ttl = w_.a.ttl;
        const Plain& denial = w_.main;
        if (w_.mode == model::NameMode::normal && denial.is(Shape::nodata) && denial.soa_ttl != 0) {
            ttl = std::min({ttl, denial.soa_ttl, denial.soa_minimum});
        } else {
            ttl = std::min(ttl, 600);
        }
        if (error) ttl = std::min(ttl, 30);
        std::string text = "NOERROR" + chain(w_.a);
        for (const std::string& address : mapped())
            text += "; " + w_.a.owner + " " + std::to_string(ttl) + " AAAA " + embedded(address);
        return text;
    }

    const World& w_;
};

/// The rcode and the answer section of the real thing.
std::string real(const World& world) {
    model::Dns64Policy made = policy("64:ff9b::/96");
    made.break_dnssec = world.break_dnssec;
    made.recursive_only = world.recursive_only;
    made.on_error = world.error_fails ? model::OnError::fail : model::OnError::synthesize;
    if (world.private_allowed) made.special_use = model::SpecialUse::allow_private;
    const Env env({made});
    std::string flags;
    if (world.cd) flags += "cd ";
    if (world.wants_do) flags += "do ";
    if (!world.rd) flags += "rd0 ";
    const std::string text = answer_text(env, {.flags = flags, .mode = world.mode},
                                         {.main = leg_text(world.main, "AAAA"),
                                          .a = leg_text(world.a, "A"),
                                          .main_cd = leg_text(world.main_cd, "AAAA")});
    if (text.starts_with("wait")) return "wait";
    std::string kept = text.substr(0, text.find(' '));
    for (std::size_t at = text.find("; "); at != std::string::npos;) {
        const std::size_t next = text.find("; ", at + 1);
        const std::string record = text.substr(at, next == std::string::npos ? next : next - at);
        if (!record.starts_with("; !")) kept += record;
        at = next;
    }
    return kept;
}

TEST(RandomModel, FiveThousandShapesAgree) {
    std::size_t synthesized = 0;
    for (unsigned seed = 0; seed < 5000; ++seed) {
        const World world = random_world(seed);
        const std::string expected = Model(world).run();
        ASSERT_EQ(real(world), expected)
            << "seed " << seed << "\nAAAA: " << leg_text(world.main, "AAAA")
            << "\nA: " << leg_text(world.a, "A") << "\nCD: " << leg_text(world.main_cd, "AAAA")
            << "\ndo " << world.wants_do << " mode " << static_cast<int>(world.mode);
        if (expected.find("AAAA 64:ff9b::c") != std::string::npos) ++synthesized;
    }
    EXPECT_GT(synthesized, 300U) << "the dice must reach the interesting part";
}

}  // namespace
}  // namespace gate64::dns64d::dns64::test
