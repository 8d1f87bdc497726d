// SPDX-License-Identifier: Apache-2.0
// Octets as policies, a question and up to three outcomes; the rules decide and build. Whatever
// comes in: the rules end, AD never stands on made data, excluded AAAA and A records never come
// out, synthetic records belong to an A record that may be mapped, signatures only go to those who
// asked, and the same input gives the same answer.

#include <algorithm>

#include "dns64d/dns64/policy_scope.h"
#include "dns64d/dns64/special_names.h"
#include "shared/base/check.h"
#include "shared/dns/arpa.h"

namespace {

using namespace gate64;
using namespace gate64::dns64d;
using dns64::Answer;
using dns64::Leg;
using dns64::Legs;
using dns64::Reason;
using dns64::Step;

constexpr std::array<std::string_view, 8> names = {"www.example.",
                                                   "h.example.",
                                                   "WWW.Example.",
                                                   "x.test.",
                                                   "example.",
                                                   "ipv4only.arpa.",
                                                   "7.100.51.198.in-addr.arpa.",
                                                   "a.b.c.d.e.example."};
constexpr std::array<std::string_view, 6> prefixes = {
    "64:ff9b::/96",     "2001:db8::/32",         "2001:db8:4000::/40",
    "2001:db8:48::/48", "2001:db8:56:5600::/56", "2001:db8:64:6464::/64"};

net::Acl acl_of(std::string_view text, net::AclSubject subject = net::AclSubject::hosts) {
    const net::AclEntry entry = net::AclEntry::parse(text).value();
    return net::Acl(std::span(&entry, 1), subject);
}

/// All policies there can be, made once.
struct Fixed {
    std::vector<model::Dns64Policy> policies;
    std::vector<dns::Name> owners;

    Fixed() {
        for (const std::string_view text : prefixes) {
            model::Dns64Policy policy;
            policy.pref64 = net::Pref64::make(net::Ipv6Prefix::parse(text).value()).value();
            policy.mapped = acl_of("any");
            policy.exclude = acl_of(text, net::AclSubject::records);
            policies.push_back(policy);
        }
        for (const std::string_view text : names)
            owners.push_back(dns::Name::parse(text).value());
    }
};

const Fixed& fixed() {
    static const Fixed made;
    return made;
}

struct Input {
    explicit Input(base::Bytes bytes) : reader(bytes) {}
    base::ByteReader reader;

    unsigned below(unsigned n) { return reader.u8() % n; }
    bool bit() { return (reader.u8() & 1) != 0; }
    const dns::Name& owner() { return fixed().owners[below(names.size())]; }
};

void read_settings(Input& in, model::Settings& settings, model::PolicySet& set) {
    const unsigned count = in.below(4);
    for (unsigned i = 0; i < count; ++i) {
        model::Dns64Policy policy = fixed().policies[in.below(prefixes.size())];
        const std::uint8_t bits = in.reader.u8();
        policy.break_dnssec = (bits & 1) != 0;
        policy.recursive_only = (bits & 2) != 0;
        policy.parallel = (bits & 4) != 0;
        policy.own_addresses_allowed = (bits & 8) != 0;
        policy.on_error = (bits & 16) != 0 ? model::OnError::fail : model::OnError::synthesize;
        policy.special_use = static_cast<model::SpecialUse>((bits >> 5) % 3);
        settings.policies.push_back(policy);
        if ((bits & 128) == 0) set.policies.push_back(static_cast<std::uint16_t>(i));
    }
    static const net::Acl own = acl_of("203.0.113.0/24");
    settings.own_addresses = own;
}

/// RDATA of any length for the type; half of the time what the type wants.
void read_record(Input& in, std::uint16_t wanted, dns::RecordList& records) {
    static constexpr std::uint16_t types[] = {dns::rr::cname, dns::rr::dname, dns::rr::rrsig,
                                              dns::rr::soa,   dns::rr::nsec,  dns::rr::nsec3};
    const std::uint8_t what = in.reader.u8();
    const std::uint16_t type = (what & 1) != 0 ? wanted : types[(what >> 1) % 6];
    const auto section = (what & 0x40) != 0 ? dns::Section::authority : dns::Section::answer;
    const dns::Name& owner = in.owner();
    const std::uint32_t ttl = in.reader.u32();
    std::size_t size = (what & 0x80) != 0 ? in.reader.u8() : type == dns::rr::a ? 4 : 16;
    if (type == dns::rr::cname || type == dns::rr::dname) {
        return records.add(section, owner, type, ttl, in.owner().wire());
    }
    size = std::min(size, in.reader.remaining());
    records.add(section, owner, type, ttl, in.reader.take(size));
}

struct ReadLeg {
    Leg::State state = Leg::State::unasked;
    dns::RecordList records;
    model::OutcomeView view;

