// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the kernel answered: attributes, or one of its two ways to refuse. Pure.

#include <vector>

#include "shared/jool/message.h"

namespace gate64::jool {

class Reply {
  public:
    /// A refusal by Jool or by netlink becomes an Error with the kernel's number and its words as
    /// they came (escape them before printing). EBADMSG: not a reply at all.
    [[nodiscard]] static base::Result<Reply> parse(base::Bytes octets);

    [[nodiscard]] Attributes attributes() const noexcept { return message_.attributes(); }
    /// More entries follow: ask again, with the last one received as the offset.
    [[nodiscard]] bool more() const noexcept;
    [[nodiscard]] bool is_sound() const noexcept { return message_.is_sound(); }

  private:
    explicit Reply(Message message) noexcept : message_(std::move(message)) {}
    Message message_;
};

/// One reply's worth of a listing.
template <typename Entry>
struct Page {
    std::vector<Entry> entries;
    bool more = false;
};

/// EBADMSG for a reply whose `what` makes no sense.
[[nodiscard]] std::unexpected<base::Error> malformed(std::string_view what);

/// A reply that is a list of entries of one kind; `read(Attributes)` makes one of them.
template <typename Entry, typename Read>
[[nodiscard]] base::Result<Page<Entry>> read_page(base::Bytes octets, std::string_view what,
                                                  std::uint16_t entry_type, Read read) {
    const auto reply = Reply::parse(octets);
    if (!reply) return std::unexpected(reply.error());
    Page<Entry> page{.entries = {}, .more = reply->more()};
    reply->attributes().each([&](const Attribute& attribute) {
        if (attribute.type() != entry_type) attribute.poison();
        page.entries.push_back(read(attribute.nested()));
    });
    // Without a last entry there is no way to ask for what follows.
    if (!reply->is_sound() || (page.more && page.entries.empty())) return malformed(what);
    return page;
}

/// A reply that says only "done".
[[nodiscard]] base::Result<void> read_done(base::Bytes octets);

}  // namespace gate64::jool
