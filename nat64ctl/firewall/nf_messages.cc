// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/nf_messages.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>

#include <cstring>
#include <string>

#include "nat64ctl/firewall/xt_target.h"

namespace gate64::nat64ctl::firewall {
namespace {

constexpr std::int32_t mangle_priority = -150;  // NF_IP_PRI_MANGLE, both families

/// What marks a rule as ours. Rule user data is a list of (type, length, value); tools leave types
/// they do not know alone, and `iptables -S` stays as it would be for a rule made by hand.
constexpr std::uint8_t owner_type = 0x67;
constexpr std::string_view owner_value = "gate64";

std::uint8_t number_of(model::Family family) noexcept {
    return family == model::Family::ipv4 ? NFPROTO_IPV4 : NFPROTO_IPV6;
}

constexpr std::uint16_t nf_tables_type(std::uint16_t message) noexcept {
    return static_cast<std::uint16_t>((NFNL_SUBSYS_NFTABLES << 8) | message);
}

void put_text(nlmsghdr* message, std::uint16_t type, std::string_view text) {
    mnl_attr_put_strz(message, type, std::string(text).c_str());
}

/// Messages one behind the other, as one datagram.
class Datagram {
  public:
    explicit Datagram(std::uint32_t seq) : seq_(seq) {}

    nlmsghdr* begin(std::uint16_t type, std::uint16_t flags, std::uint8_t family,
                    std::uint16_t resource = 0) {
        octets_.resize(size_ + room);
        nlmsghdr* message = mnl_nlmsg_put_header(octets_.data() + size_);
        message->nlmsg_type = type;
        message->nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
        message->nlmsg_seq = seq_++;
        auto* header =
            static_cast<nfgenmsg*>(mnl_nlmsg_put_extra_header(message, sizeof(nfgenmsg)));
        header->nfgen_family = family;
        header->version = NFNETLINK_V0;
        header->res_id = htons(resource);
        return message;
    }

    void end(const nlmsghdr* message) {
        size_ += MNL_ALIGN(message->nlmsg_len);
        octets_.resize(size_);
    }

    void batch_mark(std::uint16_t type) { end(begin(type, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES)); }

    [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(octets_); }

  private:
    static constexpr std::size_t room = 512;  ///< more than any message here needs

    std::vector<std::uint8_t> octets_;
    std::size_t size_ = 0;
    std::uint32_t seq_;
};

void put_expression(nlmsghdr* message, std::string_view name,
                    const JoolTargetInfo* target = nullptr) {
    nlattr* element = mnl_attr_nest_start(message, NFTA_LIST_ELEM);
    put_text(message, NFTA_EXPR_NAME, name);
    nlattr* data = mnl_attr_nest_start(message, NFTA_EXPR_DATA);
    if (target != nullptr) {
        put_text(message, NFTA_TARGET_NAME, jool_target);
        mnl_attr_put_u32(message, NFTA_TARGET_REV, htonl(jool_target_revision));
        mnl_attr_put(message, NFTA_TARGET_INFO, target->size(), target->data());
    } else {
        const std::uint64_t zero = 0;
        mnl_attr_put(message, NFTA_COUNTER_BYTES, sizeof zero, &zero);
        mnl_attr_put(message, NFTA_COUNTER_PACKETS, sizeof zero, &zero);
    }
    mnl_attr_nest_end(message, data);
    mnl_attr_nest_end(message, element);
}

std::string owner_mark() {
    std::string mark{static_cast<char>(owner_type), static_cast<char>(owner_value.size())};
    return mark.append(owner_value);
}

void add_table(Datagram& datagram, std::uint8_t family) {
    nlmsghdr* message = datagram.begin(nf_tables_type(NFT_MSG_NEWTABLE), NLM_F_CREATE, family);
    put_text(message, NFTA_TABLE_NAME, mangle_table);
    datagram.end(message);
}

/// Says nothing about the policy: a chain that is there keeps the operator's.
void add_chain(Datagram& datagram, std::uint8_t family) {
    nlmsghdr* message = datagram.begin(nf_tables_type(NFT_MSG_NEWCHAIN), NLM_F_CREATE, family);
    put_text(message, NFTA_CHAIN_TABLE, mangle_table);
    put_text(message, NFTA_CHAIN_NAME, prerouting_chain);
    nlattr* hook = mnl_attr_nest_start(message, NFTA_CHAIN_HOOK);
    mnl_attr_put_u32(message, NFTA_HOOK_HOOKNUM, htonl(NF_INET_PRE_ROUTING));
    mnl_attr_put_u32(message, NFTA_HOOK_PRIORITY,
                     htonl(static_cast<std::uint32_t>(mangle_priority)));
    mnl_attr_nest_end(message, hook);
    put_text(message, NFTA_CHAIN_TYPE, "filter");
    datagram.end(message);
}

void add_rule(Datagram& datagram, std::uint8_t family, std::string_view instance) {
    nlmsghdr* message =
        datagram.begin(nf_tables_type(NFT_MSG_NEWRULE), NLM_F_CREATE | NLM_F_APPEND, family);
    put_text(message, NFTA_RULE_TABLE, mangle_table);
    put_text(message, NFTA_RULE_CHAIN, prerouting_chain);
    nlattr* expressions = mnl_attr_nest_start(message, NFTA_RULE_EXPRESSIONS);
    put_expression(message, "counter");
    const JoolTargetInfo info = jool_target_info(instance);
    put_expression(message, "target", &info);
    mnl_attr_nest_end(message, expressions);
    const std::string mark = owner_mark();
    mnl_attr_put(message, NFTA_RULE_USERDATA, mark.size(), mark.data());
    datagram.end(message);
}

/// The attributes of one nest by type; borrowed from the message.
struct Attributes {
    static constexpr std::uint16_t types = 16;
    const nlattr* at[types] = {};

