// SPDX-License-Identifier: Apache-2.0
#pragma once
// One request to the fake module. For fake_jool.cc and fake_handler*.cc only.

#include <functional>
#include <string>

#include "shared/jool/fields.h"
#include "tests/kit/fake_jool.h"

namespace gate64::jool {

class FakeHandler {
  public:
    FakeHandler(FakeJool& jool, const Message& request)
        : jool_(jool), head_(request.head()), attributes_(request.attributes()) {}

    [[nodiscard]] Octets run();

  private:
    [[nodiscard]] Octets done() const;
    [[nodiscard]] Octets refuse(int errno_value, const std::string& words) const;
    [[nodiscard]] Octets on_instance(FakeInstance& instance);
    [[nodiscard]] FakeInstance* find();

    [[nodiscard]] Octets list_instances();
    [[nodiscard]] Octets add_instance();
    [[nodiscard]] Octets hello() const;
    [[nodiscard]] Octets list_globals(const FakeInstance& instance) const;
    [[nodiscard]] Octets update_globals(FakeInstance& instance);
    [[nodiscard]] Octets list_stats(const FakeInstance& instance) const;
    [[nodiscard]] Octets list_pool4(const FakeInstance& instance) const;
    [[nodiscard]] Octets change_pool4(FakeInstance& instance, bool add);
    [[nodiscard]] Octets flush_pool4(FakeInstance& instance);
    [[nodiscard]] Octets list_bib(const FakeInstance& instance) const;
    [[nodiscard]] Octets add_bib(FakeInstance& instance);
    [[nodiscard]] Octets remove_bib(FakeInstance& instance);
    [[nodiscard]] Octets list_sessions(const FakeInstance& instance) const;
    [[nodiscard]] Octets atomic();
    [[nodiscard]] Octets atomic_commit();

    /// Empty when fine, else the kernel's words.
    [[nodiscard]] std::string apply_globals(FakeInstance& instance, const Attributes& wanted,
                                            bool is_new) const;
    [[nodiscard]] std::string apply_pool4(FakeInstance& instance, const Attributes& entry,
                                          bool add);
    [[nodiscard]] bool has_flag(std::uint8_t flag) const noexcept {
        return (head_.flags & flag) != 0;
    }

    FakeJool& jool_;
    const MessageHead& head_;
    Attributes attributes_;
};

/// A reply under way: entries are added until the page is full.
class FakePage {
  public:
    FakePage(const MessageHead& request, std::size_t bytes)
        : head_(request), bytes_(bytes), writer_(reply_head(request, 0), bytes + 4096) {}

    /// False when `write(MessageWriter&)` had no room any more; then the reply says "more".
    template <typename Write>
    bool add(Write write) {
        if (writer_.size() + entry_bytes_max > bytes_ + 48) {
            more_ = true;
            return false;
        }
        write(writer_);
        return true;
    }
    [[nodiscard]] Octets finish();

  private:
    static constexpr std::size_t entry_bytes_max = 160;  // the largest: a session
    [[nodiscard]] static MessageHead reply_head(const MessageHead& request, std::uint8_t flags);

    MessageHead head_;
    std::size_t bytes_;
    MessageWriter writer_;
    bool more_ = false;
};

[[nodiscard]] FakeInstance fresh_instance(const Version& version, Framework framework,
                                          const GlobalValue& pool6);

}  // namespace gate64::jool
