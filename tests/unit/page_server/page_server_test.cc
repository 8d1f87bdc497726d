// SPDX-License-Identifier: Apache-2.0
#include "shared/page_server/page_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

namespace gate64::page_server {
namespace {

std::uint16_t port_of(int fd) {
    sockaddr_in own{};
    socklen_t length = sizeof own;
    EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&own), &length), 0);
    return ntohs(own.sin_port);
}

std::string get(std::uint16_t port, const std::string& request) {
    const base::UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(port);
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server), 0);
    const std::string text = request + " HTTP/1.0\r\n\r\n";
    EXPECT_EQ(send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
    std::string answer;
    std::array<char, 1024> chunk{};
    for (ssize_t got = 0; (got = recv(fd.get(), chunk.data(), chunk.size(), 0)) > 0;) {
        answer.append(chunk.data(), static_cast<std::size_t>(got));
    }
    return answer;
}

TEST(PageServer, ServesOnePageAndNothingElse) {
    auto listener = open_page_socket(*net::Endpoint::parse("127.0.0.1:0", 0));
    ASSERT_TRUE(listener) << listener.error().message;
    const std::uint16_t port = port_of(listener->get());
    int calls = 0;
    const auto server = PageServer::start(std::move(*listener), [&calls] {
        ++calls;
        return std::string("up 1\n");
    });
    ASSERT_TRUE(server);
    const std::string page = get(port, "GET /metrics");
    EXPECT_NE(page.find(" 200 "), std::string::npos) << page;
    EXPECT_NE(page.find("text/plain; version=0.0.4"), std::string::npos) << page;
    EXPECT_TRUE(page.ends_with("\r\n\r\nup 1\n")) << page;
    EXPECT_NE(get(port, "GET /").find(" 404 "), std::string::npos);
    EXPECT_NE(get(port, "POST /metrics").find(" 405 "), std::string::npos);
    EXPECT_EQ(calls, 1);
}

TEST(PageServer, NamesTheAddressThatItCannotHave) {
    const auto listener = open_page_socket(*net::Endpoint::parse("192.0.2.77:9465", 0));
    ASSERT_FALSE(listener);
    EXPECT_NE(listener.error().message.find("192.0.2.77:9465"), std::string::npos);
}

TEST(PageServer, ListensOnIpv6) {
    const auto listener = open_page_socket(*net::Endpoint::parse("[::1]:0", 0));
    EXPECT_TRUE(listener) << listener.error().message;
}

TEST(PageServer, KnowsItsLibrary) {
    EXPECT_FALSE(library_version().empty());
}

}  // namespace
}  // namespace gate64::page_server
