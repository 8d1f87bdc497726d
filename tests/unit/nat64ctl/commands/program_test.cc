// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "nat64ctl/commands/commands.h"
#include "tests/unit/nat64ctl/commands/scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using testing::HasSubstr;

std::vector<std::string> words_of(std::string_view name) {
    const auto space = name.find(' ');
    if (space == std::string_view::npos) return {std::string(name)};
    return {std::string(name.substr(0, space)), std::string(name.substr(space + 1))};
}

TEST(Program, HintsAtTheVerbThatWasMeant) {
    Scene scene;
    const Outcome outcome = scene.run({"staus"});
    EXPECT_EQ(outcome.code, cli::ExitCode::usage);
    EXPECT_THAT(outcome.err, HasSubstr("Did you mean status?"));
    EXPECT_EQ(outcome.out, "");
}

TEST(Program, HintsAtSecondWordsAndOptions) {
    Scene scene;
    const Outcome word = scene.run({"instance", "lst"});
    EXPECT_EQ(word.code, cli::ExitCode::usage);
    EXPECT_THAT(word.err, HasSubstr("Did you mean list?"));
    EXPECT_THAT(word.err, HasSubstr("Try: nat64ctl instance --help"));
    const Outcome option = scene.run({"sessions", "--protocl", "tcp"});
    EXPECT_EQ(option.code, cli::ExitCode::usage);
    EXPECT_THAT(option.err, HasSubstr("Did you mean --protocol?"));
}

TEST(Program, NeedsAVerb) {
    Scene scene;
    EXPECT_EQ(scene.run({}).code, cli::ExitCode::usage);
    EXPECT_EQ(scene.run({"instance"}).code, cli::ExitCode::usage);
}

TEST(Program, ControlCharactersOfArgumentsAreNotPrinted) {
    Scene scene;
    EXPECT_THAT(scene.run({"\x1b[31mstatus"}).err, testing::Not(HasSubstr("\x1b")));
}

TEST(Program, HelpListsEveryVerbByGroup) {
    Scene scene;
    const Outcome outcome = scene.run({"--help"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done);
    for (const Command* command : all_commands()) {
        if (command->is_hidden) continue;
        EXPECT_THAT(outcome.out, HasSubstr(words_of(command->name).front()));
        EXPECT_THAT(outcome.out, HasSubstr(std::string(title_of(command->group))));
    }
    EXPECT_THAT(outcome.out, testing::Not(HasSubstr("generate")));
}

TEST(Program, EveryVerbHasHelpWithExamples) {
    Scene scene;
    for (const Command* command : all_commands()) {
        std::vector<std::string> words = words_of(command->name);
        words.emplace_back("--help");
        const Outcome outcome = scene.run(words);
        EXPECT_EQ(outcome.code, cli::ExitCode::done) << command->name;
        EXPECT_THAT(outcome.out, HasSubstr(std::string(command->summary)));
        if (command->is_hidden) continue;
        EXPECT_FALSE(command->examples.empty()) << command->name;
        bool has_own = false;
        for (const std::string_view example : command->examples) {
            EXPECT_THAT(outcome.out, HasSubstr(std::string(example)));
            EXPECT_TRUE(example.starts_with("nat64ctl ")) << example;
            has_own = has_own || example.starts_with("nat64ctl " + std::string(command->name));
        }
        EXPECT_TRUE(has_own) << command->name;
    }
}

TEST(Program, NamesAreUniqueAndFamiliesDescribed) {
    std::set<std::string_view> names;
    for (const Command* command : all_commands()) {
        EXPECT_TRUE(names.insert(command->name).second) << command->name;
        const auto words = words_of(command->name);
        if (words.size() == 1) continue;
        EXPECT_TRUE(std::any_of(command_families().begin(), command_families().end(),
                                [&](const CommandFamily& f) { return f.word == words.front(); }))
            << command->name;
    }
}

TEST(Program, TellsWhatIsMissingByExitCode) {
    Scene scene;
    scene.module_is_loaded = false;
    EXPECT_EQ(scene.run({"pools"}).code, cli::ExitCode::jool_missing);
    scene.module_is_loaded = true;
    scene.jool.add("gate64");
    scene.jool.may_write = false;
    EXPECT_EQ(scene.run({"pools"}).code, cli::ExitCode::not_permitted);
}

TEST(Program, GlobalOptionsStandBeforeAndBehindTheVerb) {
    Scene scene;
    scene.jool.add("gate64");
    EXPECT_EQ(scene.run({"--json", "pools"}).out, "[]\n");
    EXPECT_EQ(scene.run({"pools", "--json"}).out, "[]\n");
    EXPECT_EQ(scene.run({"pools", "--json", "--tsv"}).code, cli::ExitCode::usage);
}

TEST(Program, SaysWhichNamespaceIsNotThere) {
    Scene scene;
    const Outcome outcome = scene.run({"--netns", "no-such-namespace", "pools"});
    EXPECT_EQ(outcome.code, cli::ExitCode::failed);
    EXPECT_THAT(outcome.err, HasSubstr("no-such-namespace"));
}

TEST(Instance, IsTheOneNamedOrTheOnlyOne) {
    Scene scene;
    EXPECT_THAT(scene.run({"pools"}).err, HasSubstr("there is no instance"));
    scene.jool.add("one");
    EXPECT_EQ(scene.run({"pools"}).code, cli::ExitCode::done);
    scene.jool.add("two", "64:ff9b::/96", jool::Framework::iptables);
    const Outcome several = scene.run({"pools"});
    EXPECT_EQ(several.code, cli::ExitCode::failed);
    EXPECT_THAT(several.err, HasSubstr("choose one with --instance: one, two"));
    EXPECT_EQ(scene.run({"--instance", "two", "pools"}).code, cli::ExitCode::done);
    EXPECT_THAT(scene.run({"--instance", "three", "pools"}).err, HasSubstr("there are: one, two"));
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
