// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is asked. A question is a key of 64 bits from which everything about it follows: its octets
// and the address its answer must have. So an outstanding question costs eight octets and a check
// needs no table. Immutable once made and shared by all threads; each thread draws with a Cursor of
// its own. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/core/seeded.h"
#include "bench/core/zipf.h"
#include "shared/base/error.h"
#include "shared/dns/name.h"
#include "shared/net/address.h"

namespace gate64::bench {

/// A name and the type and class behind it.
inline constexpr std::size_t question_bytes_max = dns::name_bytes_max + 4;

struct QuestionPlan {
    enum class Kind : std::uint8_t {
        file,    ///< in the order of the file
        names,   ///< generated names, by `zipf`
        random,  ///< every question a new name below the zone
    };
    Kind kind = Kind::names;
    std::string zone = "bench.example";
    std::uint32_t names = 1000;
    double zipf = 0;           ///< exponent; 0: uniform
    double aaaa_share = 1;     ///< of the questions; the others are A
    double dual_share = 0;     ///< of the names: those with an AAAA of their own
    bool walk = false;         ///< names in order instead of drawn
    std::uint64_t passes = 0;  ///< through the file, or of a walk; 0: without end
    std::uint64_t seed = 1;
};

/// Which addresses the answer to a question must hold: exactly one.
struct Expected {
    bool synthesized = false;  ///< AAAA made from `v4`
    std::optional<net::Ipv4Address> v4;
    net::Ipv6Address v6;  ///< when there is no `v4`
};

class Questions {
  public:
    using Key = std::uint64_t;

    /// `file_text` is what QuestionPlan::Kind::file reads: "name TYPE" a line, as dnsperf has it;
    /// empty lines and those beginning with ';' or '#' are passed over. The error names the line.
    [[nodiscard]] static base::Result<Questions> make(const QuestionPlan& plan,
                                                      std::string_view file_text = {});

    struct Cursor {
        Seeded random{1};
        std::uint64_t position = 0;
        std::uint64_t step = 1;
    };
    /// The place where thread `thread` of `threads` starts.
    [[nodiscard]] Cursor cursor(std::uint32_t thread, std::uint32_t threads) const noexcept;
    /// The next question; nothing when all passes are done.
    [[nodiscard]] std::optional<Key> draw(Cursor& cursor) const noexcept;

    /// Writes the question section and returns its length. REQUIRES: question_bytes_max of room.
    std::size_t write(Key key, base::MutableBytes space) const noexcept;
    /// Nothing for questions of a file, where no rule says it.
    [[nodiscard]] std::optional<Expected> expected(Key key) const noexcept;
    /// Questions in one pass of a file or walk.
    [[nodiscard]] std::uint64_t pass_size() const noexcept;

  private:
    explicit Questions(const QuestionPlan& plan) : plan_(plan) {}
    [[nodiscard]] base::Result<void> read_file(std::string_view text);
    [[nodiscard]] base::Result<void> read_line(std::string_view line);
    [[nodiscard]] bool ordered() const noexcept;
    /// In one pass of a walk, 1 or 2 a name.
    [[nodiscard]] std::uint32_t types_walked() const noexcept;

    QuestionPlan plan_;
    std::vector<std::uint8_t> zone_;  ///< wire form
    std::optional<Zipf> zipf_;
    std::vector<std::uint8_t> file_;        ///< question sections, one behind the other
    std::vector<std::uint32_t> file_ends_;  ///< where each ends
};

}  // namespace gate64::bench
