// SPDX-License-Identifier: Apache-2.0
// Jool's replies: any octets as the answer to each operation. What is understood is written anew
// and must be understood as the same; pools are taken apart and put together.

#include "shared/base/check.h"
#include "shared/jool/abi.h"
#include "shared/jool/bib_codec.h"
#include "shared/jool/global_codec.h"
#include "shared/jool/instance_codec.h"
#include "shared/jool/pool4_codec.h"
#include "shared/jool/pool_set.h"
#include "shared/jool/session_codec.h"
#include "shared/jool/stats_codec.h"

namespace {

using namespace gate64;
using namespace gate64::jool;

/// Room for whatever a reply of the largest length can hold.
constexpr std::size_t capacity = 1 << 18;

template <typename Write>
Octets again(base::Bytes octets, Write write) {
    MessageHead head = Message::parse(octets).value().head();
    head.flags = static_cast<std::uint8_t>(head.flags & ~abi::flag::error);
    MessageWriter writer(head, capacity);
    write(writer);
    auto written = writer.finish();
    CHECK(written.has_value());
    return std::move(*written);
}

template <typename Entry, typename Decode, typename Write>
void check_page(base::Bytes octets, Decode decode, Write write) {
    const auto page = decode(octets);
    if (!page) return;
    const Octets written = again(octets, [&](MessageWriter& writer) {
        for (const Entry& entry : page->entries)
            write(writer, entry);
    });
    const auto reread = decode(base::Bytes(written));
    CHECK(reread.has_value());
    CHECK(reread->entries == page->entries && reread->more == page->more);
}

void check_pool4(base::Bytes octets) {
    check_page<Pool4Entry>(octets, decode_pool4, [](MessageWriter& writer, const Pool4Entry& e) {
        write_pool4(writer, abi::list::entry, e, Pool4Form::listed);
    });
    const auto page = decode_pool4(octets);
    if (!page) return;
    const PoolSet all(page->entries);
    CHECK(PoolSet(all.entries()) == all);
    CHECK(all.minus(all).empty());
    (void)all.overlap_across_marks();
}

void check_globals(base::Bytes octets) {
    const auto page = decode_globals(octets);
    if (!page) return;
    for (const GlobalSetting& setting : page->entries) {
        const Global& global = *find_global(setting.id);
        const std::string text = text_of(global, setting.value);
        if (!check_global(global, setting.value)) continue;
        const auto read = parse_global(global, text);
        CHECK(read.has_value() && *read == normalised(global, setting.value));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::Bytes octets{data, size};
    if (const auto reply = Reply::parse(octets); !reply) CHECK(reply.error().errno_value > 0);
    (void)read_done(octets);
    (void)decode_instance_hello(octets);
    check_globals(octets);
    check_pool4(octets);
    check_page<Instance>(octets, decode_instances, [](MessageWriter& writer, const Instance& e) {
        write_instance(writer, abi::list::entry, e);
    });
    check_page<BibEntry>(octets, decode_bib, [](MessageWriter& writer, const BibEntry& e) {
        write_bib(writer, abi::list::entry, e);
    });
    check_page<Session>(octets, decode_sessions, [](MessageWriter& writer, const Session& e) {
        write_session(writer, abi::list::entry, e);
    });
    check_page<Counter>(octets, decode_stats,
                        [](MessageWriter& writer, const Counter& e) { writer.u64(e.id, e.value); });
    return 0;
}
