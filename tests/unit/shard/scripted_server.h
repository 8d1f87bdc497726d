// SPDX-License-Identifier: Apache-2.0
#pragma once
// An upstream on loopback for the tests of whole shards: 198.51.100.1 for every A question, nothing
// for the rest, after a delay. Answers over UDP only, on a thread of its own.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "shared/base/bytes.h"
#include "tests/unit/io/loopback.h"

namespace gate64::dns64d::shard {

class ScriptedServer {
  public:
    ScriptedServer() {
        io::set_receive_timeout(fd_.get(), 20);
        thread_ = std::thread([this] { run(); });
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer() {
        stop_.store(true);
        thread_.join();
    }

    [[nodiscard]] net::Endpoint endpoint() const {
        net::Endpoint own = io::endpoint("127.0.0.1:0");
        own.port = io::bound_port(fd_.get());
        return own;
    }
    std::atomic<int> delay_ms{0};
    std::atomic<int> questions{0};

  private:
    void run() {
        while (!stop_.load()) {
            const auto question = io::receive_text(fd_.get());
            if (!question || question->text.size() < 17) continue;
            ++questions;
            std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms.load()));
            io::send_text(fd_.get(), question->from, answer_to(question->text));
        }
    }
    static std::string answer_to(const std::string& question) {
        std::size_t end = 12;
        while (end < question.size() && question[end] != 0)
            end += static_cast<std::size_t>(static_cast<unsigned char>(question[end])) + 1;
        std::string answer = question.substr(0, end + 5);
        answer[2] = '\x81';
        answer[3] = '\x80';
        std::fill(answer.begin() + 6, answer.begin() + 12, '\0');
        if (answer[end + 2] == 1) {
            answer[7] = '\x01';
            const std::string record(
                "\xc0\x0c\x00\x01\x00\x01\x00\x00\x01\x2c\x00\x04\xc6\x33\x64\x01", 16);
            answer += record;
        }
        return answer;
    }

    base::UniqueFd fd_ = io::plain_socket(io::endpoint("127.0.0.1:0"), SOCK_DGRAM);
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

/// A query for the A records of LABEL.test.
inline std::string query_for(std::uint16_t id, const std::string& label) {
    std::string text{static_cast<char>(id >> 8), static_cast<char>(id)};
    text += std::string("\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10);
    text += static_cast<char>(label.size());
    text += label;
    text += std::string("\x04test\x00\x00\x01\x00\x01", 10);
    return text;
}

/// Whether `text` answers query `id` with the one address there is.
inline bool is_answer(const std::string& text, std::uint16_t id) {
    return text.size() > 12 && text[0] == static_cast<char>(id >> 8) &&
           text[1] == static_cast<char>(id) && (text[3] & 0x0F) == 0 && text[7] == 1 &&
           text.find("\xc6\x33\x64\x01") != std::string::npos;
}

}  // namespace gate64::dns64d::shard
