// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/nat64ctl/system/kit.h"

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <sched.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

namespace gate64::nat64ctl::system::test {
namespace {

namespace fs = std::filesystem;

/// One change over rtnetlink with its acknowledgement.
class Change {
  public:
    template <typename Header>
    Change(int type, int flags, Header header)
        : message_(nlmsg_alloc_simple(type, NLM_F_REQUEST | flags)) {
        nlmsg_append(message_, &header, sizeof header, NLMSG_ALIGNTO);
    }
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;
    ~Change() { EXPECT_EQ(message_, nullptr) << "not sent"; }

    nl_msg* message() { return message_; }
    Change& put(int type, const net::IpAddress& address) {
        std::array<std::uint8_t, 4> v4{};
        if (address.is_v4()) {
            address.v4().to_wire(v4.data());
            nla_put(message_, type, 4, v4.data());
        } else {
            nla_put(message_, type, 16, address.v6().octets().data());
        }
        return *this;
    }
    Change& put(int type, std::uint32_t number) {
        nla_put_u32(message_, type, number);
        return *this;
    }
    void send() {
        const std::unique_ptr<nl_sock, void (*)(nl_sock*)> socket(nl_socket_alloc(),
                                                                  nl_socket_free);
        EXPECT_EQ(nl_connect(socket.get(), NETLINK_ROUTE), 0);
        const int result = nl_send_sync(socket.get(), message_);
        message_ = nullptr;
        EXPECT_GE(result, 0) << nl_geterror(result);
    }

  private:
    nl_msg* message_;
};

}  // namespace

Folder::Folder() : path_((fs::temp_directory_path() / "gate64-test-XXXXXX").string()) {
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
    path_ = fs::canonical(path_).string();
}

Folder::~Folder() {
    std::error_code error;
    fs::remove_all(path_, error);
}

std::string Folder::put(const std::string& name, std::string_view content) const {
    const std::string whole = path_ + name;
    fs::create_directories(fs::path(whole).parent_path());
    std::ofstream(whole, std::ios::binary) << content;
    return whole;
}

std::string Folder::read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path_ + name, std::ios::binary).rdbuf();
    return text.str();
}

bool in_own_namespace(const std::function<void()>& work) {
    bool is_made = false;
    std::thread([&] {
        is_made = unshare(CLONE_NEWNET) == 0;
        if (is_made) work();
    }).join();
    return is_made;
}

void add_veth(const std::string& name, const std::string& peer) {
    Change change(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
    nla_put_string(change.message(), IFLA_IFNAME, name.c_str());
    nlattr* info = nla_nest_start(change.message(), IFLA_LINKINFO);
    nla_put_string(change.message(), IFLA_INFO_KIND, "veth");
    nlattr* data = nla_nest_start(change.message(), IFLA_INFO_DATA);
    nlattr* other = nla_nest_start(change.message(), VETH_INFO_PEER);
    ifinfomsg header{};
    nlmsg_append(change.message(), &header, sizeof header, NLMSG_ALIGNTO);
    nla_put_string(change.message(), IFLA_IFNAME, peer.c_str());
    nla_nest_end(change.message(), other);
    nla_nest_end(change.message(), data);
    nla_nest_end(change.message(), info);
    change.send();
}

void set_up(const std::string& name) {
    ifinfomsg header{};
    header.ifi_index = static_cast<int>(if_nametoindex(name.c_str()));
    header.ifi_flags = IFF_UP;
    header.ifi_change = IFF_UP;
    Change(RTM_NEWLINK, 0, header).send();
}

void add_address(const std::string& interface, const net::IpAddress& address, unsigned length) {
    ifaddrmsg header{};
    header.ifa_family = address.is_v4() ? AF_INET : AF_INET6;
    header.ifa_prefixlen = static_cast<std::uint8_t>(length);
    header.ifa_flags = IFA_F_NODAD;
    header.ifa_index = if_nametoindex(interface.c_str());
    Change(RTM_NEWADDR, NLM_F_CREATE, header)
        .put(IFA_LOCAL, address)
        .put(IFA_ADDRESS, address)
        .send();
}

void add_route(const Route& route) {
    rtmsg header{};
    header.rtm_family = route.destination.is_v4() ? AF_INET : AF_INET6;
    header.rtm_dst_len = static_cast<std::uint8_t>(route.length);
    header.rtm_table = RT_TABLE_MAIN;
    header.rtm_type = route.type;
    header.rtm_protocol = route.protocol;
    Change change(RTM_NEWROUTE, NLM_F_CREATE, header);
    if (route.length > 0) change.put(RTA_DST, route.destination);
    if (route.gateway) change.put(RTA_GATEWAY, *route.gateway);
    if (!route.interface.empty()) change.put(RTA_OIF, if_nametoindex(route.interface.c_str()));
    change.send();
}

}  // namespace gate64::nat64ctl::system::test
