// SPDX-License-Identifier: Apache-2.0
#include "bench/core/questions.h"

#include <cstring>

#include "bench/core/test_names.h"
#include "shared/dns/types.h"

namespace gate64::bench {

namespace {

constexpr std::string_view blanks = " \t\r";
/// Octets that all questions of a file may take.
constexpr std::size_t file_octets_max = std::size_t{1} << 31;

// A generated question's key: the name's number, and in the lowest bit whether AAAA is asked.
constexpr Questions::Key key_of(std::uint64_t serial, bool aaaa) noexcept {
    return serial << 1 | (aaaa ? 1 : 0);
}

std::string_view next_word(std::string_view& rest) {
    const std::size_t start = std::min(rest.find_first_not_of(blanks), rest.size());
    rest.remove_prefix(start);
    const std::string_view word = rest.substr(0, rest.find_first_of(blanks));
    rest.remove_prefix(word.size());
    return word;
}

void append_be16(std::vector<std::uint8_t>& to, std::uint16_t value) {
    to.push_back(static_cast<std::uint8_t>(value >> 8));
    to.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

base::Result<Questions> Questions::make(const QuestionPlan& plan, std::string_view file_text) {
    Questions made(plan);
    if (plan.kind == QuestionPlan::Kind::file) {
        if (auto read = made.read_file(file_text); !read) return std::unexpected(read.error());
        return made;
    }
    const auto zone = dns::Name::parse(plan.zone);
    if (!zone) return base::fail("zone \"" + plan.zone + "\": " + zone.error().message);
    if (zone->wire().size() + random_label_bytes > dns::name_bytes_max) {
        return base::fail("zone \"" + plan.zone + "\" leaves no room for a label; take a shorter");
    }
    made.zone_.assign(zone->wire().begin(), zone->wire().end());
    if (plan.names == 0 || plan.names > test_names_max) {
        return base::fail("names must be 1 to " + std::to_string(test_names_max));
    }
    if (plan.kind == QuestionPlan::Kind::names && plan.zipf > 0) {
        made.zipf_.emplace(plan.names, plan.zipf);
    }
    return made;
}

base::Result<void> Questions::read_file(std::string_view text) {
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (auto read = read_line(line); !read) {
            return base::fail("line " + std::to_string(number) + ": " + read.error().message);
        }
    }
    if (file_ends_.empty()) return base::fail("no question in it; a line is \"name TYPE\"");
    return {};
}

base::Result<void> Questions::read_line(std::string_view line) {
    const std::string_view name_text = next_word(line);
    if (name_text.empty() || name_text[0] == ';' || name_text[0] == '#') return {};
    const std::string_view type_text = next_word(line);
    const auto name = dns::Name::parse(name_text);
    if (!name) return base::fail(name.error().message);
    const auto type = dns::parse_type(type_text);
    if (!type) {
        return base::fail("\"" + std::string(type_text) + "\" is no type; a line is \"name TYPE\"");
    }
    if (file_.size() + question_bytes_max > file_octets_max) {
        return base::fail("the file has more questions than fit into 2 GiB");
    }
    file_.insert(file_.end(), name->wire().begin(), name->wire().end());
    append_be16(file_, *type);
    append_be16(file_, dns::klass::in);
    file_ends_.push_back(static_cast<std::uint32_t>(file_.size()));
    return {};
}

bool Questions::ordered() const noexcept {
    return plan_.kind == QuestionPlan::Kind::file || plan_.walk;
}

std::uint32_t Questions::types_walked() const noexcept {
    return plan_.aaaa_share > 0 && plan_.aaaa_share < 1 ? 2 : 1;
}

std::uint64_t Questions::pass_size() const noexcept {
    if (plan_.kind == QuestionPlan::Kind::file) return file_ends_.size();
    return std::uint64_t{plan_.names} * types_walked();
}

Questions::Cursor Questions::cursor(std::uint32_t thread, std::uint32_t threads) const noexcept {
    Seeded seeds(plan_.seed + thread);
    return {.random = Seeded(seeds.next()), .position = thread, .step = threads};
}

std::optional<Questions::Key> Questions::draw(Cursor& cursor) const noexcept {
    const std::uint64_t position = cursor.position;
    cursor.position += cursor.step;
    if (ordered()) {
        if (plan_.passes != 0 && position >= plan_.passes * pass_size()) return std::nullopt;
        const std::uint64_t place = position % pass_size();
        if (plan_.kind == QuestionPlan::Kind::file) return place;
        const bool both = types_walked() == 2;
        return key_of(both ? place / 2 : place, both ? place % 2 != 0 : plan_.aaaa_share > 0);
    }
    const bool aaaa = plan_.aaaa_share >= 1 || cursor.random.unit() < plan_.aaaa_share;
    // The upper bit is lost to the type; the seed keeps two runs apart.
    if (plan_.kind == QuestionPlan::Kind::random) {
        return key_of(cursor.random.next() >> 1, aaaa);
    }
    if (zipf_) return key_of(zipf_->rank(cursor.random.unit()), aaaa);
    return key_of(cursor.random.below(plan_.names), aaaa);
}

std::size_t Questions::write(Key key, base::MutableBytes space) const noexcept {
    if (plan_.kind == QuestionPlan::Kind::file) {
        const std::size_t start = key == 0 ? 0 : file_ends_[key - 1];
        const std::size_t size = file_ends_[key] - start;
        std::memcpy(space.data(), file_.data() + start, size);
        return size;
    }
    std::size_t label = 0;
    if (plan_.kind == QuestionPlan::Kind::random) {
        write_random_label(key >> 1, space.data());
        label = random_label_bytes;
    } else {
        write_test_label(static_cast<std::uint32_t>(key >> 1), space.data());
        label = test_label_bytes;
    }
    std::memcpy(space.data() + label, zone_.data(), zone_.size());
    const std::size_t name = label + zone_.size();
    base::store_be16(space.data() + name, (key & 1) != 0 ? dns::rr::aaaa : dns::rr::a);
    base::store_be16(space.data() + name + 2, dns::klass::in);
    return name + 4;
}

std::optional<Expected> Questions::expected(Key key) const noexcept {
    if (plan_.kind == QuestionPlan::Kind::file) return std::nullopt;
    const bool aaaa = (key & 1) != 0;
    if (plan_.kind == QuestionPlan::Kind::random) {
        return Expected{.synthesized = aaaa, .v4 = wildcard_address(), .v6 = {}};
    }
    const auto index = static_cast<std::uint32_t>(key >> 1);
    if (aaaa && is_dual_stack(index, plan_.dual_share)) {
        return Expected{.synthesized = false, .v4 = {}, .v6 = test_address_v6(index)};
    }
    return Expected{.synthesized = aaaa, .v4 = test_address(index), .v6 = {}};
}

}  // namespace gate64::bench
