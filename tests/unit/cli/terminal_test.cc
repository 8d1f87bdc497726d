// SPDX-License-Identifier: Apache-2.0
#include "shared/cli/terminal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>

#include "shared/cli/exit_code.h"

namespace gate64::cli {
namespace {

TEST(Terminal, ColourOnlyOnATerminalThatDidNotRefuseIt) {
    EXPECT_TRUE(Terminal::decide(true, nullptr, "xterm").colour());
    EXPECT_TRUE(Terminal::decide(true, "", "xterm").colour());
    EXPECT_FALSE(Terminal::decide(true, "1", "xterm").colour());
    EXPECT_FALSE(Terminal::decide(true, nullptr, "dumb").colour());
    EXPECT_FALSE(Terminal::decide(true, nullptr, nullptr).colour());
    EXPECT_FALSE(Terminal::decide(false, nullptr, "xterm").colour());
    EXPECT_TRUE(Terminal::decide(true, "1", "dumb").interactive());
    EXPECT_FALSE(Terminal::decide(false, nullptr, "xterm").interactive());
}

TEST(Terminal, AFileIsNoTerminal) {
    const int fd = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(fd, 0);
    EXPECT_FALSE(Terminal::of(fd).interactive());
    EXPECT_FALSE(Terminal::of(fd).colour());
    ::close(fd);
}

TEST(Terminal, PaintsOnlyWithColour) {
    EXPECT_EQ(Terminal().paint(Tone::bad, "x"), "x");
    const Terminal colourful = Terminal::decide(true, nullptr, "xterm");
    EXPECT_EQ(colourful.paint(Tone::bad, "x"), "\x1b[31mx\x1b[0m");
    EXPECT_EQ(colourful.paint(Tone::plain, "x"), "x");
    for (const Tone tone : {Tone::good, Tone::warning, Tone::dim}) {
        EXPECT_TRUE(colourful.paint(tone, "x").ends_with("x\x1b[0m"));
    }
}

TEST(ExitCode, NumbersAreAPromise) {
    EXPECT_EQ(status(ExitCode::done), 0);
    EXPECT_EQ(status(ExitCode::failed), 1);
    EXPECT_EQ(status(ExitCode::usage), 2);
    EXPECT_EQ(status(ExitCode::jool_missing), 3);
    EXPECT_EQ(status(ExitCode::version_mismatch), 4);
    EXPECT_EQ(status(ExitCode::not_permitted), 5);
    EXPECT_STREQ(name_of(ExitCode::usage), "usage");
    EXPECT_EQ(exit_code_for_errno(EACCES), ExitCode::not_permitted);
    EXPECT_EQ(exit_code_for_errno(EPERM), ExitCode::not_permitted);
    EXPECT_EQ(exit_code_for_errno(ENOENT), ExitCode::failed);
}

}  // namespace
}  // namespace gate64::cli
