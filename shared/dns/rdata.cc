// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/rdata.h"

#include "shared/dns/name_wire.h"
#include "shared/dns/rdata_fields.h"
#include "shared/dns/types.h"

namespace gate64::dns {
namespace {

struct Shape {
    std::uint16_t type;
    std::string_view fields;
};

// Types whose names RFC 3597 4 lets a receiver decompress have small n, all later ones N.
constexpr Shape shapes[] = {
    {rr::a, "4"},
    {rr::ns, "n"},
    {rr::md, "n"},
    {rr::mf, "n"},
    {rr::cname, "n"},
    {rr::soa, "nn44444"},
    {rr::mb, "n"},
    {rr::mg, "n"},
    {rr::mr, "n"},
    {rr::wks, "41*"},
    {rr::ptr, "n"},
    {rr::hinfo, "ss"},
    {rr::minfo, "nn"},
    {rr::mx, "2n"},
    {rr::txt, "t"},
    {rr::rp, "nn"},
    {rr::afsdb, "2n"},
    {19, "s"},   // X25
    {20, "t"},   // ISDN
    {21, "2n"},  // RT
    {23, "N"},   // NSAP-PTR
    {rr::sig, "2114442n+"},
    {rr::key, "211*"},
    {rr::px, "2nn"},
    {27, "sss"},  // GPOS
    {rr::aaaa, "4444"},
    {rr::nxt, "n+"},
    {rr::srv, "222n"},
    {rr::naptr, "22sssn"},
    {rr::kx, "2n"},
    {37, "221*"},  // CERT
    {rr::dname, "n"},
    {42, "p"},  // APL
    {rr::ds, "211+"},
    {44, "11+"},  // SSHFP
    {rr::rrsig, "2114442N+"},
    {rr::nsec, "Nb"},
    {rr::dnskey, "211*"},
    {49, "+"},  // DHCID
    {rr::nsec3, "112shb"},
    {rr::nsec3param, "112s"},
    {52, "111+"},  // TLSA
    {53, "111+"},  // SMIMEA
    {58, "NN"},    // TALINK
    {59, "211+"},  // CDS
    {60, "211*"},  // CDNSKEY
    {61, "+"},     // OPENPGPKEY
    {62, "42b"},   // CSYNC
    {63, "411+"},  // ZONEMD
    {rr::svcb, "2Nv"},
    {rr::https, "2Nv"},
    {66, "212N"},     // DSYNC
    {99, "t"},        // SPF
    {104, "244"},     // NID
    {105, "24"},      // L32
    {106, "244"},     // L64
    {107, "2N"},      // LP
    {108, "42"},      // EUI48
    {109, "44"},      // EUI64
    {256, "22+"},     // URI
    {257, "1h*"},     // CAA
    {258, "t"},       // AVC
    {261, "t"},       // RESINFO
    {32769, "211+"},  // DLV
};

/// The rows of the types below `dense_max` by their number, so the usual types cost no search.
constexpr std::uint16_t dense_max = 128;
constexpr auto dense_shapes = [] {
    std::array<std::string_view, dense_max> table{};
    table.fill("*");
    for (const Shape& row : shapes) {
        if (row.type < dense_max) table[row.type] = row.fields;
    }
    return table;
}();

/// Walks one RDATA along its row, copying it into the scratch when names may have to grow.
class Walk {
  public:
    Walk(base::Bytes message, std::size_t at, std::size_t size, unsigned& hops_left,
         RdataScratch& scratch) noexcept
        : message_(message.first(at + size)),
          whole_(message),
          position_(at),
          hops_left_(hops_left),
          out_(scratch) {}

    [[nodiscard]] bool check(char field) noexcept {
        switch (field) {
            case '1':
            case '2':
            case '4':
                return skip(static_cast<std::size_t>(field - '0'));
            case 's':
                return skip_string(0);
            case 'h':
                return skip_string(1);
            case 't':
                return skip_strings();
            case 'N':
                return skip_plain_name();
            case '*':
                return skip(rest().size());
            case '+':
                return !rest().empty() && skip(rest().size());
            case 'b':
                return type_bitmap_ok(rest()) && skip(rest().size());
            case 'v':
                return service_parameters_ok(rest()) && skip(rest().size());
            case 'p':
                return address_prefixes_ok(rest()) && skip(rest().size());
            default:
                return false;
        }
    }
    /// The same for every field letter, and what was read goes to the scratch.
    [[nodiscard]] bool copy(char field) noexcept {
        if (field == 'n') return copy_name();
        const std::size_t start = position_;
        if (!check(field)) return false;
        out_.bytes(message_.subspan(start, position_ - start));
        return out_.ok();
    }
    [[nodiscard]] bool at_end() const noexcept { return position_ == message_.size(); }
    [[nodiscard]] base::Bytes copied() const noexcept { return out_.written(); }

  private:
    [[nodiscard]] base::Bytes rest() const noexcept { return message_.subspan(position_); }
    bool skip(std::size_t count) noexcept {
        if (message_.size() - position_ < count) return false;
        position_ += count;
        return true;
    }
    bool skip_string(std::size_t bytes_min) noexcept {
        if (at_end()) return false;
        const std::size_t size = message_[position_];
        return size >= bytes_min && skip(1 + size);
    }
    bool skip_strings() noexcept {
        do {
            if (!skip_string(0)) return false;
        } while (!at_end());
        return true;
    }
    bool skip_plain_name() noexcept {
        const std::size_t size = plain_name_bytes(rest());
        return size > 0 && skip(size);
    }
    bool copy_name() noexcept {
        ExpandedName name;
        expand_name(whole_, position_, message_.size(), hops_left_, name);
        if (!name.ok()) return false;
        position_ += name.consumed;
        out_.bytes(name.view().wire());
        return out_.ok();
    }

    base::Bytes message_;  ///< up to the end of this RDATA
    base::Bytes whole_;
    std::size_t position_;
    unsigned& hops_left_;
    base::ByteWriter out_;
};

}  // namespace

std::string_view rdata_shape(std::uint16_t type) noexcept {
    if (type < dense_max) return dense_shapes[type];
    for (const Shape& row : shapes) {
        if (row.type == type) return row.fields;
    }
    return "*";
}

std::optional<base::Bytes> read_rdata(base::Bytes message, std::size_t at, std::size_t size,
                                      std::uint16_t type, unsigned& hops_left,
                                      RdataScratch& scratch) noexcept {
    const std::string_view shape = rdata_shape(type);
    const bool grows = shape.find('n') != std::string_view::npos;
    Walk walk(message, at, size, hops_left, scratch);
    for (const char field : shape) {
        if (!(grows ? walk.copy(field) : walk.check(field))) return std::nullopt;
    }
    if (!walk.at_end()) return std::nullopt;
    return grows ? walk.copied() : message.subspan(at, size);
}

}  // namespace gate64::dns
