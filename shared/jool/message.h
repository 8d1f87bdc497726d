// SPDX-License-Identifier: Apache-2.0
#pragma once
// A netlink message of the family "Jool" in memory: writing one, and reading one that somebody else
// wrote. What its attributes mean is the codecs' business. Nothing here is sent anywhere. Values of
// one thread.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/bytes.h"
#include "shared/base/error.h"
#include "shared/jool/model.h"
#include "shared/jool/version.h"

struct nl_msg;
struct nlattr;

namespace gate64::jool {

/// A whole netlink message, header first.
using Octets = std::vector<std::uint8_t>;

/// What the three headers say.
struct MessageHead {
    std::uint16_t family = 0;  ///< netlink's message type
    std::uint8_t command = 0;  ///< an abi::Operation; 0 in replies
    std::uint8_t flags = 0;    ///< abi::flag
    Version version;
    std::string instance;  ///< at most instance_name_max octets, no NUL
    std::uint32_t sequence = 0;
    friend bool operator==(const MessageHead&, const MessageHead&) = default;
};

struct MessageDeleter {
    void operator()(nl_msg* message) const noexcept;
};
using MessagePtr = std::unique_ptr<nl_msg, MessageDeleter>;

/// Writes attributes one after the other. What does not fit sets an error that finish() reports.
class MessageWriter {
  public:
    /// Closes the nest it stands for when it goes. Nests close in reverse order.
    class Nest {
      public:
        Nest(const Nest&) = delete;
        Nest& operator=(const Nest&) = delete;
        ~Nest();

      private:
        friend class MessageWriter;
        Nest(MessageWriter& writer, nlattr* start) noexcept : writer_(writer), start_(start) {}
        MessageWriter& writer_;
        nlattr* start_;
    };

    explicit MessageWriter(const MessageHead& head, std::size_t capacity = 4096);

    void u8(std::uint16_t type, std::uint8_t value);
    void u16(std::uint16_t type, std::uint16_t value);
    void u32(std::uint16_t type, std::uint32_t value);
    void u64(std::uint16_t type, std::uint64_t value);
    void text(std::uint16_t type, std::string_view value);  ///< with a NUL at its end
    void bytes(std::uint16_t type, base::Bytes value);
    /// NLA_F_NESTED is always set, and an empty nest stays: Linux 5.2 and later insist.
    [[nodiscard]] Nest nest(std::uint16_t type);

    /// Octets so far.
    [[nodiscard]] std::size_t size() const noexcept;
    /// The message, once. EMSGSIZE when something did not fit, EINVAL for a wrong instance name.
    [[nodiscard]] base::Result<Octets> finish();

  private:
    void put(std::uint16_t type, const void* value, std::size_t size);

    MessagePtr message_;
    int errno_value_ = 0;
};

class Attributes;

/// One attribute of a message that was received; borrows from the Message. A value of the wrong
/// length, or of an attribute that is not there, reads as zero and marks the message as unsound.
class Attribute {
  public:
    [[nodiscard]] std::uint16_t type() const noexcept;  ///< without NLA_F_NESTED; 0: not there
    [[nodiscard]] bool exists() const noexcept { return attribute_ != nullptr; }
    /// Octets of the value.
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::uint8_t u8() const noexcept;
    [[nodiscard]] std::uint16_t u16() const noexcept;
    [[nodiscard]] std::uint32_t u32() const noexcept;
    [[nodiscard]] std::uint64_t u64() const noexcept;
    /// NUL-terminated, without the NUL.
    [[nodiscard]] std::string_view text() const noexcept;
    /// `size` octets, empty when it has another length.
    [[nodiscard]] base::Bytes bytes(std::size_t size) const noexcept;
    [[nodiscard]] Attributes nested() const noexcept;
    /// The value makes no sense.
    void poison() const noexcept { *sound_ = false; }

  private:
    friend class Attributes;
    Attribute(const nlattr* attribute, bool* sound) noexcept
        : attribute_(attribute), sound_(sound) {}
    template <typename Value>
    [[nodiscard]] Value value() const noexcept;

    const nlattr* attribute_;
    bool* sound_;
};

/// Attributes one after the other.
class Attributes {
  public:
    /// In order. Stops when `visit(Attribute)` is done with the last whole one.
    template <typename Visit>
    void each(Visit visit) const {
        for (Place place = first(); place.attribute != nullptr; place = next(place))
            visit(Attribute(place.attribute, sound_));
    }
    /// The first of that type; asking an attribute that is not there for its value is an error.
    [[nodiscard]] Attribute operator[](std::uint16_t type) const noexcept;
    [[nodiscard]] bool has(std::uint16_t type) const noexcept { return (*this)[type].exists(); }
    [[nodiscard]] bool empty() const noexcept { return first().attribute == nullptr; }
    void poison() const noexcept { *sound_ = false; }

  private:
    friend class Attribute;
    friend class Message;
    struct Place {
        const nlattr* attribute;  ///< nullptr: no more
        int left;                 ///< octets from here
    };
    Attributes(const nlattr* start, int size, bool* sound) noexcept
        : start_(start), size_(size), sound_(sound) {}
    [[nodiscard]] Place first() const noexcept;
    [[nodiscard]] static Place next(const Place& place) noexcept;
    void check() const noexcept;

    const nlattr* start_;
    int size_;
    bool* sound_;
};

/// A message that was received.
class Message {
  public:
    /// One whole message of the family: lengths, Jool's magic word and the outer attributes must be
    /// right. EBADMSG otherwise.
    [[nodiscard]] static base::Result<Message> parse(base::Bytes octets);

    [[nodiscard]] const MessageHead& head() const noexcept { return state_->head; }
    [[nodiscard]] Attributes attributes() const noexcept;
    /// False once a read found something missing, of the wrong length, or senseless.
    [[nodiscard]] bool is_sound() const noexcept { return state_->sound; }

  private:
    struct State {
        MessagePtr message;
        MessageHead head;
        bool sound = true;
    };
    explicit Message(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
    std::unique_ptr<State> state_;
};

/// Memory for a message of `size` octets whose headers are not filled in; libnl's.
[[nodiscard]] MessagePtr allocate_message(std::size_t size);

}  // namespace gate64::jool
