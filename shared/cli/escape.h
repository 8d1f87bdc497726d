// SPDX-License-Identifier: Apache-2.0
#pragma once
// Text of others (names from the network, lines of a file, the kernel's strings) made harmless for
// a terminal and for one line of a log. Not for JSON or the shell. Pure, any thread.

#include <string>
#include <string_view>

namespace gate64::cli {

/// `text` with everything that could steer a terminal or forge a line as \xNN, an octet each: C0
/// controls (line ends and tabs too), DEL, C1 controls, invalid UTF-8, characters that reorder or
/// hide text (bidirectional controls, zero-width, line separators), and the backslash, so that the
/// result has one reading. Printable UTF-8 stays as it is. At most four octets an octet.
[[nodiscard]] std::string escape(std::string_view text);

/// escape() for each line by itself: '\n' stays, all else as above. For reports of several lines
/// whose line ends are ours.
[[nodiscard]] std::string escape_lines(std::string_view text);

}  // namespace gate64::cli
