// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shared/jool/atomic_codec.h"
#include "tests/unit/jool/golden.h"
#include "tests/unit/jool/golden_commands.h"

// Our codecs against what the reference command and real modules said to each other.

namespace gate64::jool::golden {
namespace {

/// GATE64_GOLDEN: the folder, from the build.
std::vector<Exchange> recordings() {
    return all(GATE64_GOLDEN);
}

/// A listing that has to be asked for again and again: our request after each page, and all entries
/// written anew, must be the recording's octets.
template <typename Entry, typename Decode, typename Next, typename Write>
void expect_listing(const Exchange& exchange, Decode decode, Next next, Write write) {
    std::optional<Entry> after;
    std::size_t i = 0;
    for (; i + 1 < exchange.messages.size(); i += 2) {
        EXPECT_EQ(timeless(exchange.messages[i].octets), timeless(next(after).value()));
        const Octets& reply = exchange.messages[i + 1].octets;
        const auto page = decode(base::Bytes(reply));
        ASSERT_TRUE(page.has_value()) << page.error().message;
        MessageHead head = Message::parse(reply)->head();
        MessageWriter writer(head, 8192);
        for (const Entry& entry : page->entries)
            write(writer, entry);
        Octets again = timeless(writer.finish().value());
        again[16] = abi::reply_command;
        again[6] = again[7] = 0;  // the kernel sets no flags in replies,
        again[17] = reply[17];    // and its own version of the family
        EXPECT_EQ(again, timeless(reply));
        EXPECT_EQ(i + 2 < exchange.messages.size(), page->more);
        if (!page->entries.empty()) after = page->entries.back();
        if (!page->more) break;
    }
    EXPECT_EQ(i + 2, exchange.messages.size());
}

template <typename Entry, typename Write>
auto entry_writer(Write write) {
    return [write](MessageWriter& writer, const Entry& entry) {
        write(writer, abi::list::entry, entry);
    };
}

bool expect_listing(const Exchange& exchange, const Command& command) {
    const Target& to = command.target();
    const Protocol protocol = command.protocol();
    if (command.verb() == "instance display") {
        expect_listing<Instance>(
            exchange, decode_instances,
            [&](auto after) { return encode_instance_foreach(to, after); },
            entry_writer<Instance>(write_instance));
    } else if (command.verb() == "pool4 display") {
        expect_listing<Pool4Entry>(
            exchange, decode_pool4,
            [&](auto after) { return encode_pool4_foreach(to, protocol, after); },
            [](MessageWriter& writer, const Pool4Entry& entry) {
                write_pool4(writer, abi::list::entry, entry, Pool4Form::listed);
            });
    } else if (command.verb() == "bib display") {
        expect_listing<BibEntry>(
            exchange, decode_bib,
            [&](auto after) { return encode_bib_foreach(to, protocol, after); },
            entry_writer<BibEntry>(write_bib));
    } else if (command.verb() == "session display") {
        expect_listing<Session>(
            exchange, decode_sessions,
            [&](auto after) { return encode_session_foreach(to, protocol, after); },
            entry_writer<Session>(write_session));
    } else {
        return false;
    }
    return true;
}

TEST(Golden, ThereAreRecordingsOfTheBaseline) {
    std::size_t of_baseline = 0;
    for (const Exchange& exchange : recordings())
        of_baseline += exchange.name.starts_with("4.1.9/");
    EXPECT_GE(of_baseline, 50U);
}

TEST(Golden, ListingsAreReadAndAskedForAsByTheReferenceCommand) {
    std::size_t listings = 0;
    for (const Exchange& exchange : recordings()) {
        if (exchange.name.ends_with("error")) continue;
        SCOPED_TRACE(exchange.name);
        const Command command(exchange);
        if (expect_listing(exchange, command)) ++listings;
    }
    EXPECT_GE(listings, 10U);
}

TEST(Golden, RequestsAreThoseOfTheReferenceCommand) {
    std::size_t compared = 0;
    for (const Exchange& exchange : recordings()) {
        // Requests that the module refuses and we would not send are judged below.
        if (exchange.name.ends_with("too_low_error") || exchange.name.ends_with("host_bits_error"))
            continue;
        SCOPED_TRACE(exchange.name);
        Command command(exchange);
        const auto ours = command.request();
        if (!ours) continue;
        EXPECT_EQ(timeless(exchange.of(false).at(0)), timeless(*ours));
        ++compared;
    }
    EXPECT_GE(compared, 45U);
}

TEST(Golden, RefusalsKeepTheKernelsNumberAndWords) {
    std::size_t refusals = 0;
    for (const Exchange& exchange : recordings()) {
        if (!exchange.name.ends_with("_error")) continue;
        SCOPED_TRACE(exchange.name);
        const auto reply = Reply::parse(exchange.of(true).back());
        ASSERT_FALSE(reply.has_value());
        EXPECT_NE(reply.error().errno_value, EBADMSG);
        EXPECT_GT(reply.error().errno_value, 0);
        EXPECT_GT(reply.error().message.size(), 10U);
        ++refusals;
    }
    EXPECT_GE(refusals, 8U);
}

TEST(Golden, TheBaselinesWordsOnAMissingInstance) {
    for (const Exchange& exchange : recordings()) {
        if (exchange.name != "4.1.9/missing_instance_error") continue;
        const auto reply = Reply::parse(exchange.of(true).back());
        ASSERT_FALSE(reply.has_value());
        EXPECT_EQ(reply.error().errno_value, ESRCH);
        EXPECT_EQ(reply.error().message, "This namespace lacks an instance named 'example'.");
        return;
    }
    FAIL() << "no such recording";
}

/// By its sequence number: what goes to the group joold may come before it.
Octets reply_to_first(const Exchange& exchange) {
    const auto sequence = Message::parse(exchange.of(false).at(0))->head().sequence;
    for (const Octets& octets : exchange.of(true))
        if (Message::parse(octets)->head().sequence == sequence) return octets;
    return {};
}

TEST(Golden, CommandsAreAnsweredWithDone) {
    for (const Exchange& exchange : recordings()) {
        SCOPED_TRACE(exchange.name);
        const std::string verb = exchange.words.empty() ? "" : Command(exchange).verb();
        if (exchange.name.ends_with("error") || verb.ends_with("display") ||
            verb.ends_with("status") || verb == "global display") {
            continue;
        }
        const bool is_ephemeral = exchange.name.ends_with("pool4_add_ephemeral");
        const auto done = read_done(reply_to_first(exchange));
        const bool is_refused = is_ephemeral && exchange.version >= Version{4, 1, 15, 0};
        EXPECT_EQ(done.has_value(), !is_refused);
    }
}

TEST(Golden, HelloTellsWhetherTheInstanceIsThere) {
    for (const Exchange& exchange : recordings()) {
        if (!exchange.name.ends_with("instance_status") &&
            !exchange.name.ends_with("instance_status_missing"))
            continue;
        SCOPED_TRACE(exchange.name);
        EXPECT_EQ(decode_instance_hello(exchange.of(true).at(0)).value(),
                  !exchange.name.ends_with("missing"));
    }
}

TEST(Golden, AFreshInstanceHasOurDefaults) {
    for (const Exchange& exchange : recordings()) {
        if (!exchange.name.ends_with("global_display_defaults")) continue;
        SCOPED_TRACE(exchange.name);
        const auto page = decode_globals(exchange.of(true).at(0));
        ASSERT_TRUE(page.has_value()) << page.error().message;
        EXPECT_FALSE(page->more);
        std::size_t expected = 0;
        for (const Global& global : globals())
            expected += is_in(global, exchange.version);
        EXPECT_EQ(page->entries.size(), expected);
        for (const GlobalSetting& setting : page->entries) {
            const Global& global = *find_global(setting.id);
            if (setting.id == abi::global::pool6) {
                EXPECT_EQ(text_of(global, setting.value), "64:ff9b::/96");
            } else {
                EXPECT_EQ(text_of(global, setting.value),
                          text_of(global, default_of(global, exchange.version)))
                    << global.key;
            }
        }
    }
}

TEST(Golden, EveryCounterOfEveryReleaseHasAMeaning) {
    for (const Exchange& exchange : recordings()) {
        if (!exchange.name.ends_with("stats_display")) continue;
        SCOPED_TRACE(exchange.name);
        const auto page = decode_stats(exchange.of(true).at(0));
        ASSERT_TRUE(page.has_value()) << page.error().message;
        for (const Counter& counter : page->entries)
            EXPECT_NE(find_counter(exchange.version, counter.id), nullptr) << counter.id;
        EXPECT_EQ(page->entries.back().id, counter_id(exchange.version, "JSTAT_UNKNOWN"));
    }
}

/// Reads the recorded transaction and makes it anew.
void expect_transaction(const Exchange& exchange) {
    Target to{exchange.family, exchange.version, {}};
    Framework framework{};
    std::vector<GlobalSetting> settings;
    std::vector<Pool4Entry> pool4;
    std::vector<BibEntry> bib;
    const auto requests = exchange.of(false);
    for (const Octets& octets : requests) {
        const auto message = Message::parse(octets);
        to.instance = message->head().instance;
        const Attributes root = message->attributes();
        if (root.has(abi::root::atomic_init))
            framework = read_framework(root[abi::root::atomic_init]);
        if (root.has(abi::root::globals)) {
            root[abi::root::globals].nested().each([&](const Attribute& attribute) {
                const Global& global = *find_global(attribute.type());
                settings.push_back({global.id, read_global(global, attribute)});
            });
        }
        if (root.has(abi::root::pool4_entries)) {
            root[abi::root::pool4_entries].nested().each(
                [&](const Attribute& entry) { pool4.push_back(read_pool4(entry.nested())); });
        }
        if (root.has(abi::root::bib_entries)) {
            root[abi::root::bib_entries].nested().each(
                [&](const Attribute& entry) { bib.push_back(read_bib(entry.nested())); });
        }
        EXPECT_TRUE(message->is_sound());
    }
    EXPECT_FALSE(pool4.empty());
    EXPECT_FALSE(settings.empty());
    const auto ours = encode_atomic(to, framework, settings, pool4, bib, false);
    ASSERT_TRUE(ours.has_value()) << ours.error().message;
    ASSERT_EQ(ours->size(), requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i)
        EXPECT_EQ(timeless((*ours)[i]), timeless(requests[i])) << i;
}

TEST(Golden, TheAtomicConfigurationIsTheReferenceCommands) {
    std::size_t transactions = 0;
    for (const Exchange& exchange : recordings()) {
        if (exchange.words.empty() || exchange.words.at(0) != "file") continue;
        SCOPED_TRACE(exchange.name);
        expect_transaction(exchange);
        ++transactions;
    }
    EXPECT_GE(transactions, 2U);
}

}  // namespace
}  // namespace gate64::jool::golden