    void read(Input& in, std::uint16_t type) {
        state = static_cast<Leg::State>(in.below(4));
        if (in.bit()) state = Leg::State::known;
        view.kind = static_cast<model::OutcomeKind>(in.below(4));
        view.failure =
            view.failed() ? static_cast<model::Failure>(in.below(9)) : model::Failure::none;
        view.rcode = view.failed() ? static_cast<dns::Rcode>(in.below(24)) : dns::Rcode::noerror;
        view.security = static_cast<model::Security>(in.below(4));
        const std::uint8_t bits = in.reader.u8();
        view.stale = (bits & 1) != 0;
        view.local = (bits & 2) != 0;
        if ((bits & 4) != 0) view.ede = static_cast<dns::Ede>(bits >> 3);
        view.ttl = in.reader.u16();
        view.age = in.reader.u8();
        for (unsigned i = in.below(6); i > 0; --i)
            read_record(in, type, records);
        view.records = records.view();
    }
    [[nodiscard]] Leg leg() const {
        return {.state = state, .outcome = state == Leg::State::known ? &view : nullptr};
    }
};

bool is_made(const Answer& answer) {
    return answer.reason == Reason::synthesized || answer.reason == Reason::synthesized_on_error;
}

/// Whether `aaaa` is one of the A records of `a` under a policy of the client that may map it.
bool comes_from(const dns::RecordView& aaaa, const dns64::Query& query,
                const model::OutcomeView& a) {
    const net::Ipv6Address address = net::Ipv6Address::from_wire(aaaa.rdata.data());
    for (const dns::RecordView record : a.records) {
        if (record.type != dns::rr::a || record.rdata.size() != 4) continue;
        if (!(record.owner == aaaa.owner)) continue;
        const net::Ipv4Address v4 = net::Ipv4Address::from_wire(record.rdata.data());
        for (const std::uint16_t index : query.policies->policies) {
            const model::Dns64Policy& policy = query.settings->policies[index];
            if (policy.pref64.embed(v4) == address &&
                dns64::may_map(*query.settings, policy, v4) == dns64::Mapping::allowed) {
                return true;
            }
        }
    }
    return false;
}

void check_record(const dns::RecordView& record, const dns64::Query& query, const Answer& answer,
                  const Legs& legs) {
    const bool positive = record.section == dns::Section::answer;
    if (!query.flags.dnssec_ok && !(positive && record.type == query.type)) {
        CHECK(record.type != dns::rr::rrsig && record.type != dns::rr::nsec &&
              record.type != dns::rr::nsec3);
    }
    CHECK(answer.ttl <= record.ttl || !positive);
    if (query.type != dns::rr::aaaa || !positive) return;
    CHECK(record.type != dns::rr::a);
    if (record.type != dns::rr::aaaa) return;
    if (is_made(answer)) {
        CHECK(comes_from(record, query, *legs.a.outcome));
    } else if (!query.flags.cd) {
        CHECK(!dns64::is_excluded(query, record.rdata) || dns64::PolicyScope(query, false).empty());
    }
}

void check_answer(const dns64::Query& query, const Step& step, const Answer& answer,
                  const Legs& legs) {
    CHECK(!answer.authentic || (!is_made(answer) && !answer.stale));
    CHECK(!answer.authentic || query.flags.dnssec_ok || query.flags.ad);
    CHECK(!is_made(answer) || (!query.flags.cd && query.mode != model::NameMode::never &&
                               query.type == dns::rr::aaaa && !query.policies->policies.empty()));
    CHECK(step.cacheable || answer.ttl == 0);
    CHECK(answer.ede_text.size() <= 60);
    if (is_made(answer) && legs.main.outcome != nullptr && query.mode != model::NameMode::always) {
        CHECK(legs.main.outcome->kind != model::OutcomeKind::nxdomain);
        CHECK(!dns64::is_dnssec_failure(*legs.main.outcome));
    }
    for (const dns::RecordView record : answer.records.view())
        check_record(record, query, answer, legs);
}

bool same(const Answer& a, const Answer& b) {
    const base::Bytes x = a.records.view().bytes();
    const base::Bytes y = b.records.view().bytes();
    return a.rcode == b.rcode && a.reason == b.reason && a.ttl == b.ttl && a.ede == b.ede &&
           std::equal(x.begin(), x.end(), y.begin(), y.end());
}

/// Nothing but wait may come while something is missing, and nothing but an end once it is there.
void check_wait(const Step& step, const Legs& legs) {
    CHECK(step.ask_main || step.ask_a || step.ask_main_cd);
    const auto open = [](bool asked, const Leg& leg) {
        return asked && leg.state != Leg::State::known;
    };
    CHECK(open(step.ask_main, legs.main) || open(step.ask_a, legs.a) ||
          open(step.ask_main_cd, legs.main_cd));
}

void check_special(Input& in, dns64::Query query) {
    dns::Name name = in.owner();
    if (in.bit()) {
        net::Ipv6Address::Octets octets = query.settings->policies.empty()
                                              ? net::Ipv6Address::Octets{}
                                              : query.settings->policies[0]
                                                    .pref64.embed(net::Ipv4Address(in.reader.u32()))
                                                    .octets();
        octets[in.below(16)] ^= in.reader.u8();
        const dns::Name whole = dns::reverse_name(net::Ipv6Address(octets));
        name = whole.view().suffix(34 - in.below(33));
        if (in.bit()) {
            const std::uint8_t label[] = {1, in.reader.u8()};
            if (const auto longer = dns::Name::join(label, name)) name = *longer;
        }
    }
    query.name = name;
    Answer answer;
    const dns64::Special special = dns64::answer_special(query, answer);
    if (special.kind == dns64::Special::Kind::none) return;
    CHECK(!answer.authentic);
    CHECK(answer.records.count() > 0);
    for (const dns::RecordView record : answer.records.view()) {
        CHECK(record.ttl >= answer.ttl);
        if (record.section == dns::Section::answer) {
            CHECK(record.owner == query.name);
        } else {
            CHECK(record.type == dns::rr::soa && query.name.is_at_or_below(record.owner));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr std::uint16_t types[] = {dns::rr::aaaa, dns::rr::aaaa,  dns::rr::a,
                                              dns::rr::ptr,  dns::rr::rrsig, dns::rr::ds};
    Input in({data, size});
    model::Settings settings;
    model::PolicySet set;
    read_settings(in, settings, set);
    dns64::Query query;
    query.name = in.owner();
    query.type = types[in.below(6)];
    const std::uint8_t bits = in.reader.u8();
    query.flags = {.rd = (bits & 1) != 0,
                   .cd = (bits & 14) == 14,
                   .dnssec_ok = (bits & 16) != 0,
                   .ad = (bits & 32) != 0};
    query.recursive = query.flags.rd;
    query.mode = static_cast<model::NameMode>((bits >> 6) % 3);
    query.settings = &settings;
    query.policies = &set;
    check_special(in, query);

    ReadLeg main, a, main_cd;
    main.read(in, query.type);
    a.read(in, dns::rr::a);
    main_cd.read(in, query.type);
    Legs legs{.main = main.leg(), .a = a.leg(), .main_cd = main_cd.leg()};
    Step step = dns64::next_step(query, legs);
    if (step.kind == Step::Kind::wait) {
        check_wait(step, legs);
        main.state = a.state = main_cd.state = Leg::State::known;
        legs = {.main = main.leg(), .a = a.leg(), .main_cd = main_cd.leg()};
        step = dns64::next_step(query, legs);
        CHECK(step.kind != Step::Kind::wait);
    }
    Answer answer, again;
    dns64::build_answer(query, step, legs, answer);
    dns64::build_answer(query, step, legs, again);
    CHECK(same(answer, again));
    check_answer(query, step, answer, legs);
    return 0;
}
