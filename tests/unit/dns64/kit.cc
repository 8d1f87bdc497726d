// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/dns64/kit.h"

#include <array>
#include <charconv>
#include <sstream>

#include "dns64d/model/empty_soa.h"
#include "shared/base/check.h"

namespace gate64::dns64d::dns64::test {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::string part;
    std::istringstream stream{std::string(text)};
    while (std::getline(stream, part, separator)) {
        const std::size_t first = part.find_first_not_of(' ');
        if (first == std::string::npos) continue;
        parts.push_back(part.substr(first, part.find_last_not_of(' ') - first + 1));
    }
    return parts;
}

std::uint32_t number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    CHECK(error == std::errc() && end == text.data() + text.size());
    return value;
}

std::uint16_t type_of(std::string_view text) {
    const auto type = dns::parse_type(text);
    CHECK(type.has_value());
    return *type;
}

std::vector<std::uint8_t> rdata_of(std::uint16_t type, const dns::Name& owner,
                                   const std::string& text) {
    std::vector<std::uint8_t> rdata;
    const auto put = [&rdata](base::Bytes bytes) {
        rdata.insert(rdata.end(), bytes.begin(), bytes.end());
    };
    std::array<std::uint8_t, 4> four{};
    switch (type) {
        case dns::rr::a:
            v4(text).to_wire(four.data());
            put(four);
            break;
        case dns::rr::aaaa:
            put(net::Ipv6Address::parse(text).value().octets());
            break;
        case dns::rr::soa:
            put(model::EmptySoa(owner, number(text)).rdata());
            break;
        case dns::rr::rrsig:
            base::store_be16(four.data(), type_of(text));
            put(base::Bytes(four).first(2));
            rdata.resize(18);
            put(owner.wire());
            rdata.push_back(7);
            break;
        case dns::rr::cname:
        case dns::rr::dname:
        case dns::rr::ptr:
        case dns::rr::nsec:
            put(name(text).wire());
            break;
        default:
            rdata.assign(text.begin(), text.end());
            break;
    }
    return rdata;
}

std::string rdata_text(const dns::RecordView& record) {
    switch (record.type) {
        case dns::rr::a:
            return net::Ipv4Address::from_wire(record.rdata.data()).text();
        case dns::rr::aaaa:
            return net::Ipv6Address::from_wire(record.rdata.data()).text();
        case dns::rr::soa:
            return std::to_string(base::load_be32(record.rdata.last(4).data()));
        case dns::rr::rrsig:
            return dns::type_text(base::load_be16(record.rdata.data()));
        case dns::rr::cname:
        case dns::rr::dname:
        case dns::rr::ptr:
        case dns::rr::nsec:
            return dns::NameView::trusted(record.rdata).text();
        default:
            return {record.rdata.begin(), record.rdata.end()};
    }
}

struct KindRow {
    std::string_view text;
    Leg::State state;
    model::OutcomeKind kind = model::OutcomeKind::failure;
    dns::Rcode rcode = dns::Rcode::servfail;
    model::Failure failure = model::Failure::none;
};
constexpr KindRow kinds[] = {
    {"unasked", Leg::State::unasked},
    {"pending", Leg::State::pending},
    {"overdue", Leg::State::overdue},
    {"answer", Leg::State::known, model::OutcomeKind::answer, dns::Rcode::noerror},
    {"nodata", Leg::State::known, model::OutcomeKind::nodata, dns::Rcode::noerror},
    {"nxdomain", Leg::State::known, model::OutcomeKind::nxdomain, dns::Rcode::nxdomain},
    {"servfail", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::servfail,
     model::Failure::server_failed},
    {"notimp", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::notimp,
     model::Failure::server_failed},
    {"yxdomain", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::yxdomain,
     model::Failure::loop},
    {"timeout", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::servfail,
     model::Failure::timeout},
    {"network", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::servfail,
     model::Failure::unreachable},
    {"refused", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::refused,
     model::Failure::refused},
    {"malformed", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::servfail,
     model::Failure::malformed},
    {"no_servers", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::servfail,
     model::Failure::no_servers},
    {"overload", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::servfail,
     model::Failure::overload},
    {"loop", Leg::State::known, model::OutcomeKind::failure, dns::Rcode::servfail,
     model::Failure::loop},
};

void apply_option(const std::string& option, model::OutcomeView& view) {
    const auto value = [&option] { return number(option.substr(option.find('=') + 1)); };
    if (option == "secure") {
        view.security = model::Security::secure;
    } else if (option == "bogus") {
        view.security = model::Security::bogus;
    } else if (option == "stale") {
        view.stale = true;
    } else if (option == "local") {
        view.local = true;
    } else if (option.starts_with("ede=")) {
        view.ede = static_cast<dns::Ede>(value());
    } else if (option.starts_with("age=")) {
        view.age = value();
    } else {
        CHECK(option.starts_with("ttl="));
        view.ttl = value();
    }
}

struct LegTexts {
    LegText main, a, main_cd;
    explicit LegTexts(const Given& given) : main(given.main), a(given.a), main_cd(given.main_cd) {}
    [[nodiscard]] Legs legs() const {
        return {.main = main.leg(), .a = a.leg(), .main_cd = main_cd.leg()};
    }
};

std::string text_of(const Step& step) {
    static constexpr std::string_view names[] = {"wait", "pass", "pass_a", "synthesize", "fail"};
    std::string text(names[static_cast<unsigned>(step.kind)]);
    if (step.kind == Step::Kind::wait) {
        if (step.ask_main) text += " main";
        if (step.ask_a) text += " a";
        if (step.ask_main_cd) text += " cd";
        return text;
    }
    text.append(" ").append(reason_name(step.reason));
    if (!step.cacheable) text += " once";
    return text;
}

}  // namespace

