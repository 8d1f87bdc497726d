// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every check of the doctor, one file each. A new one is a file, a line here and a line in the
// table of examine.cc. What they know comes from Jool's source, its issues and its documentation.

#include "nat64ctl/doctor/case.h"

namespace gate64::nat64ctl::doctor {

void check_reading(const Case& facts, Findings& findings);   ///< what could not be looked at
void check_module(const Case& facts, Findings& findings);    ///< loaded, on disk, after a reboot
void check_service(const Case& facts, Findings& findings);   ///< Debian's jool.service
void check_instance(const Case& facts, Findings& findings);  ///< there, switched on
void check_interception(const Case& facts,
                        Findings& findings);                   ///< rules of the iptables framework
void check_prefix(const Case& facts, Findings& findings);      ///< pool6, dns64d's prefixes
void check_pool4(const Case& facts, Findings& findings);       ///< protocols, marks, emptiness
void check_ports(const Case& facts, Findings& findings);       ///< pool4 against local sockets
void check_nat(const Case& facts, Findings& findings);         ///< the kernel's own NAT
void check_routes(const Case& facts, Findings& findings);      ///< of pool4, and to the Internet
void check_forwarding(const Case& facts, Findings& findings);  ///< forwarding, accept_ra
void check_links(const Case& facts, Findings& findings);       ///< qdisc, offloads
void check_mtu(const Case& facts, Findings& findings);
void check_exhaustion(const Case& facts, Findings& findings);  ///< ports, counters, gauges
void check_settings(const Case& facts, Findings& findings);    ///< globals left in a bad state
void check_guard(const Case& facts, Findings& findings);

}  // namespace gate64::nat64ctl::doctor
