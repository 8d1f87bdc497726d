// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/atomic_codec.h"

#include "shared/jool/bib_codec.h"
#include "shared/jool/global_codec.h"
#include "shared/jool/pool4_codec.h"

namespace gate64::jool {
namespace {

/// Entries of one message: with room to spare below one page, which is what a writer holds.
constexpr std::size_t entries_max = 40;

class Transaction {
  public:
    Transaction(const Target& target, bool force)
        : target_(target), flags_(force ? abi::flag::force : std::uint8_t{0}) {}

    /// One more message; `fill(MessageWriter&)` gives its attributes.
    template <typename Fill>
    void message(Fill fill) {
        MessageWriter writer = request(target_, abi::Operation::file_handle, flags_);
        fill(writer);
        auto octets = writer.finish();
        if (octets) {
            messages_.push_back(std::move(*octets));
        } else if (!error_) {
            error_ = octets.error();
        }
    }

    template <typename Entry, typename Write>
    void entries(std::uint16_t type, std::span<const Entry> all, Write write) {
        while (!all.empty()) {
            const auto some = all.first(std::min(all.size(), entries_max));
            message([&](MessageWriter& writer) {
                const auto nest = writer.nest(type);
                for (const Entry& entry : some)
                    write(writer, entry);
            });
            all = all.subspan(some.size());
        }
    }

    base::Result<std::vector<Octets>> finish() {
        if (error_) return std::unexpected(*error_);
        return std::move(messages_);
    }

  private:
    const Target& target_;
    std::uint8_t flags_;
    std::vector<Octets> messages_;
    std::optional<base::Error> error_;
};

}  // namespace

base::Result<std::vector<Octets>> encode_atomic(const Target& target, Framework framework,
                                                std::span<const GlobalSetting> globals,
                                                std::span<const Pool4Entry> pool4,
                                                std::span<const BibEntry> bib, bool force) {
    if (const auto fine = check_settings(target.version, globals); !fine)
        return std::unexpected(fine.error());
    for (const Pool4Entry& entry : pool4)
        if (const auto fine = check_pool4(entry); !fine) return std::unexpected(fine.error());

    Transaction transaction(target, force);
    transaction.message([&](MessageWriter& writer) {
        writer.u8(abi::root::atomic_init, static_cast<std::uint8_t>(framework));
    });
    transaction.message([&](MessageWriter& writer) {
        const auto nest = writer.nest(abi::root::globals);
        for (const GlobalSetting& setting : globals)
            write_global(writer, setting);
    });
    transaction.entries(abi::root::pool4_entries, pool4,
                        [](MessageWriter& writer, const Pool4Entry& entry) {
                            write_pool4(writer, abi::list::entry, entry, Pool4Form::wanted);
                        });
    transaction.entries(abi::root::bib_entries, bib, [](MessageWriter& writer, BibEntry entry) {
        entry.is_static = true;
        write_bib(writer, abi::list::entry, entry);
    });
    transaction.message([](MessageWriter& writer) { writer.bytes(abi::root::atomic_end, {}); });
    return transaction.finish();
}

}  // namespace gate64::jool