dns::Name name(std::string_view text) {
    const auto parsed = dns::Name::parse(text);
    CHECK(parsed.has_value());
    return *parsed;
}

net::Ipv4Address v4(std::string_view text) {
    const auto parsed = net::Ipv4Address::parse(text);
    CHECK(parsed.has_value());
    return *parsed;
}

net::Acl acl(const std::vector<std::string>& entries, net::AclSubject subject) {
    std::vector<net::AclEntry> parsed;
    for (const std::string& entry : entries)
        parsed.push_back(net::AclEntry::parse(entry).value());
    return net::Acl(parsed, subject);
}

model::Dns64Policy policy(std::string_view prefix, std::string_view suffix) {
    model::Dns64Policy made;
    made.pref64 = net::Pref64::make(net::Ipv6Prefix::parse(prefix).value(),
                                    net::Ipv6Address::parse(suffix).value())
                      .value();
    made.clients = acl({"any"});
    made.mapped = acl({"any"});
    made.exclude = acl({"::ffff:0:0/96", std::string(prefix)}, net::AclSubject::records);
    return made;
}

Env::Env(std::vector<model::Dns64Policy> policies) {
    for (std::size_t i = 0; i < policies.size(); ++i)
        set.policies.push_back(static_cast<std::uint16_t>(i));
    settings.policies = std::move(policies);
    settings.own_addresses = acl({"203.0.113.1"});
}

Env one_policy() {
    return Env({policy("64:ff9b::/96")});
}

void add_record(dns::RecordList& records, std::string_view text) {
    const bool authority = text.starts_with("!");
    const std::vector<std::string> fields = split(authority ? text.substr(1) : text, ' ');
    CHECK(fields.size() == 4);
    const dns::Name owner = name(fields[0]);
    const std::uint16_t type = type_of(fields[2]);
    records.add(authority ? dns::Section::authority : dns::Section::answer, owner, type,
                number(fields[1]), rdata_of(type, owner, fields[3]));
}

LegText::LegText(std::string_view text) {
    const std::vector<std::string> parts = split(text, ';');
    const std::vector<std::string> head = split(parts.at(0), ' ');
    bool found = false;
    view_.ttl = 86400;
    for (const KindRow& row : kinds) {
        if (row.text != head[0]) continue;
        state_ = row.state;
        view_.kind = row.kind;
        view_.rcode = row.rcode;
        view_.failure = row.failure;
        found = true;
    }
    CHECK(found);
    for (std::size_t i = 1; i < head.size(); ++i)
        apply_option(head[i], view_);
    for (std::size_t i = 1; i < parts.size(); ++i)
        add_record(records_, parts[i]);
    view_.records = records_.view();
}

Query query_of(const Ask& ask, const dns::Name& qname, const Env& env) {
    Query query;
    query.name = qname;
    query.type = type_of(ask.type);
    query.flags.rd = true;
    for (const std::string& flag : split(ask.flags, ' ')) {
        if (flag == "rd0") query.flags.rd = false;
        if (flag == "cd") query.flags.cd = true;
        if (flag == "do") query.flags.dnssec_ok = true;
        if (flag == "ad") query.flags.ad = true;
    }
    query.recursive = query.flags.rd;
    query.mode = ask.mode;
    query.settings = &env.settings;
    query.policies = &env.set;
    return query;
}

std::string step_text(const Env& env, const Ask& ask, const Given& given) {
    const LegTexts texts(given);
    const dns::Name qname = name(ask.qname);
    return text_of(next_step(query_of(ask, qname, env), texts.legs()));
}

std::string answer_text(const Env& env, const Ask& ask, const Given& given) {
    const LegTexts texts(given);
    const dns::Name qname = name(ask.qname);
    const Query query = query_of(ask, qname, env);
    const Step step = next_step(query, texts.legs());
    if (step.kind == Step::Kind::wait) return text_of(step);
    Answer answer;
    build_answer(query, step, texts.legs(), answer);
    return render(answer);
}

std::string render(const Answer& answer) {
    std::string text = dns::rcode_text(answer.rcode);
    text.append(" ").append(reason_name(answer.reason));
    if (answer.authentic) text += " AD";
    if (answer.authoritative) text += " AA";
    if (answer.stale) text += " stale";
    if (answer.ede != dns::Ede::none) {
        text += " ede=" + std::to_string(static_cast<unsigned>(answer.ede));
    }
    text += " ttl=" + std::to_string(answer.ttl);
    for (const dns::RecordView record : answer.records.view()) {
        text += "; ";
        if (record.section == dns::Section::authority) text += "!";
        text += record.owner.text() + " " + std::to_string(record.ttl) + " " +
                dns::type_text(record.type) + " " + rdata_text(record);
    }
    return text;
}

std::string_view reason_name(Reason reason) {
    static constexpr std::string_view names[reason_count] = {"not_applicable",
                                                             "no_policy",
                                                             "native",
                                                             "nxdomain",
                                                             "checking_disabled",
                                                             "dnssec_signed",
                                                             "dnssec_bogus",
                                                             "rule_never",
                                                             "recursive_only",
                                                             "no_a",
                                                             "a_failed",
                                                             "all_unmapped",
                                                             "all_special_use",
                                                             "all_own",
                                                             "error_policy",
                                                             "synthesized",
                                                             "synthesized_on_error",
                                                             "always_fallback",
                                                             "loop"};
    return names[static_cast<unsigned>(reason)];
}

}  // namespace gate64::dns64d::dns64::test
