// SPDX-License-Identifier: Apache-2.0
#pragma once
// The numbers Jool 4.1.0 to 4.1.15 uses on generic netlink, in the order of its enumerations.
// Source: src/common/config.h of that project unless a line says otherwise. Integers of attributes
// are in host order, addresses in network order. Operations and globals that only SIIT has are left
// out on purpose: modules up to 4.1.9 take them for NAT64 and run into uninitialised memory.
// Constants only.

#include <cstddef>
#include <cstdint>

namespace gate64::jool::abi {

// Generic netlink: src/common/config.h and src/mod/common/nl/nl_handler.c.
inline constexpr std::uint8_t genl_version = 1;   ///< of requests; the kernel does not look at it
inline constexpr std::uint8_t reply_command = 0;  ///< of every reply: src/mod/common/nl/nl_core.c
inline constexpr std::size_t netlink_header_bytes = 16;  // linux/netlink.h
inline constexpr std::size_t genl_header_bytes = 4;      // linux/genetlink.h
inline constexpr std::size_t header_bytes = 28;          ///< Jool's own, after genetlink's
inline constexpr std::size_t attributes_offset =
    netlink_header_bytes + genl_header_bytes + header_bytes;

/// Fields of Jool's header, as offsets from its start.
namespace header {
inline constexpr char magic[] = {'j', 'o', 'o', 'l'};
inline constexpr std::size_t version = 4;  ///< the one big-endian word
inline constexpr std::size_t type = 8;
inline constexpr std::size_t flags = 9;
inline constexpr std::size_t instance = 12;
inline constexpr std::size_t instance_bytes = 16;  ///< with at least one NUL
}  // namespace header

inline constexpr std::uint8_t type_nat64 = 2;

namespace flag {
inline constexpr std::uint8_t error = 0x01;  ///< replies
inline constexpr std::uint8_t force = 0x02;
inline constexpr std::uint8_t quick = 0x04;
inline constexpr std::uint8_t more = 0x08;  ///< replies: entries follow
}  // namespace flag

enum class Operation : std::uint8_t {
    instance_foreach = 0,
    instance_add = 1,
    instance_hello = 2,
    instance_rm = 3,
    instance_flush = 4,
    stats_foreach = 7,
    global_foreach = 8,
    global_update = 9,
    pool4_foreach = 18,
    pool4_add = 19,
    pool4_rm = 20,
    pool4_flush = 21,
    bib_foreach = 22,
    bib_add = 23,
    bib_rm = 24,
    session_foreach = 25,
    file_handle = 26,  ///< atomic configuration
    joold_advertise = 28,
};

namespace root {
inline constexpr std::uint16_t globals = 2;
inline constexpr std::uint16_t pool4_entries = 5;
inline constexpr std::uint16_t bib_entries = 6;
inline constexpr std::uint16_t offset = 8;
inline constexpr std::uint16_t offset_u8 = 9;
inline constexpr std::uint16_t operand = 10;
inline constexpr std::uint16_t proto = 11;
inline constexpr std::uint16_t atomic_init = 12;
inline constexpr std::uint16_t atomic_end = 13;
}  // namespace root

namespace list {
inline constexpr std::uint16_t entry = 1;
}  // namespace list

namespace error {
inline constexpr std::uint16_t code = 1;
inline constexpr std::uint16_t message = 2;
}  // namespace error

namespace prefix {
inline constexpr std::uint16_t address = 1;
inline constexpr std::uint16_t length = 2;
}  // namespace prefix

/// Transport addresses.
namespace taddr {
inline constexpr std::uint16_t address = 1;
inline constexpr std::uint16_t port = 2;
}  // namespace taddr

namespace instance_entry {
inline constexpr std::uint16_t ns = 1;
inline constexpr std::uint16_t framework = 2;
inline constexpr std::uint16_t name = 3;
}  // namespace instance_entry

namespace instance_status {
inline constexpr std::uint16_t status = 1;
inline constexpr std::uint8_t alive = 0;  // enum instance_hello_status
inline constexpr std::uint8_t dead = 1;
}  // namespace instance_status

namespace instance_add {
inline constexpr std::uint16_t framework = 1;
inline constexpr std::uint16_t pool6 = 2;
}  // namespace instance_add

namespace pool4 {
inline constexpr std::uint16_t mark = 1;
inline constexpr std::uint16_t iterations = 2;
inline constexpr std::uint16_t flags = 3;
inline constexpr std::uint16_t proto = 4;
inline constexpr std::uint16_t prefix = 5;
inline constexpr std::uint16_t port_min = 6;
inline constexpr std::uint16_t port_max = 7;
// enum iteration_flags
inline constexpr std::uint8_t iterations_set = 0x01;
inline constexpr std::uint8_t iterations_auto = 0x02;
inline constexpr std::uint8_t iterations_infinite = 0x04;
}  // namespace pool4

namespace bib {
inline constexpr std::uint16_t src6 = 1;
inline constexpr std::uint16_t src4 = 2;
inline constexpr std::uint16_t proto = 3;
inline constexpr std::uint16_t is_static = 4;
}  // namespace bib

namespace session {
inline constexpr std::uint16_t src6 = 1;
inline constexpr std::uint16_t dst6 = 2;
inline constexpr std::uint16_t src4 = 3;
inline constexpr std::uint16_t dst4 = 4;
inline constexpr std::uint16_t proto = 5;
inline constexpr std::uint16_t state = 6;
inline constexpr std::uint16_t timer = 7;
inline constexpr std::uint16_t expiration = 8;  ///< milliseconds left
}  // namespace session

/// Globals that code names; the whole table is globals.cc.
namespace global {
inline constexpr std::uint16_t manually_enabled = 1;
inline constexpr std::uint16_t pool6 = 2;
inline constexpr std::uint16_t mtu_plateaus = 8;
inline constexpr std::uint16_t ss_flush_asap = 28;               ///< without effect from 4.1.13
inline constexpr std::uint16_t ss_max_sessions_per_packet = 32;  ///< from 4.1.11
inline constexpr std::size_t plateaus_max = 64;  // PLATEAUS_MAX of src/common/config.h
}  // namespace global

}  // namespace gate64::jool::abi
