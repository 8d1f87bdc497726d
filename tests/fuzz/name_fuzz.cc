// SPDX-License-Identifier: Apache-2.0
// Names: any octets as a plain name, as a compressed name at any offset, and as text. What is
// accepted must survive the way to text and back, and every function on it must hold together.

#include <algorithm>

#include "shared/base/check.h"
#include "shared/dns/arpa.h"
#include "shared/dns/name.h"

namespace {

using namespace gate64;

void check_name(const dns::Name& name) {
    const std::string text = name.text();
    CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; }));
    const base::Result<dns::Name> back = dns::Name::parse(text);
    CHECK(back.has_value());
    CHECK(std::equal(name.wire().begin(), name.wire().end(), back->wire().begin(),
                     back->wire().end()));

    dns::Name small = name;
    small.to_lower();
    constexpr base::HashKey key{1, 2};
    CHECK(small == name && small.view().hash(key) == name.view().hash(key));

    const unsigned labels = name.view().label_count();
    CHECK(labels <= dns::name_labels_max);
    for (unsigned i = 0; i <= labels; ++i) {
        const dns::NameView suffix = name.view().suffix(i);
        CHECK(suffix.label_count() == i && name.view().is_at_or_below(suffix));
        const std::size_t cut = name.wire().size() - suffix.size();
        CHECK(dns::Name::join(name.wire().first(cut), suffix) == name);
        if (const auto moved = dns::substitute_dname(name, suffix, name)) {
            CHECK(moved->wire().size() == name.wire().size() + cut);
        }
    }
    (void)dns::parse_ip6_arpa(name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::Bytes input(data, size);
    base::ByteReader plain(input);
    const dns::Name name = dns::Name::read(plain);
    if (plain.ok()) check_name(name);

    if (size > 1) {
        base::ByteReader message(input.subspan(1));
        message.skip(std::min<std::size_t>(input[0], size - 1));
        const dns::Name expanded = dns::Name::read_compressed(message);
        if (message.ok()) check_name(expanded);
    }

    const auto parsed = dns::Name::parse({reinterpret_cast<const char*>(data), size});
    if (parsed) check_name(*parsed);
    return 0;
}
