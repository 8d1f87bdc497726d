// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/instance_codec.h"

namespace gate64::jool {

using abi::Operation;

void write_instance(MessageWriter& writer, std::uint16_t type, const Instance& instance) {
    const auto nest = writer.nest(type);
    writer.u32(abi::instance_entry::ns, instance.ns);
    writer.u8(abi::instance_entry::framework, static_cast<std::uint8_t>(instance.framework));
    writer.text(abi::instance_entry::name, instance.name);
}

Instance read_instance(const Attributes& fields) {
    Instance instance{.ns = fields[abi::instance_entry::ns].u32(),
                      .framework = read_framework(fields[abi::instance_entry::framework]),
                      .name = std::string(fields[abi::instance_entry::name].text())};
    if (instance.name.size() > instance_name_max) fields.poison();
    return instance;
}

base::Result<Octets> encode_instance_foreach(const Target& target,
                                             const std::optional<Instance>& after) {
    MessageWriter writer = request(target, Operation::instance_foreach);
    if (after) write_instance(writer, abi::root::offset, *after);
    return writer.finish();
}

base::Result<Octets> encode_instance_add(const Target& target, Framework framework,
                                         const net::Ipv6Prefix& pool6) {
    MessageWriter writer = request(target, Operation::instance_add);
    {
        const auto operand = writer.nest(abi::root::operand);
        writer.u8(abi::instance_add::framework, static_cast<std::uint8_t>(framework));
        write_prefix(writer, abi::instance_add::pool6, pool6);
    }
    return writer.finish();
}

base::Result<Octets> encode_instance_hello(const Target& target) {
    return request(target, Operation::instance_hello).finish();
}

base::Result<Octets> encode_instance_rm(const Target& target) {
    return request(target, Operation::instance_rm).finish();
}

base::Result<Octets> encode_instance_flush(const Target& target) {
    return request(target, Operation::instance_flush).finish();
}

base::Result<Octets> encode_joold_advertise(const Target& target) {
    return request(target, Operation::joold_advertise).finish();
}

base::Result<Page<Instance>> decode_instances(base::Bytes reply) {
    return read_page<Instance>(reply, "instances", abi::list::entry, read_instance);
}

base::Result<bool> decode_instance_hello(base::Bytes octets) {
    const auto reply = Reply::parse(octets);
    if (!reply) return std::unexpected(reply.error());
    const std::uint8_t status = reply->attributes()[abi::instance_status::status].u8();
    if (!reply->is_sound() || status > abi::instance_status::dead)
        return malformed("state of an instance");
    return status == abi::instance_status::alive;
}

}  // namespace gate64::jool
