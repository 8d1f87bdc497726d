// SPDX-License-Identifier: Apache-2.0
#include "shared/control_client/ask.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>

#include "shared/base/unique_fd.h"

namespace gate64::control_client {
namespace {

TEST(Ask, NobodyThereIsASentence) {
    const auto answer = ask("/nonexistent/dns64d.sock", "{}\n");
    ASSERT_FALSE(answer);
    EXPECT_NE(answer.error().message.find("is dns64d running"), std::string::npos);
    EXPECT_EQ(answer.error().errno_value, ENOENT);
}

TEST(Ask, RefusesAPathThatNoSocketCanHave) {
    EXPECT_FALSE(ask("/" + std::string(200, 'a'), "{}\n"));
}

TEST(Ask, GivesTheWholeAnswer) {
    std::string pattern = std::filesystem::temp_directory_path() / "exchange-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    const std::string path = pattern + "/sock";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    const base::UniqueFd listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listener.get(), 1), 0);
    const std::string long_answer(100'000, 'x');
    std::thread server([&] {
        const base::UniqueFd fd(accept(listener.get(), nullptr, nullptr));
        std::array<char, 64> request{};
        ASSERT_EQ(recv(fd.get(), request.data(), request.size(), 0), 3);
        ASSERT_EQ(send(fd.get(), long_answer.data(), long_answer.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(long_answer.size()));
    });
    const auto answer = ask(path, "{}\n");
    server.join();
    std::filesystem::remove_all(pattern);
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer, long_answer);
}

}  // namespace
}  // namespace gate64::control_client