    void keep(const nlattr* attribute) {
        const std::uint16_t type = mnl_attr_get_type(attribute);
        if (type < types) at[type] = attribute;
    }
    [[nodiscard]] std::string_view octets(std::uint16_t type) const {
        if (at[type] == nullptr) return {};
        return {static_cast<const char*>(mnl_attr_get_payload(at[type])),
                mnl_attr_get_payload_len(at[type])};
    }
    [[nodiscard]] std::string_view text(std::uint16_t type) const {
        const std::string_view all = octets(type);
        return all.substr(0, all.find('\0'));
    }
};

int keep_attribute(const nlattr* attribute, void* attributes) {
    static_cast<Attributes*>(attributes)->keep(attribute);
    return MNL_CB_OK;
}

Attributes attributes_in(const nlattr* nest) {
    Attributes found;
    mnl_attr_parse_nested(nest, keep_attribute, &found);
    return found;
}

/// Puts the instance that `element` hands packets to, if it does, where `found` points.
int find_instance(const nlattr* element, void* found) {
    const Attributes expression = attributes_in(element);
    if (expression.text(NFTA_EXPR_NAME) != "target") return MNL_CB_OK;
    if (expression.at[NFTA_EXPR_DATA] == nullptr) return MNL_CB_OK;
    const Attributes target = attributes_in(expression.at[NFTA_EXPR_DATA]);
    const std::string_view info = target.octets(NFTA_TARGET_INFO);
    *static_cast<std::optional<std::string>*>(found) = instance_of_target(
        target.text(NFTA_TARGET_NAME),
        base::Bytes(reinterpret_cast<const std::uint8_t*>(info.data()), info.size()));
    return MNL_CB_OK;
}

}  // namespace

std::vector<std::uint8_t> add_rule_batch(model::Family family, std::string_view instance,
                                         std::uint32_t seq) {
    Datagram datagram(seq);
    datagram.batch_mark(NFNL_MSG_BATCH_BEGIN);
    add_table(datagram, number_of(family));
    add_chain(datagram, number_of(family));
    add_rule(datagram, number_of(family), instance);
    datagram.batch_mark(NFNL_MSG_BATCH_END);
    return datagram.take();
}

std::vector<std::uint8_t> delete_rule_batch(const model::InterceptionRule& rule,
                                            std::uint32_t seq) {
    Datagram datagram(seq);
    datagram.batch_mark(NFNL_MSG_BATCH_BEGIN);
    nlmsghdr* message = datagram.begin(nf_tables_type(NFT_MSG_DELRULE), 0, number_of(rule.family));
    put_text(message, NFTA_RULE_TABLE, rule.table);
    put_text(message, NFTA_RULE_CHAIN, rule.chain);
    mnl_attr_put_u64(message, NFTA_RULE_HANDLE, htobe64(rule.handle));
    datagram.end(message);
    datagram.batch_mark(NFNL_MSG_BATCH_END);
    return datagram.take();
}

std::vector<std::uint8_t> list_rules_request(model::Family family, std::uint32_t seq) {
    Datagram datagram(seq);
    datagram.end(datagram.begin(nf_tables_type(NFT_MSG_GETRULE), NLM_F_DUMP, number_of(family)));
    return datagram.take();
}

std::optional<model::InterceptionRule> rule_from(const nlmsghdr* message) {
    if (message->nlmsg_type != nf_tables_type(NFT_MSG_NEWRULE)) return std::nullopt;
    if (mnl_nlmsg_get_payload_len(message) < sizeof(nfgenmsg)) return std::nullopt;
    Attributes rule;
    mnl_attr_parse(message, sizeof(nfgenmsg), keep_attribute, &rule);
    if (rule.at[NFTA_RULE_EXPRESSIONS] == nullptr) return std::nullopt;
    std::optional<std::string> instance;
    mnl_attr_parse_nested(rule.at[NFTA_RULE_EXPRESSIONS], find_instance, &instance);
    if (!instance) return std::nullopt;

    const auto* header = static_cast<const nfgenmsg*>(mnl_nlmsg_get_payload(message));
    model::InterceptionRule found;
    found.family = header->nfgen_family == NFPROTO_IPV4 ? model::Family::ipv4 : model::Family::ipv6;
    found.table = rule.text(NFTA_RULE_TABLE);
    found.chain = rule.text(NFTA_RULE_CHAIN);
    found.instance = std::move(*instance);
    found.is_ours = rule.octets(NFTA_RULE_USERDATA).find(owner_mark()) != std::string_view::npos;
    const std::string_view handle = rule.octets(NFTA_RULE_HANDLE);
    if (handle.size() == sizeof found.handle) {
        std::memcpy(&found.handle, handle.data(), handle.size());
        found.handle = be64toh(found.handle);
    }
    return found;
}

}  // namespace gate64::nat64ctl::firewall
