// SPDX-License-Identifier: Apache-2.0
#include "shared/cli/terminal.h"

#include <unistd.h>

#include <cstdlib>

namespace gate64::cli {
namespace {

std::string_view sequence(Tone tone) noexcept {
    switch (tone) {
        case Tone::good:
            return "\x1b[32m";
        case Tone::warning:
            return "\x1b[33m";
        case Tone::bad:
            return "\x1b[31m";
        case Tone::dim:
            return "\x1b[2m";
        case Tone::plain:
            break;
    }
    return {};
}

}  // namespace

Terminal Terminal::of(int fd) {
    return decide(::isatty(fd) == 1, std::getenv("NO_COLOR"), std::getenv("TERM"));
}

Terminal Terminal::decide(bool is_terminal, const char* no_color, const char* term) noexcept {
    Terminal terminal;
    const bool refused = no_color != nullptr && *no_color != '\0';
    const bool dumb = term == nullptr || *term == '\0' || std::string_view(term) == "dumb";
    terminal.interactive_ = is_terminal;
    terminal.colour_ = is_terminal && !refused && !dumb;
    return terminal;
}

std::string Terminal::paint(Tone tone, std::string_view text) const {
    const std::string_view start = sequence(tone);
    if (!colour_ || start.empty()) return std::string(text);
    return std::string(start) + std::string(text) + "\x1b[0m";
}

}  // namespace gate64::cli
