// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/message.h"

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "shared/base/check.h"
#include "shared/jool/abi.h"

namespace gate64::jool {
namespace {

bool is_instance_field(std::string_view name) noexcept {
    return name.size() <= instance_name_max && name.find('\0') == std::string_view::npos;
}

void write_header(std::uint8_t* header, const MessageHead& head) {
    std::memset(header, 0, abi::header_bytes);
    std::memcpy(header, abi::header::magic, sizeof abi::header::magic);
    base::store_be32(header + abi::header::version, head.version.wire());
    header[abi::header::type] = abi::type_nat64;
    header[abi::header::flags] = head.flags;
    std::memcpy(header + abi::header::instance, head.instance.data(), head.instance.size());
}

}  // namespace

void MessageDeleter::operator()(nl_msg* message) const noexcept {
    ::nlmsg_free(message);
}

MessagePtr allocate_message(std::size_t size) {
    MessagePtr message(::nlmsg_alloc_size(size));
    CHECK(message != nullptr);
    return message;
}

MessageWriter::Nest::~Nest() {
    if (start_ == nullptr) return;
    if (::nla_nest_end_keep_empty(writer_.message_.get(), start_) < 0)
        writer_.errno_value_ = EMSGSIZE;
}

MessageWriter::MessageWriter(const MessageHead& head, std::size_t capacity)
    : message_(allocate_message(std::max(capacity, abi::attributes_offset))) {
    void* const header = ::genlmsg_put(message_.get(), 0, head.sequence, head.family,
                                       static_cast<int>(abi::header_bytes), NLM_F_REQUEST,
                                       head.command, abi::genl_version);
    CHECK(header != nullptr);
    if (!is_instance_field(head.instance)) {
        errno_value_ = EINVAL;
        return;
    }
    write_header(static_cast<std::uint8_t*>(header), head);
}

void MessageWriter::put(std::uint16_t type, const void* value, std::size_t size) {
    if (errno_value_ != 0) return;
    if (::nla_put(message_.get(), type, static_cast<int>(size), value) < 0) errno_value_ = EMSGSIZE;
}

void MessageWriter::u8(std::uint16_t type, std::uint8_t value) {
    put(type, &value, sizeof value);
}
void MessageWriter::u16(std::uint16_t type, std::uint16_t value) {
    put(type, &value, sizeof value);
}
void MessageWriter::u32(std::uint16_t type, std::uint32_t value) {
    put(type, &value, sizeof value);
}
void MessageWriter::u64(std::uint16_t type, std::uint64_t value) {
    put(type, &value, sizeof value);
}
void MessageWriter::text(std::uint16_t type, std::string_view value) {
    const std::string terminated(value);
    put(type, terminated.c_str(), terminated.size() + 1);
}
void MessageWriter::bytes(std::uint16_t type, base::Bytes value) {
    put(type, value.data(), value.size());
}

MessageWriter::Nest MessageWriter::nest(std::uint16_t type) {
    if (errno_value_ != 0) return {*this, nullptr};
    nlattr* const start = ::nla_nest_start(message_.get(), type | NLA_F_NESTED);
    if (start == nullptr) errno_value_ = EMSGSIZE;
    return {*this, start};
}

std::size_t MessageWriter::size() const noexcept {
    return ::nlmsg_hdr(message_.get())->nlmsg_len;
}

base::Result<Octets> MessageWriter::finish() {
    if (errno_value_ == EINVAL) {
        return base::fail("an instance name has at most " + std::to_string(instance_name_max) +
                              " octets and no NUL",
                          EINVAL);
    }
    if (errno_value_ != 0) return base::fail("a message to Jool became too long", errno_value_);
    const void* const start = ::nlmsg_hdr(message_.get());
    const auto* const octets = static_cast<const std::uint8_t*>(start);
    return Octets(octets, octets + size());
}

std::uint16_t Attribute::type() const noexcept {
    return exists() ? static_cast<std::uint16_t>(::nla_type(attribute_)) : std::uint16_t{0};
}

std::size_t Attribute::size() const noexcept {
    return exists() ? static_cast<std::size_t>(::nla_len(attribute_)) : 0;
}

base::Bytes Attribute::bytes(std::size_t size) const noexcept {
    if (!exists() || this->size() != size) {
        poison();
        return {};
    }
    return {static_cast<const std::uint8_t*>(::nla_data(attribute_)), size};
}

template <typename Value>
Value Attribute::value() const noexcept {
    Value value{};
    const base::Bytes octets = bytes(sizeof value);
    if (!octets.empty()) std::memcpy(&value, octets.data(), sizeof value);
    return value;
}

std::uint8_t Attribute::u8() const noexcept {
    return value<std::uint8_t>();
}
std::uint16_t Attribute::u16() const noexcept {
    return value<std::uint16_t>();
}
std::uint32_t Attribute::u32() const noexcept {
    return value<std::uint32_t>();
}
std::uint64_t Attribute::u64() const noexcept {
    return value<std::uint64_t>();
}

std::string_view Attribute::text() const noexcept {
    if (!exists()) {
        poison();
        return {};
    }
    const std::string_view whole(static_cast<const char*>(::nla_data(attribute_)), size());
    const std::size_t end = whole.find('\0');
    if (end == std::string_view::npos) {
        poison();
        return {};
    }
    return whole.substr(0, end);
}

Attributes Attribute::nested() const noexcept {
    if (!exists()) {
        poison();
        return {nullptr, 0, sound_};
    }
    const Attributes inner(static_cast<const nlattr*>(::nla_data(attribute_)),
                           ::nla_len(attribute_), sound_);
    inner.check();
    return inner;
}

Attributes::Place Attributes::first() const noexcept {
    return {size_ > 0 && ::nla_ok(start_, size_) != 0 ? start_ : nullptr, size_};
}

Attributes::Place Attributes::next(const Place& place) noexcept {
    Place after = place;
    after.attribute = ::nla_next(place.attribute, &after.left);
    // Some releases of libnl take a negative rest for a large one.
    if (after.left <= 0 || ::nla_ok(after.attribute, after.left) == 0) after.attribute = nullptr;
    return after;
}

/// Nothing may stand behind the last attribute. Its own padding may be missing.
void Attributes::check() const noexcept {
    int left = size_;
    for (Place place = first(); place.attribute != nullptr;) {
        place = next(place);
        left = place.left;
    }
    if (left > 0) poison();
}

Attribute Attributes::operator[](std::uint16_t type) const noexcept {
    for (Place place = first(); place.attribute != nullptr; place = next(place))
        if (::nla_type(place.attribute) == type) return {place.attribute, sound_};
    return {nullptr, sound_};
}

Attributes Message::attributes() const noexcept {
    const nlmsghdr* const netlink = ::nlmsg_hdr(state_->message.get());
    const auto* const genetlink = static_cast<const genlmsghdr*>(::nlmsg_data(netlink));
    return {::genlmsg_attrdata(genetlink, static_cast<int>(abi::header_bytes)),
            ::genlmsg_attrlen(genetlink, static_cast<int>(abi::header_bytes)), &state_->sound};
}

base::Result<Message> Message::parse(base::Bytes octets) {
    const auto refuse = [](const char* why) {
        return base::fail(std::string("a message of Jool's family is malformed: ") + why, EBADMSG);
    };
    if (octets.size() < abi::attributes_offset) return refuse("it is too short");
    auto state = std::make_unique<State>();
    state->message = allocate_message(octets.size());
    nlmsghdr* const netlink = ::nlmsg_hdr(state->message.get());
    std::memcpy(static_cast<void*>(netlink), octets.data(), octets.size());
    if (netlink->nlmsg_len != octets.size()) return refuse("its length is wrong");

    const base::Bytes genetlink = octets.subspan(abi::netlink_header_bytes);
    const std::uint8_t* const header = genetlink.data() + abi::genl_header_bytes;
    if (std::memcmp(header, abi::header::magic, sizeof abi::header::magic) != 0)
        return refuse("Jool's magic word is missing");
    if (header[abi::header::type] != abi::type_nat64) return refuse("it is not about NAT64");
    const std::uint8_t* const name = header + abi::header::instance;
    const std::uint8_t* const name_end = std::find(name, name + abi::header::instance_bytes, 0);
    if (name_end == name + abi::header::instance_bytes) return refuse("the name has no end");

    const std::uint8_t* const version = header + abi::header::version;
    state->head = {.family = netlink->nlmsg_type,
                   .command = genetlink[0],
                   .flags = header[abi::header::flags],
                   .version = {version[0], version[1], version[2], version[3]},
                   .instance = std::string(name, name_end),
                   .sequence = netlink->nlmsg_seq};
    Message message(std::move(state));
    message.attributes().check();
    if (!message.is_sound()) return refuse("octets are left over");
    return message;
}

}  // namespace gate64::jool
